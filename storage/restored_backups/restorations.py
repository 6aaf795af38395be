"""Restorations: times at which the database came from a backup, and the time lost by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.repository import Repository

APART = timedelta(seconds=2)
"""The largest difference to the clock of a network, which may tell whole seconds only."""


class RestorationRow(Base):
    """A backup of `backup_at` was put back at `restored_at`."""

    __tablename__ = "restorations"

    id: Mapped[int] = mapped_column(primary_key=True)
    backup_at: Mapped[datetime]
    restored_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class LostTime:
    """A span of time that the database lost."""

    since: datetime
    until: datetime

    def has(self, moment: datetime) -> bool:
        """True if a moment, by a network's clock, lies in it."""
        return self.since - APART < moment < self.until


class Restorations(Repository):
    """The times that were lost."""

    def add(self, backup_at: datetime, restored_at: datetime) -> int:
        """Record that a backup is put back; gives its number."""
        row = RestorationRow(backup_at=backup_at, restored_at=restored_at)
        self._session.add(row)
        self._session.flush()
        return row.id

    def get(self, restoration_id: int) -> LostTime:
        """The time lost by one of them, which must exist."""
        row = self._session.get_one(RestorationRow, restoration_id)
        return LostTime(row.backup_at, row.restored_at)

    def lost(self) -> Sequence[LostTime]:
        """All that was lost, the latest last."""
        rows = self._session.scalars(select(RestorationRow).order_by(RestorationRow.id)).all()
        return [LostTime(row.backup_at, row.restored_at) for row in rows]
