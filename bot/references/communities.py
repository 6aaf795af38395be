"""What others may name of the communities."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CommandRef
from storage.communities import Community

press_community: ButtonRef[[Community], Card] = ButtonRef("community")
press_community_set: ButtonRef[[Community, str], Answer] = ButtonRef("community_set")
press_room_into: ButtonRef[[Community], Answer] = ButtonRef("room_into")
press_room_loose: ButtonRef[[Community], Answer] = ButtonRef("room_loose")
press_room_tie: ButtonRef[[Community, str], Answer] = ButtonRef("room_tie")
community_command: CommandRef[..., Any] = CommandRef("community", "communaute")
room_command: CommandRef[..., Any] = CommandRef("room", "salon")
