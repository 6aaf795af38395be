"""Recipients of an announcement: people, rooms and channels, counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import JobContext, Recipients, Text, Words, joined, ntext, recipients_of, text
from bot.domain.announcements.approvals import is_large
from bot.domain.announcements.sendings import estimated_time, in_minutes
from bot.domain.circles import Sending
from bot.domain.dates.quiet_hours import USUAL
from bot.domain.dates.recurrence import coming
from bot.domain.refusals import Refusal
from bot.vocabulary.accounts import network_of
from handlers.announcements.announcement_lookup import rule_of
from storage.announcements import Announcement
from storage.communities import Room, RoomKind
from storage.outbound import Paces


class NobodyToTell(Refusal):
    """Nobody would get this announcement. Choose other people, or a room."""


@dataclass(frozen=True, slots=True)
class Reach:
    """People and rooms that receive an announcement if it is sent now."""

    people: Recipients
    rooms: Sequence[Room]
    channels: Sequence[Room]

    @property
    def is_large(self) -> bool:
        """True if both gardeners have to agree."""
        return is_large(self.people.count, rooms=len(self.places))

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
    return Reach(
        _people(ctx, announcement) if announcement.to_people else nobody,
        ctx.rooms(RoomKind.COMMUNITY) if announcement.to_rooms else (),
        ctx.rooms(RoomKind.CHANNEL) if announcement.to_channels else (),
    )


def _people(ctx: JobContext, announcement: Announcement) -> Recipients:
    where, whom = ctx.community.id, announcement.audience
    return recipients_of(ctx.store, where, Sending.ANNOUNCEMENT, whom)


def reach_text(ctx: JobContext, reach: Reach, announcement: Announcement) -> Words:
    """The recipients by network, the rooms, and the estimated time, on one line."""
    parts: list[Words] = []
    if reach.people.count:
        parts.append(_people_text(reach.people))
    if reach.rooms:
        parts.append(ntext("{count} room", "{count} rooms", len(reach.rooms)))
    if reach.channels:
        parts.append(ntext("{count} channel", "{count} channels", len(reach.channels)))
    if not parts:
        return text("Nobody for now.")
    whom = text("{parts}", parts=parts)
    if not reach.people.count:
        return whom
    return joined(whom, _time_text(ctx, reach), *_after_quiet_hours(ctx, announcement))


def count_text(reach: Reach) -> Text:
    """The recipients as the label of a button says them."""
    parts: list[Words] = []
    if reach.people.count:
        parts.append(ntext("to {count} person", "to {count} people", reach.people.count))
    if reach.places:
        parts.append(ntext("in {count} room", "in {count} rooms", len(reach.places)))
    return text("{parts}", parts=parts)


def _people_text(people: Recipients) -> Text:
    whole = ntext("{count} person", "{count} people", people.count)
    networks: list[Words] = [
        text("{count} on {network}", count=count, network=network_of(network))
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
    networks = reach.people.by_network
    paces = {each: ctx.store[Paces].known(each, ctx.now) for each in networks}
    steps = {each: pace.step for each, pace in paces.items() if pace is not None}
    minutes = in_minutes(estimated_time(networks, steps))
    if not minutes:
        return text("less than a minute")
    return ntext("about {count} minute", "about {count} minutes", minutes)
