"""Names of rooms by what they are for."""

from bot.core import JobContext, Text, text
from storage.communities import RoomKind

KIND_NAMES = {
    RoomKind.COMMUNITY: text("the room of the community"),
    RoomKind.CHANNEL: text("the channel for announcements"),
    RoomKind.GARDENERS: text("the team's room"),
    RoomKind.REGION: text("the Region's room"),
    RoomKind.WORKING_GROUP: text("the room of a working group"),
}
"""Names of rooms by purpose; a direct room is never set up."""


def room_name(ctx: JobContext, address: str, kind: RoomKind) -> Text:
    """A room by its purpose and network."""
    network = ctx.contact.network_name(address)
    return text("{room} ({network})", room=KIND_NAMES[kind], network=network)
