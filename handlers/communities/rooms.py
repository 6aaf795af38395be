"""Rooms: their community, their purpose and their gardeners.

They are tied and untied in `handlers/communities/room_settings.py`. A channel, where people do
not write to the bot, is set up in private with the person who added the bot.
"""

from bot.core import Answer, Bold, Card, Context, Line, Router, Text, text
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.communities import choose_room_kind, room_command, tie_room_as
from bot.references.linking import link_command
from bot.vocabulary.gardeners import room_name, tended_communities
from handlers.communities import acts
from handlers.communities.room_words import (
    ABOUT,
    KIND_LABELS,
    TYPED_ROOM,
    OnlyInTheRoom,
    names_an_address,
    read_room,
    room_card,
    room_in_hand,
)
from handlers.communities.setup.chosen_room import answer_choice
from handlers.communities.setup.first_room import community_awaiting_room, connect_first_room
from storage.communities import Communities, Community, Room, RoomKind

router = Router()

EXAMPLE_ROOM = room_command.typed("energie", ("announcements", "annonces"))
ALIASES = ("rooms", "salons")
MOST_BUTTONS = 8
MOST_LISTED = 20


class UnknownWords(Refusal):
    """I do not know “{typed}”. Write a community and the use of the room: {example}.

    Communities: {communities}. Uses: {kinds}.
    """


class AloneHere(Refusal):
    """This is a private room, just the two of us.

    A room is configured from inside it: invite me there, then write {room}.
    """


@router.hook("came")
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


@router.hook("chosen", who=Role.CULTIVATOR)
def connect_chosen_room(ctx: Context) -> Card | None:
    """Connect a group that was chosen by the key, or ask in private for its community."""
    if ctx.direct:
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
    trace=acts.SET_A_ROOM_UP,
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
    if names_an_address(words):
        raise OnlyInTheRoom(room=TYPED_ROOM)
    everywhere = ctx.store[Communities].all()
    community, kind = read_room(words, everywhere)
    if community is None and kind is None:
        slugs = [each.slug for each in everywhere]
        kinds = list(KIND_LABELS.values())
        raise UnknownWords(
            typed=words[:40], example=EXAMPLE_ROOM, communities=slugs or ["–"], kinds=kinds
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


def _community_question(communities: list[Community], lead: Text) -> Card:
    """Ask for the community; with too many for buttons, say how to write it."""
    if len(communities) > MOST_BUTTONS:
        slugs = [each.slug for each in communities[:MOST_LISTED]]
        instructions = text(
            "Write for example {example}. Communities: {slugs}.", example=EXAMPLE_ROOM, slugs=slugs
        )
        return Card(None, (lead, instructions))
    return Card(
        None, (lead,), tuple((choose_room_kind.button(each.name, each),) for each in communities)
    )


def _private_overview(ctx: Context) -> Card | Text:
    """In private: the rooms of the communities that this person tends."""
    explanation = Text(AloneHere().sentence, {"room": TYPED_ROOM})
    lines: list[Line] = []
    for community in tended_communities(ctx)[:MOST_LISTED]:
        rooms = ctx.store[Communities].rooms_of(community)[:MOST_LISTED]
        lines += [Bold(community.name), *(_room_line(ctx, each) for each in rooms)]
        lines += [] if rooms else [text("No room yet.")]
    return Card(text("Rooms"), (*lines, "", explanation)) if lines else explanation


def _room_line(ctx: Context, room: Room) -> Text:
    name = room_name(ctx, room.address, RoomKind(room.kind))
    if room.gone_at is None:
        return text("– {room}", room=name)
    return text("– {room}: I can no longer write there", room=name)
