"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

TELL_WHAT_CAME_OF_AN_EVENT = Act(
    text("{who} told the outcome of an event"), text("tell the outcome of an event")
)
SEE_TO_PHOTOS_OF_AN_EVENT = Act(
    text("{who} managed photos of an event"), text("manage photos of an event")
)
SEE_TO_THE_NEXT_STEP_OF_AN_EVENT = Act(
    text("{who} followed up the next step of an event"), text("follow up the next step of an event")
)
TELL_THE_OUTCOME_OF_A_POLL = Act(
    text("{who} told the outcome of a poll"), text("tell the outcome of a poll")
)

router.act("outcome_picture", SEE_TO_PHOTOS_OF_AN_EVENT)
