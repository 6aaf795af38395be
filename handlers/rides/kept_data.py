"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "rides",
    text("Your rides to events"),
    text("The seats that you offer or look for, and from where. Deleted after the event."),
    order=166,
)
