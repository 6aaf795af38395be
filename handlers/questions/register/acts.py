"""Audit labels of the register."""

from bot.core import Act, text

NAME_AN_ASKER = Act(
    text("{who} wants their name beside what changed"), text("be named beside what changed")
)
