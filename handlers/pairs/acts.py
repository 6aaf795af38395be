"""Audit labels of this feature."""

from bot.core import Act, text

TEND_THE_COFFEES = Act(
    text("{who} looked up or changed the coffees between members"),
    text("look up or change the coffees between members"),
)
