"""Recipients of an announcement: people, rooms and channels, counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core import JobContext, Line, Recipients, Text, Words, joined, ntext, recipients_of, text
from bot.domain.announcements.approvals import MOST_ALONE, is_large
from bot.domain.announcements.sendings import estimated_time, in_minutes
from bot.domain.circles import Sending
from bot.domain.dates.quiet_hours import USUAL
from bot.domain.dates.recurrence.recurrence import coming
from bot.domain.refusals import Refusal
from handlers.announcements.announcement_lookup import rule_of
from handlers.announcements.recipients.room_sizes import size_of
from storage.announcements import Announcement
from storage.communities import Room, RoomKind
from storage.members import Audiences
from storage.outbound import Paces


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

    @property
    def is_large(self) -> bool:
        """True if both gardeners have to agree."""
        return is_large(self.people.count, rooms=[self.sizes.get(each.id) for each in self.places])

    @property
    def by_network(self) -> Mapping[str, int]:
        """The number of messages by network."""
        places = Counter(each.address.partition(":")[0] for each in self.places)
        return places + Counter(self.people.by_network)

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
    nobody = Recipients({}, 0)
    rooms = ctx.rooms(RoomKind.COMMUNITY) if announcement.to_rooms else []
    channels = ctx.rooms(RoomKind.CHANNEL) if announcement.to_channels else []
    sizes = {each.id: size_of(ctx, each) for each in (*rooms, *channels)}
    sizes |= dict.fromkeys(_told_before((*rooms, *channels), sizes), 0)
    return Reach(
        _people(ctx, announcement) if announcement.to_people else nobody,
        rooms,
        channels,
        {room: size for room, size in sizes.items() if size is not None},
    )


def _told_before(places: Sequence[Room], sizes: Mapping[int, int | None]) -> list[int]:
    """Ids of topics whose group was counted for an earlier one: the same people read them."""
    groups: set[str] = set()
    found: list[int] = []
    for each in places:
        group = each.address.partition("/")[0]
        if group in groups:
            found.append(each.id)
        elif sizes[each.id] is not None:
            groups.add(group)
    return found


def _people(ctx: JobContext, announcement: Announcement) -> Recipients:
    where, whom = ctx.community.id, announcement.audience
    return recipients_of(ctx.store, where, Sending.ANNOUNCEMENT, whom)


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
    """Why members who are meant get nothing, and the way that is left."""
    chosen = ctx.store[Audiences].count_all(ctx.community.id, announcement.audience)
    if not (announcement.to_people and reach.is_nobody and chosen):
        return []
    return [
        text(
            "Members who kept “only what you ask for” get no announcement in private: it can be "
            "posted in the rooms instead."
        )
    ]


def size_lines(reach: Reach) -> list[Line]:
    """Explanation of rooms of unknown size."""
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
    """The recipients as the label of a button says them."""
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
        networks.append(
            ntext("{count} not reachable", "{count} not reachable", people.without_room)
        )
    if len(networks) < 2:  # noqa: PLR2004 - one network says nothing new
        return whole
    return text("{people} ({networks})", people=whole, networks=networks)


def _after_quiet_hours(ctx: JobContext, announcement: Announcement) -> list[Words]:
    """Time of the first message, if it is started in the usual quiet hours."""
    rule = rule_of(announcement)
    start = next(iter(coming(rule, ctx.zone, ctx.now, 1)), ctx.now) if rule else ctx.now
    leaves = USUAL.over(start, ctx.zone)
    hour = leaves.astimezone(ctx.zone).time()
    return [] if leaves == start else [text("from {hour}", hour=hour)]


def _time_text(ctx: JobContext, reach: Reach) -> Text:
    networks = reach.by_network
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
