"""Words on rooms and their purposes, and the room that a message is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.config.kinds import NETWORK
from bot.core import Buttons, Card, Context, Line, known_room, named, text
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.communities import ask_untie_room, choose_room_kind, room_command
from bot.vocabulary.gardeners import ROOM_KIND_NAMES, gardeners_line
from storage.communities import Communities, Community, Room, RoomKind
from storage.outbound import SentMessages

TYPED_ROOM = room_command.typed()
ABOUT = "room"
"""Subject of our private messages that set up a room elsewhere."""
KIND_LABELS = {
    RoomKind.COMMUNITY: text("Community"),
    RoomKind.CHANNEL: text("Announcements"),
    RoomKind.GARDENERS: text("Gardeners"),
    RoomKind.REGION: text("Region"),
    RoomKind.WORKING_GROUP: text("Working group"),
}
"""The labels of the buttons that set a purpose."""
_KIND_WORDS = {
    RoomKind.COMMUNITY: ("community", "communaute"),
    RoomKind.CHANNEL: ("channel", "canal", "announcements", "annonces", "annonce"),
    RoomKind.GARDENERS: ("gardeners", "jardiniers", "jardinieres", "jardinage", "equipe"),
    RoomKind.REGION: ("region", "la region"),
    RoomKind.WORKING_GROUP: ("working group", "group", "groupe de travail", "groupe"),
}
_KIND_BY_WORD = {word: kind for kind, words in _KIND_WORDS.items() for word in words}
LONGEST_WORDS = 200
"""No community and purpose are named in more characters."""
_MOST_WORDS = max(len(word.split()) for word in _KIND_BY_WORD)
_ADDRESS = re.compile(
    rf"[#!@]\S+|(?:matrix|telegram|https?):\S+|{NETWORK}:[#!@]\S+|t\.me/\S+|-?\d{{5,}}(?:/\d+)?"
)


class OnlyInTheRoom(Refusal):
    """A room is configured from inside it: invite me there, then write {room}."""


@dataclass(frozen=True, slots=True)
class RoomInHand:
    """The room that a message is about: its address, its row and its owner.

    The row of a topic may be its forum's: then it is not its `own`.
    """

    address: str
    row: Room | None
    owner: Community | None

    @property
    def own(self) -> bool:
        """True if the room itself was tied, and not one around it."""
        return self.row is not None and self.row.address == self.address


def room_in_hand(ctx: Context) -> RoomInHand:
    """The room written in; in private, the subject of the pressed message.

    Only the recipient of that message can press it: a forged press has no such room.
    """
    address = _room_address(ctx.incoming.room)
    if ctx.direct:
        about = ctx.incoming.about
        subject = None if about is None else ctx.store[SentMessages].about(ctx.incoming.room, about)
        what, _, key = (subject or "").partition(":")
        room = ctx.store[Communities].room_with_id(int(key)) if what == ABOUT else None
        if room is None:
            raise OnlyInTheRoom(room=TYPED_ROOM)
        address = room.address
    row = known_room(ctx.store, address)
    tied = None if row is None else row.community_id
    return RoomInHand(address, row, None if tied is None else ctx.store[Communities].get(tied))


def room_card(ctx: Context, room: RoomInHand, community: Community) -> Card:
    """A room of a community; its gardeners can change it."""
    there, kind = ctx.elsewhere(community.id), _room_kind(room)
    lines: list[Line] = [text("This is {room}.", room=ROOM_KIND_NAMES[kind])]
    if not room.own:
        lines = [text("This topic follows its group: {room}.", room=ROOM_KIND_NAMES[kind])]
    lines.append(gardeners_line(there))
    if there.role < Role.GARDENER:
        return Card(community.name, tuple(lines))
    label = text("Change its use") if room.own else text("Make it a separate room")
    buttons: Buttons = ((choose_room_kind.button(label, community),),)
    if room.own:
        buttons += ((ask_untie_room.button(text("Disconnect"), community),),)
    return Card(community.name, tuple(lines), buttons)


def read_room(
    words: str, communities: Sequence[Community]
) -> tuple[Community | None, RoomKind | None]:
    """The community and the purpose that words name, in either order; None for each."""
    if len(words) > LONGEST_WORDS:
        return None, None
    parts = words.replace("|", " ").split()
    for cut in range(len(parts), -1, -1):
        if _MOST_WORDS < cut < len(parts) - _MOST_WORDS:
            continue  # neither side can be a kind of room
        head, tail = " ".join(parts[:cut]), " ".join(parts[cut:])
        for name, word in ((head, tail), (tail, head)):
            community, kind = named(communities, name), _KIND_BY_WORD.get(_folded(word))
            if (community or not name) and (kind or not word) and (community or kind):
                return community, kind
    return None, None


def names_an_address(words: str) -> bool:
    """True if a word is an alias, an address or a link of a room."""
    return any(_ADDRESS.fullmatch(word) for word in words.split())


def _folded(word: str) -> str:
    return fold(word).replace("-", " ")


def _room_kind(room: RoomInHand) -> RoomKind:
    return RoomKind.COMMUNITY if room.row is None else RoomKind(room.row.kind)


def _room_address(address: str) -> str:
    """The room of a message's address: a topic is a room, a thread part of one."""
    room, _, inside = address.partition("/")
    return room if inside.startswith("$") else address
