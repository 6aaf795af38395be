"""The gardeners of a community and its rooms, in words for people; and what waits for each of them.

Their tasks are told without what they put off, and with what each colleague takes on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.config.kinds import is_matrix, own_part
from bot.core import (
    Context,
    JobContext,
    SeatStatus,
    Text,
    Todo,
    Words,
    agents_of,
    direct_room,
    is_paused,
    text,
    waiting,
)
from bot.domain.digest.approvals import Approval
from bot.domain.roles import Post, Role, Seat
from bot.vocabulary.accounts import member_at
from storage.communities import Communities, Community, RoomKind
from storage.members import Member, Members
from storage.todo import MarkKind, TodoMarks

SIDES = {Seat.TERRITORY: text("For the territory"), Seat.REGION: text("For the Region")}
PLACES = {
    Post.TERRITORY: text("Gardener for the territory"),
    Post.REGION: text("Gardener for the Region"),
    Post.TERRITORY_DEPUTY: text("Deputy for the territory"),
    Post.REGION_DEPUTY: text("Deputy for the Region"),
    Post.AGENT: text("The Region's agents"),
}
_SEATED = {Seat.TERRITORY: text("{name} (territory)"), Seat.REGION: text("{name} (Region)")}
_EMPTY = {
    Seat.TERRITORY: text("Team: {gardeners}. The role for the territory is vacant."),
    Seat.REGION: text("Team: {gardeners}. The role for the Region is vacant."),
}
_AWAITED = {
    Seat.TERRITORY: text("Team: {gardeners}. The gardener for the territory has not joined yet."),
    Seat.REGION: text("Team: {gardeners}. The gardener for the Region has not joined yet."),
}


def gardeners_line(ctx: JobContext) -> Text:
    """The gardeners of the community with their sides, and the empty seats."""
    gardeners = ctx.gardeners()
    names = [
        replace(_SEATED[seat], values={"name": gardeners[seat].name})
        for seat in Seat
        if seat in gardeners
    ]
    awaited = [seat for seat, status in ctx.seat_statuses().items() if status.address]
    if not names and awaited:
        return text("Team: nobody has joined yet.")
    if not names:
        return text("Nobody is in the team yet: both roles are vacant.")
    for seat in Seat:
        if seat not in gardeners:
            empty = _AWAITED if seat in awaited else _EMPTY
            return replace(empty[seat], values={"gardeners": names})
    return text("Team: {gardeners}.", gardeners=names)


def tended_communities(ctx: Context) -> list[Community]:
    """Communities that this person tends; all of them for people who run the instance."""
    communities, member = ctx.store[Communities], ctx.person.member
    if ctx.cultivates():
        return list(communities.all())
    own_ids = () if member is None else sorted(ctx.store[Members].communities_of(member))
    return [
        communities.get(each) for each in own_ids if ctx.elsewhere(each).role() >= Role.GARDENER
    ]


def tell_pause(ctx: JobContext) -> None:
    """Tell the rooms, once for these absences, that no gardener is left for a while."""
    seat_statuses = ctx.seat_statuses()
    away = [each.holder.name for each in seat_statuses.values() if each.holder and each.absence]
    absences = [each.absence for each in seat_statuses.values() if each.absence is not None]
    if not is_paused(seat_statuses) or all(each.told for each in absences):
        return
    for each in absences:
        each.told = True
    values: dict[str, object] = {"names": away, "day": min(each.last for each in absences)}
    notice = text(
        "{names} are away until {day}. Until then, the letter and your messages wait.", **values
    )
    if len(away) == 1:
        notice = text(
            "{names} is away until {day}. Until then, the letter and your messages wait.", **values
        )
    for room in ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL):
        ctx.post(room.address, notice)


def gardener_lines(ctx: JobContext) -> list[Text]:
    """A line for each seat with its deputies, and the Region's agents."""
    lines = [_seat_line(each) for each in ctx.seat_statuses().values()]
    agents = agents_of(ctx.store, ctx.community)
    if agents:
        lines.append(text("Agents of the Region: {names}.", names=_names(agents)))
    return lines


def _seat_line(status: SeatStatus) -> Text:
    side = SIDES[status.seat]
    if status.holder is None:
        if status.address:
            return text("{side}: a person who has not joined yet.", side=side)
        return text("{side}: nobody for now.", side=side)
    values: dict[str, object] = {
        "side": side,
        "name": status.holder.name,
        "deputies": _names(status.deputies),
    }
    if status.absence is not None:
        values["day"] = status.absence.last
        if status.deputies:
            return text("{side}: {name}, away until {day}; in their place: {deputies}.", **values)
        return text("{side}: {name}, away until {day}.", **values)
    if status.deputies:
        return text("{side}: {name}; deputy: {deputies}.", **values)
    return text("{side}: {name}.", **values)


def holder_label(ctx: JobContext, address: str, *, exact: bool = False) -> Text:
    """The holder of a place with their account, for people who give and take it.

    A number says nothing of a person who has not joined: it is shown only if `exact`.
    """
    if not address:
        return text("nobody for now")
    standing = ctx.store[Members].standing(address, ctx.community.id)
    is_mailbox = address.partition(":")[0] in ctx.contact.mail_networks
    account = own_part(address) if is_matrix(address) or is_mailbox else address
    if standing is not None and standing.circle is not None:
        return text("{name} ({account})", name=standing.member.name, account=account)
    if exact or is_matrix(address):
        return text("{account}, who has not joined yet", account=account)
    network = ctx.contact.network_name(address)
    return text("the person chosen on {network}, who has not joined yet", network=network)


def holder_name(ctx: JobContext, address: str) -> Words:
    """The name of a holder, to begin a sentence with; until they join, their network's."""
    member = member_at(ctx.store, address)
    if member is not None:
        return member.name
    if is_matrix(address):
        return own_part(address)
    return text("The person chosen on {network}", network=ctx.contact.network_name(address))


def region_gardeners(ctx: JobContext) -> list[Member]:
    """Gardeners who act for the Region's seat; its holder if away without a deputy."""
    status = ctx.seat_statuses()[Seat.REGION]
    held = () if status.holder is None else (status.holder,)
    return list(status.acting or held)


def region_rooms(ctx: JobContext) -> Mapping[str, Member | None]:
    """The Region's rooms; without any, the direct rooms of its gardener and agents, with these."""
    people = (*region_gardeners(ctx), *agents_of(ctx.store, ctx.community))
    return _rooms_or_direct(ctx, RoomKind.REGION, people)


def gardeners_rooms(ctx: JobContext) -> Mapping[str, Member | None]:
    """The gardeners' rooms; without any, the direct rooms of the gardeners, with these."""
    return _rooms_or_direct(ctx, RoomKind.GARDENERS, ctx.gardeners().values())


def _rooms_or_direct(
    ctx: JobContext, kind: RoomKind, people: Iterable[Member]
) -> Mapping[str, Member | None]:
    rooms = ctx.rooms(kind)
    if rooms:
        return dict.fromkeys(each.address for each in rooms)
    found = {direct_room(ctx.store, each): each for each in people}
    return {room: member for room, member in found.items() if room is not None}


def approver_name(ctx: JobContext, approval: Approval) -> str | Text:
    """The name of the person who approved."""
    member = ctx.store[Members].get(approval.member_id)
    return text("someone who left") if member is None else member.name


def _names(members: Iterable[Member]) -> list[str]:
    return [each.name for each in members]


ROOM_KIND_NAMES = {
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
    return text("{room} ({network})", room=ROOM_KIND_NAMES[kind], network=network)


@dataclass(frozen=True, slots=True)
class Tasks:
    """Open tasks of a community, for one gardener."""

    own: Sequence[Todo] = ()
    """Theirs, or nobody's so far: the most urgent first."""
    taken: Sequence[Todo] = ()
    """Those that a colleague takes care of."""
    mine: frozenset[str] = frozenset()
    """Keys of those that they see to themselves."""
    takers: Mapping[str, str] = field(default_factory=dict)
    """Names of the colleagues who see to a task, by its key."""
    later: int = 0
    """How many they put off."""

    @property
    def shown(self) -> Sequence[Todo]:
        """All that the list shows."""
        return (*self.own, *self.taken)


def tasks_of(ctx: Context) -> Tasks:
    """The tasks of the sender; what waits is read beside the writer."""
    return marked(ctx, ctx.apart(waiting))


def marked(ctx: Context, found: Sequence[Todo]) -> Tasks:
    """Open tasks, with the marks of the sender and of their colleagues."""
    me = ctx.person.member_id
    marks = ctx.store[TodoMarks].of(ctx.community.id, ctx.now) if found else ()
    hidden = {
        kind: {each.key for each in marks if each.kind is kind and each.member_id == me}
        for kind in (MarkKind.LATER, MarkKind.SEEN)
    }
    left = [each for each in found if each.key not in hidden[MarkKind.SEEN]]
    today = [each for each in left if each.key not in hidden[MarkKind.LATER]]
    on_duty = {
        each.id: each.name for status in ctx.seat_statuses().values() for each in status.acting
    }
    taken = {
        each.key: each.member_id
        for each in marks
        if each.kind is MarkKind.TAKEN and each.member_id in on_duty
    }
    takers = {key: on_duty[each] for key, each in taken.items() if each != me}
    mine = frozenset(taken.keys() - takers.keys())
    return Tasks(
        own=[_as_mine(each, mine) for each in today if each.key not in takers],
        taken=[
            replace(each, line=text("{what} ({name} sees to it)", what=each.line, name=name))
            for each in today
            if (name := takers.get(each.key)) is not None
        ],
        mine=mine,
        takers=takers,
        later=len(left) - len(today),
    )


def _as_mine(task: Todo, mine: frozenset[str]) -> Todo:
    if task.key not in mine:
        return task
    return replace(task, line=text("{what} (you see to it)", what=task.line))
