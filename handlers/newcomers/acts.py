"""Audit labels of this feature."""

from bot.core import Act, text

WELCOME_NEWCOMERS = Act(
    text("{who} looked after a newcomer's welcome"), text("look after a newcomer's welcome")
)
