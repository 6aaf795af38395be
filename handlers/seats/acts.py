"""Audit labels of this feature."""

from bot.core import Act, Router, text
from bot.domain.roles import Post

router = Router()

SEE_TO_AN_ABSENCE = Act(text("{who} changed an absence"), text("change an absence"))
SEE_TO_THE_SEATS = Act(
    text("{who} looked at or changed the roles"), text("look at or change the roles")
)
"""The command, bare or not; a change itself leaves its own entry."""
GIVE_OR_TAKE_A_SEAT = Act(text("{who} changed a role"), text("change a role"))
LOOK_AT_THE_SEATS = Act(text("{who} looked at the roles"), text("look at the roles"))
GIVE_A_SEAT = Act(text("{who} gave a role"), text("give a role"))
TAKE_A_SEAT_BACK = Act(text("{who} withdrew a role"), text("withdraw a role"))
GIVE_A_CODE_FOR_A_SEAT = Act(text("{who} made a code for a role"), text("make a code for a role"))
READ_THE_HANDOVER = Act(
    text("{who} read what is open, for a handover"), text("read what is open, for a handover")
)
TAKE_THE_HANDOVER_WITH_ONESELF = Act(
    text("{who} took what is open along as a file"), text("take what is open along as a file")
)

router.act("handover file", TAKE_THE_HANDOVER_WITH_ONESELF)
router.act("seat code", GIVE_OR_TAKE_A_SEAT)
router.act("cultivator", GIVE_A_SEAT)
for _post in Post:
    router.act(f"{_post} given", GIVE_A_SEAT)
for _post in Post:
    router.act(f"{_post} taken", TAKE_A_SEAT_BACK)
for _post in Post:
    router.act(f"{_post} code", GIVE_A_CODE_FOR_A_SEAT)
