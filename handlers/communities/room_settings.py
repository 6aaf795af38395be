"""Tie a room to a community, change it and untie it, for gardeners.

`handlers/communities/rooms.py` explains rooms and their set-up. Each step names its community,
and its button is checked there.
"""

from dataclasses import replace

from bot.core import Answer, Button, Buttons, Card, Context, Line, NotAllowed, Replace, Router, text
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.communities import SET_A_ROOM_UP, ask_untie_room, choose_room_kind, tie_room_as
from bot.references.personal_data import change_nothing
from bot.vocabulary.community_settings import actor_name
from bot.vocabulary.gardeners import room_name
from handlers.communities.rooms import KIND_LABELS, TYPED_ROOM, RoomInHand, room_card, room_in_hand
from storage.communities import Communities, Community, RoomKind

router = Router()

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


class RoomOfAnother(NotAllowed):
    """This room belongs to {community}.

    Only the service's administrators can move it to another one.
    """

    what = "room_tie"


class NotItsRoom(Refusal):
    """This room no longer belongs to {community}. {room} shows its settings."""


class NoSuchKind(Refusal):
    """There is no such kind of room. Choose one of these: {kinds}."""


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
