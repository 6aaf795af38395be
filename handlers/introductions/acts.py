"""Audit labels of this feature."""

from bot.core import Act, text

TELL_OF_AN_INTRODUCTION = Act(
    text("{who} noted that a member knows of an introduction"),
    text("note that a member knows of an introduction"),
)
INTRODUCE_TWO_MEMBERS = Act(
    text("{who} introduced two members to each other"), text("introduce two members to each other")
)
