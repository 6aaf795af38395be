"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "proxies",
    text("Requests by phone"),
    text("By you, or by people who asked you to act for them. Kept 60 days at most."),
    order=170,
)
