"""References of communities that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CommandRef
from storage.communities import Community

open_community: ButtonRef[[Community], Card] = ButtonRef("community")
edit_community: ButtonRef[[Community, str], Answer] = ButtonRef("community_set")
choose_room_kind: ButtonRef[[Community], Answer] = ButtonRef("room_into")
ask_untie_room: ButtonRef[[Community], Answer] = ButtonRef("room_loose")
tie_room_as: ButtonRef[[Community, str], Answer] = ButtonRef("room_tie")
community_command: CommandRef[..., Any] = CommandRef("community", "communaute")
room_command: CommandRef[..., Any] = CommandRef("room", "salon")
