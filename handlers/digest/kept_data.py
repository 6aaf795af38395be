"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "news",
    text("The news that you wrote"),
    text(
        "What is in a letter, or kept for one, stays without your name when you have your "
        "data erased; the rest goes."
    ),
    order=120,
)
router.personal_data(
    "digests",
    text("The letters that you submitted or approved"),
    text("That somebody did stays without you when you have your data erased."),
    order=130,
)
