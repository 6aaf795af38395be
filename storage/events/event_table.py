"""The table of events."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.circles import Audience
from bot.domain.events.notices import RESTORABLE
from bot.domain.events.rules import LENGTH, EventKind, EventState
from bot.domain.roles import Seat
from storage.base import Base, Choice, table
from storage.ownership import owned_by_member
from storage.revisions import RaisedBy, Revised


class EventRow(Base):
    """An event; a withdrawn one keeps its number."""

    __revised__ = Revised(
        "event",
        by=(
            *("kind", "title", "starts_at", "ends_at", "zone", "commune", "place", "link"),
            *("description", "picture_id", "organiser", "capacity", "guests", "circles"),
            *("domains", "territories", "deadline", "question", "series_id", "source_url"),
        ),
        apart=(
            *("id", "community_id", "number", "maker_id", "uid", "sequence", "state"),
            *("created_at", "published_at", "cancelled_at", "changed_at"),
        ),
        raised_by=(
            RaisedBy("event_series", ("rule", "zone", "first_local", "stopped_at"), "series_id"),
        ),
    )
    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("community_id", "number"),
        UniqueConstraint("community_id", "uid"),
        Index("ix_events_agenda", "community_id", "state", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    number: Mapped[int]
    maker_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="events"),
    )
    uid: Mapped[str]
    """As in calendars (RFC 5545)."""
    sequence: Mapped[int]
    """Likewise: a change for calendars counts it up."""
    state: Mapped[EventState] = mapped_column(Choice(EventState))
    kind: Mapped[EventKind] = mapped_column(Choice(EventKind))
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    zone: Mapped[str]
    commune: Mapped[str | None]
    """An INSEE code."""
    place: Mapped[str]
    """An address in words."""
    link: Mapped[str]
    """Its address online."""
    description: Mapped[str]
    picture_id: Mapped[int | None]
    organiser: Mapped[Seat] = mapped_column(Choice(Seat))
    """The gardener of the territory or of the Region."""
    capacity: Mapped[int | None]
    guests: Mapped[bool]
    circles: Mapped[list[str]]
    domains: Mapped[list[str]]
    territories: Mapped[list[str]]
    deadline: Mapped[datetime | None]
    question: Mapped[str]
    series_id: Mapped[int | None] = mapped_column(index=True)
    source_url: Mapped[str]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to add."""

    title: str
    starts_at: datetime
    zone: str
    """The zone in which its hours are read."""
    ends_at: datetime | None = None
    kind: EventKind = EventKind.MEETING
    state: EventState = EventState.DRAFT
    commune: str | None = None
    place: str = ""
    link: str = ""
    description: str = ""
    picture_id: int | None = None
    organiser: Seat = Seat.TERRITORY
    capacity: int | None = None
    guests: bool = False
    audience: Audience = field(default_factory=Audience)
    deadline: datetime | None = None
    question: str = ""
    uid: str = ""
    series_id: int | None = None
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it is stored; each field is a column."""

    id: int
    community_id: int
    number: int
    maker_id: int | None
    uid: str
    sequence: int
    state: EventState
    kind: EventKind
    title: str
    starts_at: datetime
    ends_at: datetime | None
    zone: str
    commune: str | None
    place: str
    link: str
    description: str
    picture_id: int | None
    organiser: Seat
    capacity: int | None
    guests: bool
    circles: Sequence[str]
    domains: Sequence[str]
    territories: Sequence[str]
    deadline: datetime | None
    question: str
    series_id: int | None
    source_url: str
    created_at: datetime
    published_at: datetime | None
    cancelled_at: datetime | None
    changed_at: datetime

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
        return Audience(self.circles, self.domains, self.territories)


_events = table(EventRow)
COLUMNS = tuple(_events.c[each.name] for each in fields(Event))
"""The columns of an `Event`."""


def is_gone(now: datetime) -> ColumnElement[bool]:
    """The condition for events that are over, or were called off and cannot be restored."""
    return is_over(now) | (EventRow.cancelled_at < now - RESTORABLE)


def is_over(now: datetime) -> ColumnElement[bool]:
    """The condition for events that ended, or began long enough ago."""
    begun = EventRow.ends_at.is_(None) & (EventRow.starts_at <= now - LENGTH)
    return (EventRow.ends_at <= now) | begun
