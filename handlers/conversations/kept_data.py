"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "letters",
    text("Your conversations with the gardening team"),
    text("That they took place, so that an answer finds you; what was written is not kept."),
    order=140,
)
