"""Recipients of an announcement: people, rooms and channels, with their sizes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core import (
    Context,
    JobContext,
    Line,
    Outcome,
    Recipients,
    Router,
    Text,
    Words,
    joined,
    members_reached,
    ntext,
    recipients_of,
    text,
)
from bot.domain.announcements import (
    MOST_ALONE,
    announcing_approval,
    estimated_time,
    in_minutes,
    is_large,
    known_size,
)
from bot.domain.circles import Sending
from bot.domain.dates.local_time import USUAL_QUIET_HOURS
from bot.domain.dates.recurrence import coming
from bot.domain.refusals import Refusal
from bot.references.announcements import room_size_download
from handlers.announcements.announcement import rule_of
from storage.announcements import Announcement, Told, ToldPeople
from storage.communities import Communities, Room, RoomKind
from storage.members import Audiences
from storage.outbound import Fetches, Paces

router = Router()

COUNTED_EVERY = timedelta(days=1)
AT_ONCE = 20
"""Rooms whose sizes are requested in one unit of work."""


def refresh_sizes(ctx: JobContext, rooms: Sequence[Room]) -> None:
    """Request the size of rooms where it is unknown or a day old."""
    for room in rooms:
        if room.counted_at is None or ctx.now - room.counted_at > COUNTED_EVERY:
            room_size_download.count_members(ctx, room)


def count_rooms(ctx: JobContext) -> bool:
    """Request the sizes of some rooms and channels, once a day; True if others are left."""
    kinds, asked = (RoomKind.COMMUNITY, RoomKind.CHANNEL), ctx.store[Fetches].rooms()
    rooms = ctx.store[Communities].uncounted(*kinds, since=ctx.now - COUNTED_EVERY)
    left = [each for each in rooms if each.address not in asked]
    refresh_sizes(ctx, left[:AT_ONCE])
    return len(left) > AT_ONCE


@router.download(room_size_download)
def note_size(ctx: JobContext, outcome: Outcome) -> None:
    """Store how many people a room has, or that its network does not say."""
    ctx.store[Communities].note_members(int(outcome.key), outcome.count, ctx.now)


class NobodyToTell(Refusal):
    """Nobody would get this announcement. Choose other people, or a room."""


@dataclass(frozen=True, slots=True)
class Reach:
    """People and rooms that receive an announcement if it is sent now."""

    people: Recipients
    rooms: Sequence[Room]
    channels: Sequence[Room]
    sizes: Mapping[int, int]
    """The number of people in these, by id, where it is known."""
    others: int = 0
    """Other people reached by announcements that its sender approved alone in the last days."""

    @property
    def is_large(self) -> bool:
        """True if both gardeners have to agree."""
        sizes = [self.sizes.get(each.id) for each in self.places]
        return is_large(self.people.count + self.others, rooms=sizes)

    @property
    def with_others(self) -> int:
        """All people reached by its sender in the last days, with those of this announcement."""
        return self.people.count + self.others + sum(self.sizes.values())

    @property
    def places(self) -> Sequence[Room]:
        """Rooms and channels."""
        return (*self.rooms, *self.channels)

    @property
    def is_nobody(self) -> bool:
        """True if it reaches nobody."""
        return not self.people.count and not self.places

    def check(self) -> None:
        """Raise `NobodyToTell` if it reaches nobody."""
        if self.is_nobody:
            raise NobodyToTell


def reach_of(ctx: JobContext, announcement: Announcement) -> Reach:
    """Count the people and rooms that an announcement goes to."""
    people = Recipients({}, 0)
    if announcement.to_people:
        where, whom = ctx.community.id, announcement.audience
        people = ctx.apart(lambda ctx: recipients_of(ctx.store, where, Sending.ANNOUNCEMENT, whom))
    rooms = ctx.rooms(RoomKind.COMMUNITY) if announcement.to_rooms else []
    channels = ctx.rooms(RoomKind.CHANNEL) if announcement.to_channels else []
    sizes = {
        each.id: known_size(each.members, each.counted_at, ctx.now) for each in (*rooms, *channels)
    }
    sizes |= dict.fromkeys(_told_before((*rooms, *channels), sizes), 0)
    return Reach(
        people,
        rooms,
        channels,
        {room: size for room, size in sizes.items() if size is not None},
        _count_others(ctx, announcement, (*rooms, *channels)),
    )


def _count_others(ctx: JobContext, announcement: Announcement, places: Sequence[Room]) -> int:
    """People reached by its sender alone in the last days who do not get this announcement."""
    told = _told_alone(ctx, announcement)
    groups = {_group(each) for each in places}
    elsewhere = sum(size for place, size in told.places.items() if place not in groups)
    again = 0
    if announcement.to_people and told.members:
        again = len(set(_members(ctx, announcement)) & set(told.members))
    return len(told.members) - again + told.erased + elsewhere


def _told_alone(ctx: JobContext, announcement: Announcement) -> Told:
    """People and rooms reached alone in the last days by its sender, or else by the reader."""
    seat, teller = announcement.submitted_seat, announcement.submitted_by
    if seat is None and isinstance(ctx, Context) and ctx.hands():
        approval = announcing_approval(ctx.member.id, ctx.hands())
        seat, teller = approval.seat, approval.member_id
    if seat is None:
        return Told()
    return ctx.store[ToldPeople].since(ctx.community.id, seat, teller, ctx.now)


def told_by(ctx: JobContext, announcement: Announcement, reach: Reach) -> Told:
    """The people and rooms that an announcement goes to, to be counted with the next ones."""
    sizes: dict[str, int] = {}
    for each in reach.places:
        size = reach.sizes.get(each.id, MOST_ALONE + 1)
        sizes[_group(each)] = max(size, sizes.get(_group(each), 0))
    members = _members(ctx, announcement) if announcement.to_people else []
    return Told(members, places=sizes)


def _members(ctx: JobContext, announcement: Announcement) -> Sequence[int]:
    """Ids of its people; above `MOST_ALONE` only the first, as it needs both gardeners anyway."""
    where, whom = ctx.community.id, announcement.audience
    return members_reached(ctx.store, where, Sending.ANNOUNCEMENT, whom, most=MOST_ALONE + 1)


def _group(room: Room) -> str:
    """The address of a room, or of the group around a topic: the same people read it."""
    return room.address.partition("/")[0]


def _told_before(places: Sequence[Room], sizes: Mapping[int, int | None]) -> list[int]:
    """Ids of topics whose group was counted for an earlier one: the same people read them."""
    groups: set[str] = set()
    found: list[int] = []
    for each in places:
        group = _group(each)
        if group in groups:
            found.append(each.id)
        elif sizes[each.id] is not None:
            groups.add(group)
    return found


def reach_text(ctx: JobContext, reach: Reach, announcement: Announcement) -> Words:
    """The recipients by network, the rooms, and the estimated time, on one line."""
    parts: list[Words] = []
    if reach.people.count:
        parts.append(_people_text(ctx, reach.people))
    if reach.rooms:
        rooms = ntext("{count} room", "{count} rooms", len(reach.rooms))
        parts.append(_with_size(rooms, reach, reach.rooms))
    if reach.channels:
        channels = ntext("{count} channel", "{count} channels", len(reach.channels))
        parts.append(_with_size(channels, reach, reach.channels))
    if not parts:
        return text("Nobody for now.")
    whom = text("{parts}", parts=parts)
    later = _after_quiet_hours(ctx, announcement) if reach.people.count else []
    return joined(whom, _time_text(ctx, reach), *later)


def silence_lines(ctx: JobContext, reach: Reach, announcement: Announcement) -> list[Line]:
    """Why the chosen members get nothing in private, and what is possible instead."""
    if not (announcement.to_people and reach.is_nobody):
        return []
    count = ctx.store[Audiences].count_all(ctx.community.id, announcement.audience)
    if not count:
        return [text("No member is all of this: take something away.")]
    why = ntext(
        "{count} member is meant, who kept “only what you ask for”, and gets no announcement in "
        "private.",
        "{count} members are meant. They kept “only what you ask for”, and get no announcement in "
        "private.",
        count,
    )
    rooms, channels = len(ctx.rooms(RoomKind.COMMUNITY)), len(ctx.rooms(RoomKind.CHANNEL))
    ways: list[Words] = [ntext("{count} room", "{count} rooms", rooms)] if rooms else []
    ways += [ntext("{count} channel", "{count} channels", channels)] if channels else []
    reached = text("What reaches them all the same: {ways}.", ways=[*ways, text("the letter")])
    return [why, reached]


def week_lines(reach: Reach, *, is_own: bool) -> list[Line]:
    """The number of people reached by one gardener alone in the last days."""
    if not reach.others:
        return []
    count = reach.with_others
    if is_own:
        return [
            text("With your announcements of the last seven days: {count} people.", count=count)
        ]
    others = text(
        "With the other announcements of the same side in the last seven days: {count} people.",
        count=count,
    )
    return [others]


def size_lines(reach: Reach) -> list[Line]:
    if len(reach.sizes) == len(reach.places):
        return []
    return [text("A room of unknown size counts as more than {most} people.", most=MOST_ALONE)]


def _with_size(places: Text, reach: Reach, rooms: Sequence[Room]) -> Text:
    """Rooms or channels with the number of people in them, where that is known."""
    known = [reach.sizes[each.id] for each in rooms if each.id in reach.sizes]
    if not known:
        return places
    inside: list[Words] = [ntext("{count} person", "{count} people", sum(known))]
    if unknown := len(rooms) - len(known):
        inside.append(text("{count} of unknown size", count=unknown))
    return text("{places} ({inside})", places=places, inside=inside)


def count_text(reach: Reach) -> Text:
    """The recipients as a button's label says them."""
    parts: list[Words] = []
    if reach.people.count:
        parts.append(ntext("to {count} person", "to {count} people", reach.people.count))
    if reach.places:
        parts.append(ntext("in {count} room", "in {count} rooms", len(reach.places)))
    return text("{parts}", parts=parts)


def _people_text(ctx: JobContext, people: Recipients) -> Text:
    whole = ntext("{count} person", "{count} people", people.count)
    networks: list[Words] = [
        text("{count} on {network}", count=count, network=ctx.contact.network_name(network))
        for network, count in people.by_network.items()
    ]
    if people.without_room:
        count = people.without_room
        networks.append(ntext("{count} not reachable", "{count} not reachable", count))
    if len(networks) < 2:  # noqa: PLR2004 - one network says nothing new
        return whole
    return text("{people} ({networks})", people=whole, networks=networks)


def _after_quiet_hours(ctx: JobContext, announcement: Announcement) -> list[Words]:
    """When it really starts, if its time is in the usual quiet hours."""
    rule = rule_of(announcement)
    start = next(iter(coming(rule, ctx.zone, ctx.now, 1)), ctx.now) if rule else ctx.now
    leaves = USUAL_QUIET_HOURS.over(start, ctx.zone)
    hour = leaves.astimezone(ctx.zone).time()
    return [] if leaves == start else [text("from {hour}", hour=hour)]


def _time_text(ctx: JobContext, reach: Reach) -> Text:
    networks = Counter(each.address.partition(":")[0] for each in reach.places)
    networks += Counter(reach.people.by_network)
    paces = {each: ctx.store[Paces].known(each, ctx.now) for each in networks}
    learned = {each: pace.step for each, pace in paces.items() if pace is not None}
    stated = ctx.contact.steps
    steps = {
        each: max(steps[each] for steps in (learned, stated) if each in steps)
        for each in learned.keys() | stated.keys()
    }
    minutes = in_minutes(estimated_time(networks, steps))
    if not minutes:
        return text("less than a minute")
    return ntext("about {count} minute", "about {count} minutes", minutes)
