"""The learned pace of each network, kept over a restart: `bot.domain.send_limits` has the rule."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.send_limits import KEPT, Pace
from storage.base import Base
from storage.clock_jumps import move_stamps
from storage.repository import Repository
from storage.retention import kept_for

_MILLISECOND = timedelta(milliseconds=1)


class PaceRow(Base):
    """One network's learned pace."""

    __tablename__ = "paces"

    network: Mapped[str] = mapped_column(primary_key=True)
    interval_ms: Mapped[int]
    burst: Mapped[int]
    learned_at: Mapped[datetime] = mapped_column(info=kept_for(KEPT))


class Paces(Repository):
    """The learned paces, at most one a network."""

    def known(self, network: str, now: datetime) -> Pace | None:
        """The pace that still holds."""
        row = self._session.get(PaceRow, network)
        if row is None:
            return None
        pace = Pace(row.interval_ms * _MILLISECOND, row.burst, row.learned_at)
        return pace if pace.holds(now) else None

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """A pace was learned before now, and holds no longer than it may."""
        move_stamps(self._session, PaceRow.learned_at, by, now)

    def keep(self, network: str, pace: Pace) -> None:
        """Keep the latest that a network taught."""
        row = self._session.get(PaceRow, network)
        if row is None:
            row = PaceRow(network=network)
            self._session.add(row)
        row.interval_ms = -(-pace.interval // _MILLISECOND)  # rounded up
        row.burst, row.learned_at = pace.burst, pace.learned_at
        self._session.flush()
