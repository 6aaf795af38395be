"""Guests of events: brought by members, or unannounced."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    delete,
    insert,
    select,
    update,
)

from bot.domain.personal_data import RetentionPeriods
from storage.base import changed, table
from storage.events.attendance_tables import GuestRow
from storage.repository import Repository
from storage.retention import Purged

GUESTS_NAMED_FOR = timedelta(days=60)
"""The time for which the name of a guest, who is no member, is kept."""
_guests = table(GuestRow)


class Guests(Repository):
    """The guests of all events."""

    def add(self, event_id: int, attendance_id: int, name: str, at: datetime) -> int:
        """Add a guest of a member; walk-ins are in `check_ins`."""
        made = self._session.execute(
            insert(_guests)
            .values(event_id=event_id, attendance_id=attendance_id, name=name, named_at=at)
            .returning(_guests.c.id)
        )
        return int(made.scalar_one())

    def drop(self, attendance_id: int, guest_id: int) -> bool:
        """Remove a guest; False if this member brings no such guest."""
        own = (_guests.c.id == guest_id) & (_guests.c.attendance_id == attendance_id)
        return changed(self._session, delete(_guests).where(own)) > 0

    def of(self, attendance_id: int) -> Sequence[GuestRow]:
        """The guests of a member, the first named first."""
        return self._session.scalars(
            select(GuestRow).where(GuestRow.attendance_id == attendance_id).order_by(GuestRow.id)
        ).all()

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Empty the names of guests after their time: the guests stay counted."""
        before = now - GUESTS_NAMED_FOR
        old = (_guests.c.named_at < before, _guests.c.name != "")
        count = changed(self._session, update(_guests).where(*old).values(name=""))
        return [Purged("guests.name", before, count)]
