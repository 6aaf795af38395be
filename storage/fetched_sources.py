"""Sources on the web that are fetched every few hours: their state, and which are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Generic, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.rates import Rhythm
from storage.repository import move_waits

PASSING = timedelta(days=1)
"""Time in which most troubles of a site are over."""


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

    def broken_since(self, now: datetime) -> datetime | None:
        """Since when it cannot be read, if that is longer than a passing trouble."""
        failed = self.failed_since
        return failed if failed is not None and failed <= now - PASSING else None

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


Source = TypeVar("Source", bound=FetchedSource)


class FetchedSources(Generic[Source]):
    """Base of the repositories of all kinds of sources."""

    _session: Session
    _source: type[Source]
    """The kind of source."""

    def _is_fetched(self) -> Sequence[ColumnElement[bool]]:
        """Conditions for sources that are fetched again and again."""
        raise NotImplementedError

    def due(self, now: datetime, most: int) -> Sequence[Source]:
        """The sources that are to be fetched now, those that wait longest first."""
        kind = self._source
        return self._session.scalars(
            select(kind)
            .where(*self._is_fetched(), kind.next_at <= now)
            .order_by(kind.next_at)
            .limit(most)
        ).all()

    def failing(self, since: datetime) -> Sequence[Source]:
        """The sources that have failed since then at least, and of which nobody was told."""
        kind = self._source
        return self._session.scalars(
            select(kind).where(
                *self._is_fetched(), kind.failed_since <= since, kind.told_at.is_(None)
            )
        ).all()

    def failed_by(self, failure: str) -> Sequence[Source]:
        """The sources that failed for this reason when they were last fetched."""
        kind = self._source
        return self._session.scalars(
            select(kind).where(*self._is_fetched(), kind.failure == failure).order_by(kind.id)
        ).all()

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """A source is fetched again no later than it was to be."""
        move_waits(self._session, self._source.next_at, by, now)
