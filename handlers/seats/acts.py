"""Audit labels of this feature."""

from bot.core import Act, Router, text
from bot.domain.roles import Post

router = Router()

SEE_TO_AN_ABSENCE = Act(text("{who} saw to an absence"), text("see to an absence"))
GIVE_OR_TAKE_A_SEAT = Act(text("{who} gave or took a seat"), text("give or take a seat"))
GIVE_A_SEAT = Act(text("{who} gave a seat"), text("give a seat"))
TAKE_A_SEAT_BACK = Act(text("{who} took a seat back"), text("take a seat back"))
GIVE_A_CODE_FOR_A_SEAT = Act(text("{who} gave a code for a seat"), text("give a code for a seat"))

router.act("seat code", GIVE_OR_TAKE_A_SEAT)
router.act("cultivator", GIVE_A_SEAT)
for _post in Post:
    router.act(f"{_post} given", GIVE_A_SEAT)
for _post in Post:
    router.act(f"{_post} taken", TAKE_A_SEAT_BACK)
for _post in Post:
    router.act(f"{_post} code", GIVE_A_CODE_FOR_A_SEAT)
