"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "needs",
    text("What you need and offer"),
    text(
        "Its words are deleted when it ends; that it was there is counted for a year. All of it is "
        "deleted when you have your data erased."
    ),
    order=115,
)
