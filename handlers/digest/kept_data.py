"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "news",
    text("News that you wrote"),
    text(
        "What is in a letter, or kept for one, stays, without your name, when you have your data "
        "erased. The rest is deleted."
    ),
    order=120,
)
router.personal_data(
    "digests",
    text("Letters that you submitted or approved"),
    text("The approval stays, without your name, when you have your data erased."),
    order=130,
)
router.personal_data(
    "letter_items",
    text("What you wrote in letters"),
    text("It stays in the letter, without your name, when you have your data erased."),
    order=125,
)
