"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

READ_THE_TRACES = Act(text("{who} read the activity log"), text("read the activity log"))
EXPORT_THE_TRACES = Act(text("{who} exported the activity log"), text("export the activity log"))
DELETE_TRACES_PAST_THEIR_TIME = Act(
    text("Old entries of the activity log were deleted"),
    text("delete old entries of the activity log"),
)

router.act("audit file", EXPORT_THE_TRACES)
router.act("traces purged", DELETE_TRACES_PAST_THEIR_TIME)
