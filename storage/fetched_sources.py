"""Columns of external sources that are fetched repeatedly: web feeds, calendars."""

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.fetched_sources import Rhythm


class FetchedSource:
    """A source, its version that was read last, and its failures since then.

    `failure` is one word for the reason of the last failure, `failures` the number of failures in
    a row.
    """

    rhythm: ClassVar[Rhythm]

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    name: Mapped[str]
    etag: Mapped[str]
    modified: Mapped[str]
    checked_at: Mapped[datetime | None]
    failed_since: Mapped[datetime | None]
    failure: Mapped[str]
    failures: Mapped[int]
    told_at: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def pause(self) -> timedelta:
        """Time between the latest request and the next."""
        return self.rhythm.pause(self.id, self.failures)

    def plan_next(self, now: datetime) -> None:
        """Plan the next request, as one is made now."""
        self.next_at = now + self.pause

    def note_success(self, now: datetime) -> None:
        """Note that it was read, or has nothing new."""
        self.checked_at = now
        self.forget_failures()

    def note_failure(self, why: str, now: datetime) -> None:
        """Note why it could not be read; the next request is later for it."""
        self.failures += 1
        self.failure, self.failed_since = why, self.failed_since or now
        self.plan_next(now)

    def forget_failures(self) -> None:
        """Begin anew, as one that never failed."""
        self.failures, self.failure, self.failed_since, self.told_at = 0, "", None, None
