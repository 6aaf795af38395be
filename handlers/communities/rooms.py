"""Rooms: their community, purpose and gardeners, and how they are tied to it and untied."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.config.kinds import NETWORK
from bot.core import (
    Answer,
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    NotAllowed,
    Replace,
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
from bot.references.personal_data import change_nothing
from bot.vocabulary.community_settings import actor_name
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

KIND_DESCRIPTIONS = {
    RoomKind.COMMUNITY: text("members talk here, and see polls and the letter"),
    RoomKind.CHANNEL: text("announcements and the letter only"),
    RoomKind.GARDENERS: text("for the team only"),
    RoomKind.REGION: text("the agents of the Region"),
    RoomKind.WORKING_GROUP: text("a few members working together"),
}
WARNINGS = {
    RoomKind.GARDENERS: text(
        "Everybody in this room will read what members write to the team of {community}."
    ),
    RoomKind.REGION: text(
        "Everybody in this room will read the questions of {community} to the Region, with "
        "their names."
    ),
}
"""Warnings for the uses of a room in which messages of members are shown."""


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


class RoomOfAnother(NotAllowed):
    """This room belongs to {community}.

    Only the service's administrators can move it to another one.
    """

    what = "room_tie"


class NotItsRoom(Refusal):
    """This room no longer belongs to {community}. {room} shows its settings."""


class NoSuchKind(Refusal):
    """There is no such kind of room. Choose one of these: {kinds}."""


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


@router.button(choose_room_kind, who=Role.GARDENER, outside=True, trace=SET_A_ROOM_UP)
def ask_kind(ctx: Context, community: Community) -> Answer:
    """Ask for the purpose of the room."""
    _former_owner(ctx, community, room_in_hand(ctx))
    lines: list[Line] = [
        text("“{kind}”: {brings}.", kind=label, brings=KIND_DESCRIPTIONS[kind])
        for kind, label in KIND_LABELS.items()
    ]
    choices = [
        tie_room_as.button(label, community, kind.value) for kind, label in KIND_LABELS.items()
    ]
    rows: Buttons = (tuple(choices[:2]), tuple(choices[2:4]), tuple(choices[4:]))
    title = text("What is this room for, in {community}?", community=community.name)
    return Replace(Card(title, tuple(lines), rows))


@router.button(tie_room_as, who=Role.GARDENER, outside=True, trace=SET_A_ROOM_UP)
def tie_room(ctx: Context, community: Community, kind: str) -> Answer:
    """Tie the room, after a warning where one is due."""
    wanted, room = _read_kind(kind), room_in_hand(ctx)
    owner = _former_owner(ctx, community, room)
    warnings: list[Line] = []
    if owner is not None:
        of_another = text(
            "This room belongs to {other}. It would then belong to {community}.",
            other=owner.name,
            community=community.name,
        )
        warnings.append(of_another)
    if wanted in WARNINGS and not _is_tied_so(room, community, wanted):
        warnings.append(replace(WARNINGS[wanted], values={"community": community.name}))
    if not warnings:
        return _tied_answer(ctx, community, wanted, room)
    tie = tie_surely if owner is None else take_room
    yes = tie.button(text("Yes, connect it"), community, wanted.value)
    return Replace(Card(None, tuple(warnings), ((yes,), (_no_button(),))))


@router.button("room_sure", who=Role.GARDENER, outside=True, trace=SET_A_ROOM_UP)
def tie_surely(ctx: Context, community: Community, kind: str) -> Answer:
    """Tie the room after the warning."""
    wanted, room = _read_kind(kind), room_in_hand(ctx)
    if _former_owner(ctx, community, room) is not None:
        return tie_room(ctx, community, kind)
    return _tied_answer(ctx, community, wanted, room)


@router.button("room_take", who=Role.CULTIVATOR, trace=SET_A_ROOM_UP)
def take_room(ctx: Context, community: Community, kind: str) -> Answer:
    """Give the room of another community to this one, after a warning."""
    wanted, room = _read_kind(kind), room_in_hand(ctx)
    if room.owner is not None and room.owner.id != community.id:
        notice = text(
            "{name} moved a room of {community} to {other}: {room}.",
            name=actor_name(ctx),
            community=room.owner.name,
            other=community.name,
            room=room_name(ctx, room.address, wanted),
        )
        ctx.elsewhere(room.owner.id).tell_other_gardeners(notice)
    return _tied_answer(ctx, community, wanted, room)


@router.button(ask_untie_room, who=Role.GARDENER, outside=True, trace=SET_A_ROOM_UP)
def ask_before_untying(ctx: Context, community: Community) -> Answer:
    """Ask for confirmation."""
    _held_kind(community, room_in_hand(ctx))
    sure = text(
        "{community} will no longer post anything here. Disconnect this room?",
        community=community.name,
    )
    yes = untie_room.button(text("Yes, disconnect it"), community)
    return Replace(Card(None, (sure,), ((yes,), (_no_button(),))))


@router.button("room_free", who=Role.GARDENER, outside=True, trace=SET_A_ROOM_UP)
def untie_room(ctx: Context, community: Community) -> Answer:
    """Untie the room; a topic follows its forum again."""
    room = room_in_hand(ctx)
    kind = _held_kind(community, room)
    ctx.store[Communities].untie(room.address)
    untied = text(
        "{name} disconnected a room from {community}: {room}.",
        name=actor_name(ctx),
        community=community.name,
        room=room_name(ctx, room.address, kind),
    )
    ctx.tell_other_gardeners(untied)
    around = None if ctx.direct else room_in_hand(ctx).owner
    done = text("Done: this room no longer belongs to any community.")
    if around is not None:
        done = text(
            "Done: this topic follows its group again, which belongs to {community}.",
            community=around.name,
        )
    again = tie_room_as.button(text("Connect it again"), community, kind.value)
    return Replace(Card(None, (done,), ((again,),)))


def _tied_answer(ctx: Context, community: Community, kind: RoomKind, room: RoomInHand) -> Answer:
    if not _is_tied_so(room, community, kind):
        ctx.store[Communities].put_room(room.address, kind, community)
        tied = text(
            "{name} connected a room to {community}: {room}.",
            name=actor_name(ctx),
            community=community.name,
            room=room_name(ctx, room.address, kind),
        )
        ctx.tell_other_gardeners(tied)
    return Replace(room_card(ctx, room_in_hand(ctx), community))


def _is_tied_so(room: RoomInHand, community: Community, kind: RoomKind) -> bool:
    row = room.row
    return room.own and row is not None and (row.community_id, row.kind) == (community.id, kind)


def _former_owner(ctx: Context, community: Community, room: RoomInHand) -> Community | None:
    """The community that a room is taken from; only cultivators may take it."""
    if room.owner is None or room.owner.id == community.id:
        return None
    if not ctx.cultivates():
        raise RoomOfAnother(community=room.owner.name)
    return room.owner


def _held_kind(community: Community, room: RoomInHand) -> RoomKind:
    """The purpose of the room in hand, if it is this community's own."""
    if not room.own or room.row is None or room.row.community_id != community.id:
        raise NotItsRoom(community=community.name, room=TYPED_ROOM)
    return RoomKind(room.row.kind)


def _read_kind(value: str) -> RoomKind:
    kind = next((each for each in KIND_LABELS if each.value == value), None)
    if kind is None:
        raise NoSuchKind(kinds=list(KIND_LABELS.values()))
    return kind


def _no_button() -> Button:
    return change_nothing.button(text("No, change nothing"))
