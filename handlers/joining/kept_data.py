"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "newcomers",
    text("Rooms that you came into"),
    text("So that you are welcomed there. The network tells me. Kept for two days at most."),
    order=280,
)
