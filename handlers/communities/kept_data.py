"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "applied_settings",
    text("Your account in the configuration"),
    text("As whoever installed this bot wrote it there. It stays until they change it."),
    order=230,
)
