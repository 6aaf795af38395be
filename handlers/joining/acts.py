"""Audit labels of this feature."""

from bot.core import Act, text

CHANGE_HOW_NEWCOMERS_ARE_WELCOMED = Act(
    text("{who} changed how newcomers are welcomed"), text("change how newcomers are welcomed")
)
