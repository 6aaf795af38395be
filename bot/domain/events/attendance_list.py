"""The attendance list of an event: people, order and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.events.rules import Rsvp
from bot.domain.text.names import key_of, search_words, words_of


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
    """Answer to the event."""
    came_at: datetime | None
    """Time of the check-in."""
    host: str | None = None
    """Name of the member who brings the guest; None for a walk-in."""
    reply: str = ""
    """Reply to the question asked at sign-up."""
    answered_at: datetime | None = None
    """Time of the answer."""
    asked_on: date | None = None
    """Day on which a person without a phone asked for it."""

    @property
    def mark(self) -> str:
        """The argument by which a button names them."""
        return f"a{self.attendance}" if self.guest is None else f"g{self.guest}"

    @property
    def is_expected(self) -> bool:
        """True if they have a seat: they signed up, or come with a person who did."""
        return self.answer is Rsvp.GOING

    @property
    def letter(self) -> str:
        """The letter under which the name stands."""
        return key_of(self.name)[:1].upper()


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
    """People who wait for a seat."""


def in_order(
    members: Sequence[Attendee], guests: Sequence[Attendee], walked_in: Sequence[Attendee]
) -> list[Attendee]:
    """Sort by name, guests right below their host; the nameless last."""
    brought: dict[int | None, list[Attendee]] = {}
    for guest in guests:
        brought.setdefault(guest.attendance, []).append(guest)
    alone = sorted([*members, *walked_in], key=lambda each: (not each.name, key_of(each.name)))
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
    words = words_of(name)
    return all(any(word.startswith(part) for word in words) for part in wanted)
