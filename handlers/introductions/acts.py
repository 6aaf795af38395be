"""Audit labels of this feature."""

from bot.core import Act, text

INTRODUCE_TWO_MEMBERS = Act(
    text("{who} introduced two members to each other"), text("introduce two members to each other")
)
