"""Audit labels of this feature."""

from bot.core import Act, text

LOOK = Act(text("{who} looked at what is on the public page"), text("look at the public page"))
ASK = Act(text("{who} asked to show something on the public page"), text("ask for the public page"))
APPROVE = Act(
    text("{who} approved what is on the public page"), text("approve what is on the public page")
)
TAKE_OFF = Act(
    text("{who} took something off the public page"), text("take something off the public page")
)
