"""External calendars that communities watch, and the fate of each of their events."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.rules import EventState
from bot.domain.external_calendars.events import RHYTHM, CalendarEvent, unpack_event
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, changed, table
from storage.events import EventRow
from storage.fetched_sources import FetchedSource, FetchedSources
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import Purged
from storage.revisions import RaisedBy, Revised

KNOWN_AFTER_START = timedelta(days=7)
"""The time for which the calendar of an event is known, once it took place."""


class ExternalCalendar(FetchedSource, Base):
    """An external calendar, while it is watched or its events are remembered.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "feeds"
    __table_args__ = (UniqueConstraint("community_id", "url"), {"sqlite_autoincrement": True})

    rhythm = RHYTHM

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    added_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="feeds"),
    )
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class EntryRow(Base):
    """One event of a calendar: the event that it was proposed as, or that nobody wanted it.

    `known` is what gardeners decided about last, `pending` what the calendar says since. `key` is
    that of `Found`: what two calendars tell of is one. Ids are never given twice, as above.
    """

    __revised__ = Revised(
        "calendar_change",
        by=("event_id", "known", "pending"),
        apart=("id", "community_id", "feed_id", "key", "declined", "starts_at"),
        raised_by=(
            RaisedBy(
                "events",
                ("title", "starts_at", "ends_at", "zone", "place", "link", "description"),
                "event_id",
            ),
        ),
    )
    __tablename__ = "feed_entries"
    __table_args__ = (UniqueConstraint("community_id", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id"), index=True)
    key: Mapped[str]
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    declined: Mapped[bool]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    known: Mapped[dict[str, Any]]
    pending: Mapped[dict[str, Any] | None]

    @property
    def decided(self) -> CalendarEvent:
        """The version on which gardeners decided last."""
        return unpack_event(self.known)

    @property
    def newer(self) -> CalendarEvent | None:
        """The version of the calendar since."""
        return None if self.pending is None else unpack_event(self.pending)


_calendars, _entries, _events = table(ExternalCalendar), table(EntryRow), table(EventRow)


class ExternalCalendars(FetchedSources[ExternalCalendar], Repository):
    """The calendars that communities watch."""

    _source = ExternalCalendar

    def _is_fetched(self) -> Sequence[ColumnElement[bool]]:
        return (ExternalCalendar.removed_at.is_(None),)

    # Watching

    def add(
        self, community_id: int, url: str, *, name: str, by: int, at: datetime, next_at: datetime
    ) -> ExternalCalendar:
        """Watch a calendar; one that was watched before is again."""
        found = self._session.scalar(
            select(ExternalCalendar).where(
                ExternalCalendar.community_id == community_id, ExternalCalendar.url == url
            )
        )
        calendar = found or ExternalCalendar(community_id=community_id, url=url, name=name)
        calendar.added_by, calendar.added_at, calendar.next_at, calendar.removed_at = (
            by,
            at,
            next_at,
            None,
        )
        calendar.etag, calendar.modified, calendar.checked_at = "", "", None
        calendar.forget_failures()
        return self._added(calendar)

    def watched(self, community_id: int) -> Sequence[ExternalCalendar]:
        """The calendars that a community watches, the oldest first."""
        return self._session.scalars(
            select(ExternalCalendar)
            .where(
                ExternalCalendar.community_id == community_id, ExternalCalendar.removed_at.is_(None)
            )
            .order_by(ExternalCalendar.id)
        ).all()

    def get(self, feed_id: int) -> ExternalCalendar | None:
        """A calendar that is watched."""
        return self._session.scalar(
            select(ExternalCalendar)
            .where(ExternalCalendar.id == feed_id, ExternalCalendar.removed_at.is_(None))
            .with_for_update()
        )

    def known(self, community_id: int, feed_id: int) -> ExternalCalendar | None:
        """A calendar of a community, also one that is not watched any more."""
        calendar = self._session.get(ExternalCalendar, feed_id)
        return None if calendar is None or calendar.community_id != community_id else calendar

    def stop(self, calendar: ExternalCalendar, at: datetime) -> int:
        """Stop watching a calendar; delete its undecided events and return their number."""
        gone = [event_id for event_id, _ in self.unanswered(calendar.id)]
        calendar.removed_at = at
        self.withdraw(gone, at)
        return len(gone)

    # Their entries

    def entries(self, community_id: int, keys: Collection[str]) -> dict[str, EntryRow]:
        """The known ones of these, by key."""
        found = self._session.scalars(
            select(EntryRow).where(
                EntryRow.community_id == community_id, EntryRow.key.in_(list(keys))
            )
        )
        return {each.key: each for each in found}

    def entry(self, community_id: int, entry_id: int) -> EntryRow | None:
        """One of them, if it is of this community."""
        return self._session.scalar(
            select(EntryRow)
            .where(EntryRow.id == entry_id, EntryRow.community_id == community_id)
            .with_for_update()
        )

    def of_event(self, event_id: int) -> EntryRow | None:
        """The one that an event was proposed for."""
        return self._session.scalar(select(EntryRow).where(EntryRow.event_id == event_id))

    def keep(
        self, calendar: ExternalCalendar, key: str, event_id: int, known: dict[str, Any]
    ) -> None:
        """Remember what an event was proposed for."""
        self._session.add(
            EntryRow(
                community_id=calendar.community_id,
                feed_id=calendar.id,
                key=key,
                event_id=event_id,
                declined=False,
                starts_at=unpack_event(known).starts_at,
                known=known,
                pending=None,
            )
        )
        self._session.flush()

    def unanswered(self, feed_id: int, now: datetime | None = None) -> list[tuple[int, datetime]]:
        """The events that a calendar proposes and nobody decided about, the next first.

        After `now`, those that are to come.
        """
        later = [] if now is None else [_events.c.starts_at > now]
        rows = self._session.execute(
            select(_events.c.id, _events.c.starts_at)
            .join(_entries, _entries.c.event_id == _events.c.id)
            .where(
                _entries.c.feed_id == feed_id,
                _events.c.state == EventState.PROPOSED,
                *later,
            )
            .order_by(_events.c.starts_at, _events.c.id)
        )
        return [(event_id, starts_at) for event_id, starts_at in rows]

    def counts(self, community_id: int, now: datetime) -> dict[int, int]:
        """The number of future events that wait for a decision, by calendar."""
        rows = self._session.execute(
            select(_entries.c.feed_id, func.count().label("waiting"))
            .join(_events, _entries.c.event_id == _events.c.id)
            .where(
                _entries.c.community_id == community_id,
                _events.c.state == EventState.PROPOSED,
                _events.c.starts_at > now,
            )
            .group_by(_entries.c.feed_id)
        )
        return {row.feed_id: row.waiting for row in rows}

    def changed(
        self, community_id: int, now: datetime, most: int | None = None
    ) -> Sequence[EntryRow]:
        """Announced events to come of which their calendar says something else since."""
        return self._session.scalars(
            select(EntryRow)
            .join(EventRow, EntryRow.event_id == EventRow.id)
            .where(
                EntryRow.community_id == community_id,
                EntryRow.pending.is_not(None),
                EventRow.state == EventState.PUBLISHED,
                EventRow.starts_at > now,
            )
            .order_by(EventRow.starts_at, EntryRow.id)
            .limit(most)
        ).all()

    def withdraw(self, event_ids: Collection[int], at: datetime) -> None:
        """Delete events that await a decision, as if they had never been proposed."""
        for first in range(0, len(event_ids), 500):
            some = list(event_ids)[first : first + 500]
            self._session.execute(delete(EntryRow).where(EntryRow.event_id.in_(some)))
            self._session.execute(
                update(_events)
                .where(_events.c.id.in_(some), _events.c.state == EventState.PROPOSED)
                .values(state=EventState.WITHDRAWN, changed_at=at)
            )

    # Forgetting

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete what took place, or was to, and removed calendars of which nothing is left."""
        before = now - KNOWN_AFTER_START
        over = select(_events.c.id).where(
            _events.c.state == EventState.PROPOSED, _events.c.starts_at <= before
        )
        stale = self._session.scalars(
            select(_entries.c.event_id).where(_entries.c.event_id.in_(over))
        ).all()
        self.withdraw(stale, before)
        count = changed(self._session, delete(EntryRow).where(EntryRow.starts_at <= before))
        left = select(_entries.c.id).where(_entries.c.feed_id == _calendars.c.id)
        self._session.execute(
            delete(ExternalCalendar).where(ExternalCalendar.removed_at.is_not(None), ~left.exists())
        )
        return [Purged("feed_entries, feeds", before, len(stale) + count)]
