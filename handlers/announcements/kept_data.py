"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "announcements",
    text("Announcements that you submitted or approved"),
    text("They stay, without your name, when you have your data erased."),
    order=135,
)
