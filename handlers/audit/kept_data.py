"""Stored data of this feature as members see it in `/mydata`."""

from bot.core import Router, text

router = Router()

router.personal_data(
    "audit",
    text("Traces"),
    text(
        "What you did that needs a role, what you were refused, what was done to you by those "
        "who have a role, and who read a register. Your name goes from it with your data."
    ),
    order=460,
)
