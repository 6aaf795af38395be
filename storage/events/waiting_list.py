"""Waiting lists of events: places in the queue, and seats that are offered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    func,
    select,
    update,
)

from bot.domain.events.rules import EventState, Rsvp
from storage.base import table
from storage.events.attendance_tables import (
    COLUMNS,
    Attendance,
    AttendanceRow,
)
from storage.events.attendances import Attendances
from storage.events.event_table import EventRow
from storage.repository import Repository

_rows = table(AttendanceRow)
_events = table(EventRow)


class WaitingList(Repository):
    """The people who wait for a seat."""

    def offer(self, attendance_id: int, until: datetime | None) -> None:
        """Keep a seat for a person who waits; None withdraws the offer."""
        self._session.execute(
            update(_rows).where(_rows.c.id == attendance_id).values(offered_until=until)
        )

    def shorten_offers(self, event_id: int, starts_at: datetime) -> None:
        """End offers when the event begins, at the latest."""
        self._session.execute(
            update(_rows)
            .where(_rows.c.event_id == event_id, _rows.c.offered_until > starts_at)
            .values(offered_until=starts_at)
        )

    def withdraw_offers(self, event_id: int) -> None:
        """Withdraw all offers; their people wait as before."""
        self._session.execute(
            update(_rows)
            .where(_rows.c.event_id == event_id, _rows.c.offered_until.is_not(None))
            .values(offered_until=None)
        )

    def ahead_of(self, waiting: Attendance) -> int:
        """The number of people who wait before this one."""
        earlier = (_rows.c.answered_at < waiting.answered_at) | (
            (_rows.c.answered_at == waiting.answered_at) & (_rows.c.id < waiting.id)
        )
        counted = select(func.count()).where(
            _rows.c.event_id == waiting.event_id, _rows.c.answer == Rsvp.WAITING, earlier
        )
        return self._session.scalar(counted) or 0

    def anybody_waits(self, event_id: int) -> bool:
        """True if a person waits and is offered no seat."""
        waits = select(_rows.c.id).where(
            _rows.c.event_id == event_id,
            _rows.c.answer == Rsvp.WAITING,
            _rows.c.offered_until.is_(None),
        )
        return self._session.scalar(waits.limit(1)) is not None

    def waiting(self, event_id: int) -> list[Attendance]:
        """The people who wait and are offered no seat, in their order."""
        all_waiting = Attendances(self._session).of(event_id, Rsvp.WAITING)
        return [each for each in all_waiting if each.offered_until is None]

    def lapsed(self, now: datetime, most: int) -> list[Attendance]:
        """Attendances whose offered seat was not taken in time, in the order of the offers."""
        rows = self._session.execute(
            select(*COLUMNS)
            .where(_rows.c.offered_until <= now)
            .order_by(_rows.c.offered_until, _rows.c.id)
            .limit(most)
        )
        return [Attendance(*row) for row in rows]

    def queued(self, now: datetime) -> Sequence[int]:
        """The events to come in which people wait for an offer."""
        return self._session.scalars(
            select(_rows.c.event_id)
            .join(_events, _events.c.id == _rows.c.event_id)
            .where(
                _rows.c.answer == Rsvp.WAITING,
                _rows.c.offered_until.is_(None),
                _events.c.state == EventState.PUBLISHED,
                _events.c.starts_at > now,
            )
            .distinct()
            .order_by(_rows.c.event_id)
        ).all()
