"""Rides that members offer or look for until the event is over; only their number is kept."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    UniqueConstraint,
    and_,
    delete,
    func,
    select,
    union,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.rules import EventState
from bot.domain.personal_data import RetentionPeriods
from bot.domain.rides import RideKind
from storage.base import Base, Choice, changed
from storage.events import EventRow, is_gone, is_over
from storage.introductions import Introduction, Introductions
from storage.members import Member
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import Purged
from storage.revisions import RaisedBy, Revised
from storage.statements import insert_into


class RideCount(Base):
    """The numbers of rides to an event that is over."""

    __tablename__ = "ride_counts"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    offered: Mapped[int]
    agreed: Mapped[int]


@dataclass(frozen=True, slots=True)
class RideNumbers:
    """Numbers of rides."""

    offered: int
    agreed: int


class RideCounts(Repository):
    """The numbers of rides to all events that are over."""

    def add(self, event_id: int, numbers: RideNumbers) -> None:
        """Keep the numbers of an event; those that are kept already stay."""
        values = {"offered": numbers.offered, "agreed": numbers.agreed}
        self._session.execute(
            insert_into(self._session, RideCount)
            .values(event_id=event_id, **values)
            .on_conflict_do_nothing()
        )

    def in_period(self, community_id: int, since: datetime, until: datetime) -> RideNumbers:
        """The numbers of rides to the events that began in a period."""
        offered, agreed = self._session.execute(
            select(func.sum(RideCount.offered), func.sum(RideCount.agreed))
            .join(EventRow, EventRow.id == RideCount.event_id)
            .where(
                EventRow.community_id == community_id,
                EventRow.starts_at >= since,
                EventRow.starts_at < until,
            )
        ).one()
        return RideNumbers(offered or 0, agreed or 0)


class Ride(Base):
    """A member's ride to an event: an offer or a search, one of them.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __revised__ = Revised(
        "ride",
        by=("event_id", "kind", "commune", "seats"),
        apart=("id", "member_id", "created_at"),
        raised_by=(
            RaisedBy("events", ("starts_at", "ends_at", "zone", "commune", "place"), "event_id"),
        ),
    )
    __tablename__ = "rides"
    __table_args__ = (UniqueConstraint("event_id", "member_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="rides", newest_by="created_at"),
    )
    kind: Mapped[RideKind] = mapped_column(Choice(RideKind))
    commune: Mapped[str]
    """The INSEE code of where it begins."""
    seats: Mapped[int]
    """Offered; 0 for a search."""
    created_at: Mapped[datetime]


class Rides(Repository):
    """The rides to all events."""

    def put(self, ride: Ride) -> Ride:
        """Keep a member's ride to an event; an earlier one is changed, and keeps its id."""
        before = self.mine(ride.event_id, ride.member_id)
        if before is not None:
            before.kind, before.commune = ride.kind, ride.commune
            before.seats, before.created_at = ride.seats, ride.created_at
            ride = before
        self._session.add(ride)
        self._session.flush()
        return ride

    def get(self, ride_id: int) -> Ride | None:
        """The ride with this id."""
        return self._session.get(Ride, ride_id)

    def mine(self, event_id: int, member_id: int) -> Ride | None:
        """A member's ride to an event."""
        return self._session.scalar(
            select(Ride).where(Ride.event_id == event_id, Ride.member_id == member_id)
        )

    def of_event(self, event_id: int, kind: RideKind) -> Sequence[Ride]:
        """The offers or the searches for an event."""
        here = select(Ride).where(Ride.event_id == event_id, Ride.kind == kind)
        return self._session.scalars(here.order_by(Ride.id)).all()

    def counts(self, event_ids: Collection[int]) -> Counter[tuple[int, RideKind]]:
        """Numbers of offers and searches of adults, by event and kind."""
        found = self._session.execute(
            select(Ride.event_id, Ride.kind, func.count())
            .join(Member, Member.id == Ride.member_id)
            .where(Ride.event_id.in_(event_ids), Member.adult.is_(True))
            .group_by(Ride.event_id, Ride.kind)
        )
        return Counter({(event_id, kind): count for event_id, kind, count in found})

    def withdraw(self, event_id: int, member_id: int) -> None:
        """Delete a member's ride to an event."""
        self._session.execute(
            delete(Ride).where(Ride.event_id == event_id, Ride.member_id == member_id)
        )

    def leave(self, community_id: int, member_id: int) -> None:
        """Delete a member's rides to the events of a community."""
        here = select(EventRow.id).where(EventRow.community_id == community_id)
        self._session.execute(
            delete(Ride).where(Ride.member_id == member_id, Ride.event_id.in_(here))
        )

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterator[Purged]:
        """Delete the rides to events that are over or called off, with all introductions for them.

        Of events that took place the numbers stay.
        """
        took_place = and_(is_over(now), EventRow.state == EventState.PUBLISHED)
        for event_id, numbers in self._numbers(self._events(took_place)).items():
            RideCounts(self._session).add(event_id, numbers)
        gone = self._events(is_gone(now))
        Introductions(self._session).delete_rides(gone)
        count = changed(self._session, delete(Ride).where(Ride.event_id.in_(gone)))
        yield Purged("rides", now, count)

    def _events(self, which: ColumnElement[bool]) -> Sequence[int]:
        """The events to which there are rides and that meet a condition."""
        with_rides: CompoundSelect[Any] = union(
            select(Ride.event_id),
            select(Introduction.event_id).where(Introduction.event_id.is_not(None)),
        )
        return self._session.scalars(
            select(EventRow.id).where(EventRow.id.in_(with_rides), which)
        ).all()

    def _numbers(self, over: Sequence[int]) -> dict[int, RideNumbers]:
        """The numbers of rides to events that are over and took place, where there are any."""
        offers = (
            select(Ride.event_id, func.count())
            .where(Ride.kind == RideKind.OFFER, Ride.event_id.in_(over))
            .group_by(Ride.event_id)
        )
        offered: dict[int, int] = {row[0]: row[1] for row in self._session.execute(offers)}
        agreed = Introductions(self._session).agreed_counts(over)
        return {
            each: RideNumbers(offered.get(each, 0), agreed.get(each, 0))
            for each in {*offered, *agreed}
        }
