"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "name_parts",
    text("Your name in the search"),
    text("The words of your name, for searching. They are deleted when you leave."),
    order=240,
)
