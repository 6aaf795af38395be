"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

LOOK_UP_HOW_MANY_CAME = Act(
    text("{who} looked up how many came to events"), text("look up how many came")
)
TELL_WHAT_CAME_OF_AN_EVENT = Act(
    text("{who} told what came of an event"), text("tell what came of an event")
)
SEE_TO_PHOTOS_OF_AN_EVENT = Act(
    text("{who} saw to photos of an event"), text("see to photos of an event")
)
SEE_TO_THE_NEXT_STEP_OF_AN_EVENT = Act(
    text("{who} saw to the next step of an event"), text("see to the next step of an event")
)

router.act("outcome_picture", SEE_TO_PHOTOS_OF_AN_EVENT)
