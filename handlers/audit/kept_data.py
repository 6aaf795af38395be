"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "audit",
    text("Traces"),
    text(
        "What you did in a role, what you were refused, what the team did for you. Also who "
        "read a register. Your name leaves it with your data."
    ),
    order=460,
)
