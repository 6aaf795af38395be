"""A need or an offer of a member: what it is about, until when, and who may read it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.refusals import Final, Refusal

LONGEST_NEED = 300
OPEN_AT_ONCE = 10
"""Open needs and offers of one member in one community."""
LASTS = timedelta(days=90)
"""Time until the end of a need whose author names none, and after “still valid”."""
LONGEST_TIME = timedelta(days=366)
ASKED_BEFORE = timedelta(weeks=1)
"""The author is asked so long before the end whether it is still valid."""
KEPT_FOR = timedelta(days=366)
"""A need that is over is counted so long, without its words."""
RADII = (10, 30, 60)
"""Kilometres to choose from."""


class NeedKind(StrEnum):
    """Kinds of listings: a need or an offer."""

    NEED = "need"
    OFFER = "offer"

    @property
    def other(self) -> "NeedKind":
        """An offer answers a need, and a need an offer."""
        return NeedKind.OFFER if self is NeedKind.NEED else NeedKind.NEED


class NeedReaders(StrEnum):
    """The readers that an author chose; whether the Region is among them is asked apart."""

    MEMBERS = "members"
    GARDENER = "gardener"
    """The territory's gardener alone."""


class NeedState(StrEnum):
    """States of a need: open, or the reason why it is over."""

    OPEN = "open"
    FOUND = "found"
    CLOSED = "closed"


class NothingNeeded(Refusal):
    """I do not see what it is about yet: write it in a few words."""


class EndsTooLate(Refusal):
    """This is too late: {last} at the latest. I ask you a week before whether it is still valid."""


class TooManyNeeds(Final):
    """{count} of your needs and offers are open: close one first.

    Your needs and offers: {need}.
    """


@dataclass(frozen=True, slots=True)
class Need:
    """A need or an offer, as it is stored."""

    id: int
    """Its number, which people type."""
    community_id: int
    author_id: int
    kind: NeedKind
    words: str
    domain: str | None
    commune: str | None
    """INSEE code of the place; None for anywhere."""
    radius_km: int | None
    """Radius in kilometres around the commune; None for any distance."""
    ends_on: date
    """Its last day."""
    readers: NeedReaders
    for_region: bool
    """True if its author agreed that the Region's side reads it, too."""
    state: NeedState
    created_at: datetime
    closed_at: datetime | None
    noted_at: datetime | None
    """When the territory's gardener looked at it."""
    asked_on: date | None
    """When its author was asked whether it is still valid."""


@dataclass(frozen=True, slots=True)
class NeedReader:
    """A member who reads needs."""

    member_id: int
    is_territory: bool = False
    """True for the gardener of the territory, also who holds both seats."""
    is_region: bool = False
    """True for the Region's gardener, their deputies, and agents."""
    is_region_gardener: bool = False


def read_need(typed: str) -> str:
    """The words of a need on one line; raises `NothingNeeded` if there are none."""
    words = " ".join(typed.split()).lstrip(":- ").rstrip()
    if not any(map(str.isalpha, words)):
        raise NothingNeeded
    return words


def check_end(day: date, today: date) -> date:
    """The last day, if it is not too far; raises `EndsTooLate`."""
    if day > today + LONGEST_TIME:
        raise EndsTooLate(last=today + LONGEST_TIME)
    return day
