"""Rooms: their community, their purpose and their gardeners, and the words for them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.config.kinds import NETWORK
from bot.core import (
    Answer,
    Bold,
    Buttons,
    Card,
    Context,
    Line,
    Router,
    Text,
    known_room,
    named,
    rooms_chosen,
    rooms_entered,
    text,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.communities import (
    SET_A_ROOM_UP,
    ask_untie_room,
    choose_room_kind,
    room_command,
    tie_room_as,
)
from bot.references.linking import link_command
from bot.vocabulary.gardeners import ROOM_KIND_NAMES, gardeners_line, room_name, tended_communities
from handlers.communities.setup import answer_choice, community_awaiting_room, connect_first_room
from storage.communities import Communities, Community, Room, RoomKind
from storage.outbound import SentMessages

router = Router()

TYPED_ROOM = room_command.typed()
EXAMPLE_ROOM = room_command.typed("energie", ("announcements", "annonces"))
ALIASES = ("rooms", "salons")
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
"""Longest text that can name a community and a use."""
_MOST_WORDS = max(len(word.split()) for word in _KIND_BY_WORD)
_ADDRESS = re.compile(
    rf"[#!@]\S+|(?:matrix|telegram|https?):\S+|{NETWORK}:[#!@]\S+|t\.me/\S+|-?\d{{5,}}(?:/\d+)?"
)
MOST_BUTTONS = 8
MOST_LISTED = 20


class OnlyInTheRoom(Refusal):
    """A room is configured from inside it: invite me there, then write {room}."""


class UnknownWords(Refusal):
    """I do not know “{typed}”. Write a community and the use of the room: {example}.

    Communities: {communities}. Uses: {kinds}.
    """


class AloneHere(Refusal):
    """This is a private room, just the two of us.

    A room is configured from inside it: invite me there, then write {room}.
    """


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


@router.contribution(rooms_entered)
def greet_room(ctx: Context) -> Card | None:
    """Connect a room to the community that has none yet, else greet it, once."""
    if ctx.direct:
        return None
    room = room_in_hand(ctx)
    if room.owner is not None:
        return None
    if (community := community_awaiting_room(ctx)) is not None:
        return connect_first_room(ctx, community)
    if room.row is not None:
        return None
    if not ctx.incoming.broadcast:
        ctx.store[Communities].put_room(ctx.incoming.room, RoomKind.COMMUNITY, None)
        hello = text(
            "Hello. This room belongs to no community yet. If you are a gardener, you can connect "
            "it."
        )
        return Card(None, (hello,), ((room_command.button(text("Connect this room")),),))
    lead = text("I am in a new channel. Which community does it belong to?")
    _ask_in_private(ctx, RoomKind.CHANNEL, lead)
    return None


@router.contribution(rooms_chosen)
def connect_chosen_room(ctx: Context) -> Card | None:
    """Connect a group that a cultivator chose by the key, or ask in private for its community."""
    if ctx.direct or ctx.role() < Role.CULTIVATOR:
        return None
    ctx.store[Communities].find_room(ctx.incoming.room)
    room = room_in_hand(ctx)
    if room.owner is not None:
        answer_choice(ctx, room.owner)
    elif (community := community_awaiting_room(ctx)) is not None:
        return connect_first_room(ctx, community)
    else:
        lead = text("This group belongs to no community yet. Which one does it belong to?")
        _ask_in_private(ctx, RoomKind.COMMUNITY, lead)
    return None


def _ask_in_private(ctx: Context, kind: RoomKind, lead: Text) -> None:
    """Ask for the community of a room, unless the sender tends none."""
    room = ctx.store[Communities].put_room(ctx.incoming.room, kind, None)
    communities = tended_communities(ctx)
    if communities:
        ctx.whisper(_community_question(communities, lead), about=f"{ABOUT}:{room.id}")


@router.command(
    room_command,
    aliases=ALIASES,
    theme="bot",
    label=text("Rooms"),
    shows=True,
    trace=SET_A_ROOM_UP,
)
def show_room(ctx: Context) -> Card | Text:
    """Show the community of this room, its use, and the team."""
    if ctx.direct:
        return _private_overview(ctx)
    room, communities = room_in_hand(ctx), tended_communities(ctx)
    if room.owner is not None:
        return room_card(ctx, room, room.owner)
    if (community := community_awaiting_room(ctx)) is not None:
        return connect_first_room(ctx, community)
    if communities:
        lead = text("This room belongs to no community yet. Which one does it belong to?")
        return _community_question(communities, lead)
    if len(ctx.contact.networks) > 1:
        return text(
            "This room belongs to no community yet. A gardener can connect it here: {room}. If you "
            "are one with an account on another network, link the two first, in private: {link}",
            room=TYPED_ROOM,
            link=link_command.typed(),
        )
    return text(
        "This room belongs to no community yet. A gardener can connect it here: {room}",
        room=TYPED_ROOM,
    )


def _private_overview(ctx: Context) -> Card | Text:
    """In private: the rooms of the communities that this person tends."""
    explanation = Text(AloneHere().sentence, {"room": TYPED_ROOM})
    lines: list[Line] = []
    for community in tended_communities(ctx)[:MOST_LISTED]:
        rooms = ctx.store[Communities].rooms_of(community)[:MOST_LISTED]
        lines.append(Bold(community.name))
        lines += [_room_line(ctx, each) for each in rooms] or [text("No room yet.")]
    return Card(text("Rooms"), (*lines, "", explanation)) if lines else explanation


def _room_line(ctx: Context, room: Room) -> Text:
    name = room_name(ctx, room.address, RoomKind(room.kind))
    if room.gone_at is None:
        return text("– {room}", room=name)
    return text("– {room}: I can no longer write there", room=name)


@router.command(
    "room",
    fr="salon",
    aliases=ALIASES,
    example=("energie announcements", "energie annonces"),
    theme="bot",
)
def set_up_room(ctx: Context, words: str) -> Answer:
    """Connect this room to a community, or change its use."""
    if ctx.direct:
        raise AloneHere(room=TYPED_ROOM)
    if any(map(_ADDRESS.fullmatch, words.split())):
        raise OnlyInTheRoom(room=TYPED_ROOM)
    everywhere = ctx.store[Communities].all()
    community, kind = _read_room(words, everywhere)
    if community is None and kind is None:
        raise UnknownWords(
            typed=words[:40],
            example=EXAMPLE_ROOM,
            communities=[each.slug for each in everywhere] or ["–"],
            kinds=list(KIND_LABELS.values()),
        )
    community = community or room_in_hand(ctx).owner
    if community is None:
        communities = tended_communities(ctx)
        if len(communities) != 1:
            return show_room(ctx)
        community = communities[0]
    if kind is None:
        return choose_room_kind.run(ctx, community)
    return tie_room_as.run(ctx, community, kind.value)


def _read_room(
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
            community = named(communities, name)
            kind = _KIND_BY_WORD.get(fold(word).replace("-", " "))
            if (community or not name) and (kind or not word) and (community or kind):
                return community, kind
    return None, None


def _community_question(communities: list[Community], lead: Text) -> Card:
    """Ask for the community; with too many for buttons, say how to write it."""
    if len(communities) > MOST_BUTTONS:
        slugs = [each.slug for each in communities[:MOST_LISTED]]
        instructions = text(
            "Write for example {example}. Communities: {slugs}.", example=EXAMPLE_ROOM, slugs=slugs
        )
        return Card(None, (lead, instructions))
    rows = tuple((choose_room_kind.button(each.name, each),) for each in communities)
    return Card(None, (lead,), rows)


def room_in_hand(ctx: Context) -> RoomInHand:
    """The room written in; in private, the subject of the pressed message.

    Only the recipient of that message can press it: a forged press has no such room.
    """
    room, _, inside = ctx.incoming.room.partition("/")
    address = room if inside.startswith("$") else ctx.incoming.room  # a thread is part of its room
    if ctx.direct:
        about = ctx.incoming.about
        subject = None if about is None else ctx.store[SentMessages].about(ctx.incoming.room, about)
        what, _, key = (subject or "").partition(":")
        found = ctx.store[Communities].room_with_id(int(key)) if what == ABOUT else None
        if found is None:
            raise OnlyInTheRoom(room=TYPED_ROOM)
        address = found.address
    row = known_room(ctx.store, address)
    tied = None if row is None else row.community_id
    return RoomInHand(address, row, None if tied is None else ctx.store[Communities].get(tied))


def room_card(ctx: Context, room: RoomInHand, community: Community) -> Card:
    """A room of a community; its gardeners can change it."""
    there = ctx.elsewhere(community.id)
    kind = RoomKind.COMMUNITY if room.row is None else RoomKind(room.row.kind)
    lines: list[Line] = [text("This is {room}.", room=ROOM_KIND_NAMES[kind])]
    if not room.own:
        lines = [text("This topic follows its group: {room}.", room=ROOM_KIND_NAMES[kind])]
    lines.append(gardeners_line(there))
    if there.role() < Role.GARDENER:
        return Card(community.name, tuple(lines))
    label = text("Change its use") if room.own else text("Make it a separate room")
    buttons: Buttons = ((choose_room_kind.button(label, community),),)
    if room.own:
        buttons += ((ask_untie_room.button(text("Disconnect"), community),),)
    return Card(community.name, tuple(lines), buttons)
