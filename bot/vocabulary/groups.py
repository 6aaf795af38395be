"""Working groups for other features: memberships, rooms, and checks of readers."""

from collections.abc import Sequence

from bot.core import Context, JobContext, Words, group_command, text
from bot.domain.circles import Audience
from bot.domain.groups import GroupStanding, GroupState
from bot.domain.refusals import Final
from storage.communities import Communities, Room, RoomKind
from storage.groups import Group, GroupMembers, Groups
from storage.members import Member


class OnlyForGroup(Final):
    """This is for the members of the group “{name}”. How to join it: {group}."""


def own_groups(ctx: Context) -> list[Group]:
    """The open groups that the sender is in."""
    return ctx.store[Groups].joined(ctx.community.id, ctx.member.id)


def is_in_group(ctx: Context, group_id: int, member: Member | None = None) -> bool:
    """True if a member, by default the sender, is in a group, open or closed."""
    row = ctx.store[GroupMembers].get(group_id, (member or ctx.member).id)
    return row is not None and row.standing != GroupStanding.ASKS


def check_in_group(ctx: Context, group_id: int | None) -> None:
    """Raise `OnlyForGroup` unless the sender is in this group; None stands for everyone."""
    if group_id is None or (ctx.person.member is not None and is_in_group(ctx, group_id)):
        return
    raise _only_for(ctx, group_id)


def check_in_open_group(ctx: Context, group_id: int) -> None:
    """Raise `OnlyForGroup` unless the sender is in this group and it is open."""
    if all(each.id != group_id for each in own_groups(ctx)):
        raise _only_for(ctx, group_id)


def _only_for(ctx: Context, group_id: int) -> OnlyForGroup:
    return OnlyForGroup(name=group_name(ctx, group_id), group=group_command.typed(group_id))


def group_name(ctx: JobContext, group_id: int) -> str:
    """The name of a group of the community."""
    group = ctx.store[Groups].find(ctx.community.id, group_id)
    return "…" if group is None else group.name


def group_labels(ctx: JobContext, audience: Audience) -> list[Words]:
    """The working groups of an audience by their names."""
    return [text("the group “{name}”", name=group_name(ctx, each)) for each in audience.groups]


def is_in_place(ctx: Context, group_id: int | None) -> bool:
    """False for the content of a group in a shared room that is not the group's."""
    if group_id is None or ctx.direct:
        return True
    here = group_of_room(ctx)
    return here is not None and here.id == group_id


def group_of_room(ctx: Context) -> Group | None:
    """The open group whose room this is."""
    room = ctx.store[Communities].room(ctx.incoming.room)
    if room is None or room.group_id is None or room.kind != RoomKind.WORKING_GROUP:
        return None
    group = ctx.store[Groups].find(ctx.community.id, room.group_id)
    return None if group is None or group.state is not GroupState.OPEN else group


def rooms_for(ctx: JobContext, group_id: int | None, *kinds: RoomKind) -> Sequence[Room]:
    """The rooms in which a thing is posted: those of its group, else the community's."""
    if group_id is None:
        return ctx.rooms(*kinds)
    group = ctx.store[Groups].find(ctx.community.id, group_id)
    return [] if group is None else ctx.store[Groups].rooms(group)


def check_group(ctx: Context, typed: int | None) -> int | None:
    """The group for which something is made: the one that was named, or whose room this is.

    Raises `OnlyForGroup` unless the sender is in it and it is open.
    """
    if typed is not None:
        check_in_open_group(ctx, typed)
        return typed
    here = group_of_room(ctx)
    return here.id if here is not None and is_in_group(ctx, here.id) else None
