"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "applied_settings",
    text("Your account in the configuration"),
    text("Written there at the installation. Kept until it is changed there."),
    order=230,
)
