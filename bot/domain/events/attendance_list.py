"""Who is on the attendance list of an event, in which order, and how many are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.events.rules import Rsvp
from bot.domain.names import key_of, searched


class Those(StrEnum):
    """Which people of the list are shown."""

    ALL = "a"
    AWAITED = "n"
    HERE = "h"
    MAYBE = "m"
    WAITING = "w"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody on the list: a member, or with a `guest` number one whom a `host` brings.

    A guest without a host walked in. Nobody's name is known who is not a member any more, nor a
    guest's after a while.
    """

    attendance: int | None
    guest: int | None
    name: str
    answer: Rsvp
    came_at: datetime | None
    host: str | None = None
    reply: str = ""
    answered_at: datetime | None = None
    asked_on: date | None = None

    @property
    def mark(self) -> str:
        """What a button knows them by."""
        return f"a{self.attendance}" if self.guest is None else f"g{self.guest}"

    @property
    def is_expected(self) -> bool:
        """True if they have a seat: they signed up, or come with somebody who did."""
        return self.answer is Rsvp.GOING

    @property
    def letter(self) -> str:
        """The letter under which the name stands."""
        return key_of(self.name)[:1].upper()


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many are here, how many were expected, and how many of those here were not."""

    here: int
    expected: int
    unannounced: int
    maybe: int
    waiting: int


def in_order(
    members: Sequence[Attendee], guests: Sequence[Attendee], walked_in: Sequence[Attendee]
) -> list[Attendee]:
    """By name, the guests right beneath whoever brings them; the nameless last."""
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
    """How many there are of each."""
    here = [each for each in people if each.came_at is not None]
    return Headcount(
        here=len(here),
        expected=sum(each.is_expected for each in people),
        unannounced=sum(not each.is_expected for each in here),
        maybe=sum(each.answer is Rsvp.MAYBE for each in people),
        waiting=sum(each.answer is Rsvp.WAITING for each in people),
    )


def sifted(people: Sequence[Attendee], those: Those, words: str = "") -> list[Attendee]:
    """Those who are looked for, in their order: by where they stand, and by name.

    Whoever finds somebody by name sees whom they bring as well.
    """
    wanted = searched(words)
    shown = [each for each in people if _is_of(each, those)]
    if not wanted:
        return shown
    return [
        each
        for each in shown
        if _is_called(each.name, wanted) or (each.host and _is_called(each.host, wanted))
    ]


def letters(people: Sequence[Attendee]) -> dict[str, int]:
    """The letters under which somebody stands, and the place of the first one of each."""
    found: dict[str, int] = {}
    for place, each in enumerate(people):
        if each.host is None and each.letter:
            found.setdefault(each.letter, place)
    return found


def _is_of(each: Attendee, those: Those) -> bool:
    match those:
        case Those.AWAITED:
            return each.is_expected and each.came_at is None
        case Those.HERE:
            return each.came_at is not None
        case Those.MAYBE:
            return each.answer is Rsvp.MAYBE
        case Those.WAITING:
            return each.answer is Rsvp.WAITING
        case Those.ALL:
            return True


def _is_called(name: str, wanted: Sequence[str]) -> bool:
    """True if each word that is looked for begins a word of the name."""
    words = searched(name)
    return all(any(word.startswith(part) for word in words) for part in wanted)
