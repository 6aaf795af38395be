"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "calendar_feeds",
    text("The secret addresses of your calendar"),
    text(
        "When you asked for each one and when it ended, not the address itself. Kept for 90 days "
        "after its end."
    ),
    order=340,
)
