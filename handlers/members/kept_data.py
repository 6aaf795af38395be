"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "name_parts",
    text("How your name is found"),
    text("The words of it, made from your name. They go when you leave."),
    order=240,
)
