"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

READ_THE_TRACES = Act(text("{who} read the traces"), text("read the traces"))
EXPORT_THE_TRACES = Act(text("{who} exported the traces"), text("export the traces"))
DELETE_TRACES_PAST_THEIR_TIME = Act(
    text("Traces past their time were deleted"), text("delete traces past their time")
)

router.act("audit file", EXPORT_THE_TRACES)
router.act("traces purged", DELETE_TRACES_PAST_THEIR_TIME)
