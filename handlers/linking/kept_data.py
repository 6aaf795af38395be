"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "link_codes", text("Accounts being linked"), text("Kept for a few minutes."), order=300
)
router.personal_data(
    "link_tries", text("Wrong codes"), text("How many you typed, for ten minutes."), order=310
)
