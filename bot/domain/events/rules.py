"""An event, its kind, state and answers, and how each of its fields is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.addresses import read_link
from bot.domain.circles import Audience, Sending
from bot.domain.dates.local_time import NOT_YET
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Seat
from bot.domain.words import fold, on_one_line

LENGTH = timedelta(hours=2)
"""Length of an event without an end."""
LONGEST_TITLE = 120
LONGEST_PLACE = 200
LONGEST_DESCRIPTION = 1500
LONGEST_QUESTION = 200
LONGEST_REPLY = 300
LONGEST_NAME = 60
MOST_PLACES = 100_000
GUESTS_OF_ONE = 5
"""Guests that one person may bring."""
PROPOSED_AT_ONCE = 5
"""Events of one member that may wait for the gardeners."""


class EventKind(StrEnum):
    """Kinds of events."""

    MEETING = "meeting"
    VISIT = "visit"
    TRAINING = "training"
    WEBINAR = "webinar"
    YEARLY = "yearly"
    REGIONAL = "regional"
    WORKGROUP = "workgroup"

    @property
    def sending(self) -> Sending:
        """The kind of message about it: people who want few things get the big ones."""
        big = self in (EventKind.YEARLY, EventKind.REGIONAL)
        return Sending.BIG_EVENT if big else Sending.EVENT


class EventState(StrEnum):
    """States of an event; one that was withdrawn keeps its number."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Rsvp(StrEnum):
    """Answers to an invitation; people who came without answering have none."""

    GOING = "going"
    MAYBE = "maybe"
    DECLINED = "declined"
    WAITING = "waiting"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Event:
    """An event; each field is a column. A new one, or a copy, is numbered when it is stored."""

    title: str
    starts_at: datetime
    zone: str
    """Zone in which its hours are read."""
    ends_at: datetime | None = None
    kind: EventKind = EventKind.MEETING
    commune: str | None = None
    """INSEE code."""
    place: str = ""
    """Address in words."""
    private_place: bool = False
    """True if those who come read the address, everybody else its commune only."""
    link: str = ""
    """Address online."""
    description: str = ""
    picture_id: int | None = None
    organiser: Seat = Seat.TERRITORY
    """The gardener of the territory or of the Region."""
    capacity: int | None = None
    """Number of people; None is no limit."""
    guests: bool = False
    circles: Sequence[str] = ()
    domains: Sequence[str] = ()
    territories: Sequence[str] = ()
    deadline: datetime | None = None
    """End of sign-ups."""
    question: str = ""
    """Asked at sign-up."""
    series_id: int | None = None
    group_id: int | None = None
    """The working group that it is for."""
    source_url: str = ""
    """Page of the calendar that proposed it."""
    state: EventState = EventState.DRAFT
    uid: str = ""
    """As in calendars (RFC 5545)."""
    id: int = 0
    community_id: int = 0
    number: int = 0
    maker_id: int | None = None
    sequence: int = 0
    """As in calendars: a change counts it up."""
    created_at: datetime = NOT_YET
    published_at: datetime | None = None
    cancelled_at: datetime | None = None
    changed_at: datetime = NOT_YET

    @property
    def over_at(self) -> datetime:
        """Its end; without one, two hours after its start."""
        return self.ends_at or self.starts_at + LENGTH

    @property
    def tz(self) -> ZoneInfo:
        """The zone of its hours."""
        return ZoneInfo(self.zone)

    @property
    def audience(self) -> Audience:
        """The people it is for."""
        groups = [] if self.group_id is None else [self.group_id]
        return Audience(self.circles, self.domains, self.territories, groups=groups)


class NoSuchKind(Refusal):
    """There is no kind of event “{typed}”. Choose one of these: {kinds}."""


class EventWithoutTitle(Refusal):
    """The title of this event is empty. Write it with letters or digits."""


class NotANumberOfPlaces(Refusal):
    """“{typed}” is not a number of places: write for example 20, or “no limit”."""


class UnreadableRsvp(Refusal):
    """I do not understand “{typed}”. Write yes, maybe or no."""


class EventCancelled(Final):
    """Event {number} is cancelled."""


class EventWithdrawn(Final):
    """Event {number} was withdrawn."""


class EventOver(Final):
    """Event {number} is over."""


class EventBegun(Final):
    """The date of event {number} has passed: change it first."""


class NotPublishedYet(Final):
    """Event {number} is not announced yet: sign-ups are not open."""


class TooManyProposed(Final):
    """{count} of your events are already waiting for the gardening team. Wait for its decision."""


class DeadlineAfterStart(Refusal):
    """Sign-ups must end before the event begins: write an earlier date."""


@dataclass(frozen=True, slots=True)
class Venue:
    """Place of an event: an address in words, a link for online, or both; and number of places."""

    place: str = ""
    link: str = ""
    capacity: int | None = None


_KINDS = {
    EventKind.MEETING: ("meeting", "rencontre", "reunion"),
    EventKind.VISIT: ("visit", "visite"),
    EventKind.TRAINING: ("training", "formation-action", "formation", "formation action"),
    EventKind.WEBINAR: ("webinar", "webinaire", "visio"),
    EventKind.YEARLY: ("yearly", "annuel", "yearly event", "evenement annuel"),
    EventKind.REGIONAL: ("regional", "region", "evenement de la region", "event of the region"),
    EventKind.WORKGROUP: ("workgroup", "groupe", "groupe de travail", "working group"),
}
_ANSWERS = {
    Rsvp.GOING: ("yes", "y", "oui", "o", "going", "je viens", "i am coming", "come", "viens"),
    Rsvp.MAYBE: ("maybe", "peut-etre", "peut etre", "perhaps"),
    Rsvp.DECLINED: ("no", "n", "non", "declined", "je ne viens pas", "i am not coming"),
    Rsvp.WAITING: ("waiting", "waiting list", "attente", "liste d'attente", "en attente"),
}
_COURTESY = re.compile(
    r",? (?:merci|svp|stp|s'il (?:vous|te) plait|volontiers|avec plaisir|bien sur|please|thanks)$"
)
_PLACES = re.compile(r"(\d{1,6}) ?(?:places?|seats?|personnes?|people)")
_NO_LIMIT = ("no limit", "sans limite", "illimite", "aucune limite", "0")


def read_kind(typed: str) -> EventKind:
    """The kind that a word in either language means."""
    word = fold(typed).rstrip(" .!")
    found_kind = next((kind for kind, words in _KINDS.items() if word in words), None)
    if found_kind is None:
        raise NoSuchKind(typed=typed[:40], kinds=", ".join(words[1] for words in _KINDS.values()))
    return found_kind


def kind_of(title: str) -> EventKind:
    """The kind that a title tells by its first word, else a meeting."""
    first = fold(title).split(" ")[0]
    return next((kind for kind, words in _KINDS.items() if first in words), EventKind.MEETING)


def read_rsvp(typed: str) -> Rsvp:
    """Read a written answer."""
    word = _COURTESY.sub("", fold(typed).rstrip(" .!"))
    found_rsvp = next((rsvp for rsvp, words in _ANSWERS.items() if word in words), None)
    if found_rsvp is None:
        raise UnreadableRsvp(typed=typed[:40])
    return found_rsvp


def read_title(typed: str) -> str:
    """A title on one line, in which there is something to read."""
    title = on_one_line(typed)
    if not any(letter.isalnum() for letter in title):
        raise EventWithoutTitle
    return title


def read_capacity(typed: str) -> int | None:
    """Read the number of places; None is no limit."""
    word = fold(typed).rstrip(" .!")
    if word in _NO_LIMIT:
        return None
    match = _PLACES.fullmatch(word) or re.fullmatch(r"(\d{1,6})", word)
    if match is None or not 0 < int(match[1]) <= MOST_PLACES:
        raise NotANumberOfPlaces(typed=typed[:40])
    return int(match[1])


def read_where(parts: Sequence[str]) -> Venue:
    """Read the parts behind the date, in any order: an address, a link, `20 places`."""
    places: list[str] = []
    link, capacity = "", None
    for whole in map(on_one_line, parts):
        part, number = _without_capacity(whole)
        if number:
            capacity = read_capacity(number)
        if not part:
            continue
        if re.match(r"https?://", part, re.IGNORECASE):
            link = read_link(part)
        else:
            places.append(part)
    return Venue(", ".join(places)[:LONGEST_PLACE], link, capacity)


def _without_capacity(part: str) -> tuple[str, str]:
    """An address, and the `20 places` that stand alone or at its end."""
    words = part.split(" ")
    for count in (2, 1):
        number = " ".join(words[-count:]).strip("()")
        if len(words) >= count and _PLACES.fullmatch(fold(number)):
            return " ".join(words[:-count]).rstrip(" ,;(–-"), number
    return part, ""


def check_deadline(deadline: datetime | None, starts_at: datetime) -> None:
    """Refuse sign-ups that end after the beginning."""
    if deadline is not None and deadline > starts_at:
        raise DeadlineAfterStart
