"""Places, check-in codes and the attendance list of an event.

There are never more people than places, in the order of asking. An offered place is
taken until the offer ends. The waiting list is of people, one place each; guests come
only where places are free and nobody waits for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.dates.local_time import QuietHours
from bot.domain.events.rules import Rsvp
from bot.domain.refusals import Final
from bot.domain.words import name_key, name_words, search_words

TIME_TO_CONFIRM = timedelta(hours=24)
LEAST_TIME = timedelta(hours=1)


class NoPlaceForGuests(Final):
    """There is no place left for guests at event {number}: the waiting list comes first."""


class SignUpsOver(Final):
    """Sign-ups for event {number} ended on {deadline}.

    To ask the gardening team for a place: {write}.
    """


def free_places(capacity: int | None, taken: int) -> int | None:
    """Number of free places, at least 0; None is no limit."""
    return None if capacity is None else max(capacity - taken, 0)


def answer_for_yes(capacity: int | None, taken: int, *, others_wait: bool) -> Rsvp:
    """The answer that a yes becomes: people who come later wait behind those who wait."""
    remaining = free_places(capacity, taken)
    return Rsvp.GOING if remaining is None or (remaining > 0 and not others_wait) else Rsvp.WAITING


def to_offer(capacity: int | None, taken: int, waiting: Sequence[int]) -> Sequence[int]:
    """The next people on the waiting list to be offered a place, in order."""
    remaining = free_places(capacity, taken)
    return waiting if remaining is None else waiting[:remaining]


def confirm_by(now: datetime, starts_at: datetime, zone: ZoneInfo, quiet: QuietHours) -> datetime:
    """Until when an offered place is kept: a day, less where the event is near.

    It is a quarter of the time that is left, an hour at least, and an hour more than a night in
    which one is not written to; never longer than until the event begins.
    """
    fair = max(min(TIME_TO_CONFIRM, (starts_at - now) / 4), LEAST_TIME)
    awake = quiet.over(now, zone) + LEAST_TIME
    return min(max(now + fair, awake), starts_at)


OPENS_BEFORE = timedelta(hours=2)


class DoorNotOpen(Final):
    """The code of event {number} works from {opens}. Come back then."""


class DoorClosed(Final):
    """Event {number} ended on {ended}: its code no longer works."""


class TooEarlyToNote(Final):
    """Attendance at event {number} can be noted from {opens}."""


def noted_from(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """From when on gardeners note who is there: from the morning of the day, or when it opens."""
    local = starts_at.astimezone(zone)
    morning = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return min(morning, opens_at(starts_at))


def check_day(number: int, starts_at: datetime, zone: ZoneInfo, now: datetime) -> None:
    """Raise on a day before the event."""
    opens = noted_from(starts_at, zone)
    if now < opens:
        raise TooEarlyToNote(number=number, opens=opens)


def opens_at(starts_at: datetime) -> datetime:
    """Start of check-in: two hours before the event."""
    return starts_at - OPENS_BEFORE


def check_hours(number: int, starts_at: datetime, over_at: datetime, now: datetime) -> None:
    """Refuse people before the code works or after the end, and state the hours."""
    if now < opens_at(starts_at):
        raise DoorNotOpen(number=number, opens=opens_at(starts_at))
    if now >= over_at:
        raise DoorClosed(number=number, ended=over_at)


class AttendanceFilter(StrEnum):
    """Filters of the attendance list."""

    ALL = "a"
    AWAITED = "n"
    HERE = "h"
    MAYBE = "m"
    WAITING = "w"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A member on the list, a guest, or a walk-in."""

    attendance: int | None
    """Id of the member's attendance, or of the host's; None for a walk-in."""
    guest: int | None
    """Id of a guest or a walk-in; None for a member."""
    name: str
    """Name; empty for a former member, and after a while for a guest."""
    answer: Rsvp
    came_at: datetime | None
    """Time of the check-in."""
    host: str | None = None
    """Name of the member who brings the guest; None for a walk-in."""
    reply: str = ""
    """Reply to the question asked at sign-up."""
    answered_at: datetime | None = None
    asked_on: date | None = None
    """Day on which a person without a phone asked for it."""

    @property
    def mark(self) -> str:
        """The argument by which a button names them."""
        return f"a{self.attendance}" if self.guest is None else f"g{self.guest}"

    @property
    def is_expected(self) -> bool:
        """True if they have a place: they signed up, or come with a person who did."""
        return self.answer is Rsvp.GOING

    @property
    def letter(self) -> str:
        """The letter under which the name stands."""
        return name_key(self.name)[:1].upper()


@dataclass(frozen=True, slots=True)
class Headcount:
    """Numbers of people on the list."""

    here: int
    """People who came."""
    expected: int
    """People who signed up."""
    unannounced: int
    """People here who were not expected."""
    maybe: int
    """People who may come."""
    waiting: int
    """People who wait for a place."""


def in_order(
    members: Sequence[Attendee], guests: Sequence[Attendee], walked_in: Sequence[Attendee]
) -> list[Attendee]:
    """Sort by name, guests right below their host; the nameless last."""
    brought: dict[int | None, list[Attendee]] = {}
    for guest in guests:
        brought.setdefault(guest.attendance, []).append(guest)
    alone = sorted([*members, *walked_in], key=lambda each: (not each.name, name_key(each.name)))
    listed: list[Attendee] = []
    for each in alone:
        listed.append(each)
        if each.guest is None:
            listed += brought.get(each.attendance, [])
    return listed


def counted(people: Sequence[Attendee]) -> Headcount:
    """Count the people of each kind."""
    here = [each for each in people if each.came_at is not None]
    return Headcount(
        here=len(here),
        expected=sum(each.is_expected for each in people),
        unannounced=sum(not each.is_expected for each in here),
        maybe=sum(each.answer is Rsvp.MAYBE for each in people),
        waiting=sum(each.answer is Rsvp.WAITING for each in people),
    )


def filtered(
    people: Sequence[Attendee], those: AttendanceFilter, words: str = ""
) -> list[Attendee]:
    """People found by state and by name, in order.

    A search by name finds the guests of a person, too.
    """
    wanted = search_words(words)
    shown = [each for each in people if _is_of(each, those)]
    if not wanted:
        return shown
    return [
        each
        for each in shown
        if _is_called(each.name, wanted) or (each.host and _is_called(each.host, wanted))
    ]


def letters(people: Sequence[Attendee]) -> dict[str, int]:
    """The initials of the list, with the place of the first person of each."""
    counts: dict[str, int] = {}
    for place, each in enumerate(people):
        if each.host is None and each.letter:
            counts.setdefault(each.letter, place)
    return counts


def _is_of(each: Attendee, those: AttendanceFilter) -> bool:
    match those:
        case AttendanceFilter.AWAITED:
            return each.is_expected and each.came_at is None
        case AttendanceFilter.HERE:
            return each.came_at is not None
        case AttendanceFilter.MAYBE:
            return each.answer is Rsvp.MAYBE
        case AttendanceFilter.WAITING:
            return each.answer is Rsvp.WAITING
        case AttendanceFilter.ALL:
            return True


def _is_called(name: str, wanted: Sequence[str]) -> bool:
    """True if each word that is looked for begins a word of the name."""
    words = name_words(name)
    return all(any(word.startswith(part) for word in words) for part in wanted)
