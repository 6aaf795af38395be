"""Audit labels of this feature."""

from bot.core import Act, text

CHANGE_HOW_NEWCOMERS_ARE_WELCOMED = Act(
    text("{who} changed how newcomers are welcomed"), text("change how newcomers are welcomed")
)
ASK_TO_OPEN_PRIVATE_CHATS = Act(
    text("{who} asked members in the groups to open their private chat"),
    text("ask members in the groups to open their private chat"),
)
