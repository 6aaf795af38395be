"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

REPORT_EVENT = Act(text("{who} told the outcome of an event"), text("tell the outcome of an event"))
MANAGE_PHOTOS = Act(text("{who} managed photos of an event"), text("manage photos of an event"))
FOLLOW_UP_STEP = Act(
    text("{who} followed up the next step of an event"), text("follow up the next step of an event")
)
REPORT_POLL = Act(text("{who} told the outcome of a poll"), text("tell the outcome of a poll"))

router.act("outcome_picture", MANAGE_PHOTOS)
