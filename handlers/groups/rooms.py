"""Rooms of a working group: made by the bot where it can, else by a lead, who ties them."""

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    NewRoom,
    Replace,
    Router,
    Text,
    Words,
    group_command,
    known_room,
    rooms_opened,
    text,
)
from bot.domain.groups import GroupStanding, GroupState, Joining
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.groups import group_here_command, group_thing, show_group, show_group_rooms
from bot.references.personal_data import erasure
from bot.vocabulary.gardeners import room_name
from handlers.groups.group_card import (
    NoSuchGroup,
    group_in_state,
    group_title,
    inside_part,
    is_lead,
    may_lead,
    own_led_group,
)
from storage.communities import Communities, Room, RoomKind
from storage.groups import Group, GroupMembers, Groups
from storage.members import Identities, Member, Members

router = Router()

TIE_A_ROOM = Act(
    text("{who} tied a room to a working group"), text("tie a room to a working group")
)

_ROOM, _SPACE = "group_room", "group_space"
"""Subjects of the rooms that are made: a group's own, and the space before it."""


class RoomOfOthers(Refusal):
    """This room belongs to somebody else already: tie a room of the group's own."""


class OnlyInItsRoom(Refusal):
    """Add me to the room of the group, then write there: {group}."""


class NoRoomToMake(Final):
    """I make no room there, or there is one already. The rooms of the group: {group}."""


class NotItsRoomAnyMore(Final):
    """This room is no longer the group's."""


@router.button(show_group_rooms, who=Role.MEMBER)
def show_rooms(ctx: Context, number: int) -> Answer:
    """Show the rooms of a group to those who are in it, and how leads give it one."""
    group = group_in_state(ctx, number)
    if not may_lead(ctx, group):
        inside_part(ctx, group)
    return _rooms_card(ctx, group)


def _rooms_card(ctx: Context, group: Group, *first: Line) -> Card:
    rooms = ctx.store[Groups].rooms(group)
    lines: list[Line] = [*first]
    lines += [
        text("– {room}", room=room_name(ctx, each.address, RoomKind(each.kind))) for each in rooms
    ]
    if not rooms:
        lines.append(text("The group has no room yet."))
    buttons: list[Button] = []
    if is_lead(ctx, group):
        there = {each.address.partition(":")[0] for each in rooms}
        lines += _ways_in(ctx, group, there)
        buttons += [
            make_room.button(
                text("Make its room on {network}", network=_network_name(ctx, name)), group.id, name
            )
            for name in ctx.contact.networks
            if name not in there and _makes_rooms(ctx, name)
        ]
        buttons += [
            let_room_go.button(
                text("Untie the room on {network}", network=ctx.contact.network_name(each.address)),
                group.id,
                each.id,
            )
            for each in rooms
        ]
    back = show_group.button(text("Back to the group"), group.id)
    return Card(group_title(group), tuple(lines), (*((each,) for each in buttons), (back,)))


def _ways_in(ctx: Context, group: Group, there: set[str]) -> list[Line]:
    """The instructions for leads on networks where the bot makes no rooms."""
    tied = [
        name
        for name, network in ctx.contact.networks.items()
        if name not in there and not network.rooms and not network.by_mail
    ]
    if not tied:
        return []
    return [
        "",
        text(
            "On {networks}: make a group, or a topic of one, add me to it, then write there: "
            "{command}. Everyone who is in that group can read it, and with a topic so does the "
            "whole group around it.",
            networks=[_network_name(ctx, each) for each in tied],
            command=group_here_command.typed(group.id),
        ),
    ]


def _network_name(ctx: JobContext, network: str) -> Words:
    return ctx.contact.network_name(f"{network}:")


def _makes_rooms(ctx: JobContext, network: str) -> bool:
    found = ctx.contact.networks.get(network)
    return found is not None and found.rooms


@router.command(
    group_here_command,
    aliases=("groups here", "groupes ici"),
    who=Role.MEMBER,
    everywhere=True,
    example=("here 3", "ici 3"),
    theme="people",
    trace=TIE_A_ROOM,
)
def tie_this_room(ctx: Context, number: int) -> Text:
    """As a lead, make this room the one of your working group."""
    community_id = ctx.store[Groups].community_of(number)
    if community_id is None:
        raise NoSuchGroup(number=number, group=group_command.typed())
    return _tie(ctx.elsewhere(community_id), number)  # the room is of no community yet


def _tie(ctx: Context, number: int) -> Text:
    group = own_led_group(ctx, number)
    if ctx.direct:
        raise OnlyInItsRoom(group=group_here_command.typed(group.id))
    address = ctx.incoming.room
    row = known_room(ctx.store, address)
    is_topic = row is not None and row.address != address
    if row is not None and not _may_be_tied(ctx, group, row, is_topic=is_topic):
        raise RoomOfOthers
    ctx.store[Communities].put_room(
        address, RoomKind.WORKING_GROUP, ctx.community, group_id=group.id
    )
    if is_topic or "/" in address:
        return text(
            "This topic is now the room of the group “{name}”. Everyone in the whole group around "
            "it can read it.",
            name=group.name,
        )
    return text(
        "This room is now the one of the group “{name}”. Whoever is in it reads all that is said "
        "here, member of the group or not.",
        name=group.name,
    )


def _may_be_tied(ctx: Context, group: Group, row: Room, *, is_topic: bool) -> bool:
    """True for a room of nobody, the group's own, or a topic in a room of the community."""
    if row.community_id is None:
        return row.kind != RoomKind.DIRECT
    if row.community_id != ctx.community.id:
        return False
    return row.group_id == group.id or (is_topic and row.kind == RoomKind.COMMUNITY)


@router.button(
    "group_room_make", of=group_thing, deliberate=True, who=Role.MEMBER, trace=TIE_A_ROOM
)
def make_room(ctx: Context, number: int, network: str) -> Answer:
    """Make the room of a group on a network where the bot can; its members are invited."""
    group = own_led_group(ctx, number)
    there = {each.address.partition(":")[0] for each in ctx.store[Groups].rooms(group)}
    if network in there or not _makes_rooms(ctx, network):
        raise NoRoomToMake(group=group_command.typed(group.id))
    space = ctx.store[Groups].space(ctx.community.id, network)
    if space is not None:
        _open_room(ctx, group, network, space)
    else:
        around = [each.address for each in ctx.rooms(RoomKind.COMMUNITY)]
        freely = [each for each in around if each.startswith(f"{network}:")]
        name = ctx.community.name
        new = NewRoom(name, freely_from=freely, is_space=True)
        ctx.open_room(network, new, about=f"{_SPACE}:{group.id}")
    making = text("⏳ I make the room, and invite the members who have an account there.")
    return Replace(_rooms_card(ctx, group, making))


def _open_room(ctx: JobContext, group: Group, network: str, space: str) -> None:
    freely = _entered_from(ctx, group, network)
    new = NewRoom(group.name, space=space, freely_from=freely)
    ctx.open_room(network, new, about=f"{_ROOM}:{group.id}")


def _entered_from(ctx: JobContext, group: Group, network: str) -> list[str]:
    """The space of the groups if people in it enter the room of this one freely; else nothing."""
    space = ctx.store[Groups].space(ctx.community.id, network)
    return [space] if space is not None and group.joining is Joining.OPEN else []


def follow_joining(ctx: JobContext, group: Group) -> None:
    """Have the rooms that the bot made for a group entered as it is joined by now."""
    for room in _own_rooms(ctx, group):
        _set_join_rule(ctx, group, room.address)


def _set_join_rule(ctx: JobContext, group: Group, address: str) -> None:
    ctx.set_join_rule(address, _entered_from(ctx, group, address.partition(":")[0]))


@router.contribution(rooms_opened)
def keep_room(ctx: JobContext, about: str, address: str) -> None:
    """Keep a room that was made, and invite the group; a space is followed by the room in it."""
    what, _, number = about.partition(":")
    group = ctx.store[Groups].find(ctx.community.id, int(number))
    network = address.partition(":")[0]
    if what == _SPACE:
        ctx.store[Groups].keep_space(ctx.community.id, network, address)
        if group is not None and group.state is GroupState.OPEN:
            space = ctx.store[Groups].space(ctx.community.id, network) or address
            _open_room(ctx, group, network, space)
        return
    if group is None or group.state is not GroupState.OPEN:
        return
    ctx.store[Communities].put_room(
        address, RoomKind.WORKING_GROUP, ctx.community, group_id=group.id
    )
    _set_join_rule(ctx, group, address)  # it may have changed since the room was asked for
    for member in ctx.store[GroupMembers].people(
        group.id, GroupStanding.BELONGS, GroupStanding.LEADS
    ):
        _invite(ctx, address, member)
    hello = text(
        "This is the room of the group “{name}”. Its members are invited. Whoever is in it reads "
        "all that is said here.",
        name=group.name,
    )
    ctx.post(address, Card(group_title(group), (hello,)))


@router.button(
    "group_room_untie",
    of=group_thing,
    deliberate=True,
    tone="danger",
    who=Role.MEMBER,
    trace=TIE_A_ROOM,
)
def let_room_go(ctx: Context, number: int, room_id: int) -> Answer:
    """Untie a room of a group, which is told."""
    group = own_led_group(ctx, number)
    room = next((each for each in ctx.store[Groups].rooms(group) if each.id == room_id), None)
    if room is None:
        raise NotItsRoomAnyMore
    untie(
        ctx, group, room, text("This is no longer the room of the group “{name}”.", name=group.name)
    )
    return Replace(_rooms_card(ctx, group))


def untie(ctx: JobContext, group: Group, room: Room, why: Text, *more: Line) -> None:
    """Say in a room of a group why it is its room no more, and untie it."""
    ctx.post(room.address, Card(group_title(group), (why, *more)))
    ctx.store[Communities].untie(room.address)


def bring_in(ctx: JobContext, group: Group, member: Member) -> None:
    """Invite a member of a group to the rooms that the bot made for it."""
    for room in _own_rooms(ctx, group):
        _invite(ctx, room.address, member)


def _invite(ctx: JobContext, address: str, member: Member) -> None:
    for account in _accounts_on(ctx, member, address):
        ctx.invite(address, member, account)


def take_out(ctx: JobContext, group: Group, member: Member) -> None:
    """Remove a former member of a group from the rooms that the bot made for it."""
    for room in _own_rooms(ctx, group):
        for account in _accounts_on(ctx, member, room.address):
            ctx.remove(room.address, account)


def _own_rooms(ctx: JobContext, group: Group) -> list[Room]:
    rooms = ctx.store[Groups].rooms(group)
    return [each for each in rooms if _makes_rooms(ctx, each.address.partition(":")[0])]


def has_rooms_of_people(ctx: JobContext, group: Group) -> bool:
    """True if the group has a room that the bot did not make: it takes nobody out there."""
    return len(_own_rooms(ctx, group)) < len(ctx.store[Groups].rooms(group))


def _accounts_on(ctx: JobContext, member: Member, address: str) -> list[str]:
    """A member's accounts on the network of a room."""
    network = address.partition(":")[0]
    own = [each.address for each in ctx.store[Identities].of(member)]
    return [each for each in own if each.startswith(f"{network}:")]


@router.contribution(erasure)
def take_out_of_rooms(ctx: JobContext, member: Member) -> None:
    """Remove an erased member from the rooms of all their groups."""
    for there in map(ctx.within, ctx.store[Members].communities_of(member)):
        for group_id in there.store[GroupMembers].groups_of(there.community.id, member.id):
            group = there.store[Groups].find(there.community.id, group_id)
            if group is not None:
                take_out(there, group, member)
