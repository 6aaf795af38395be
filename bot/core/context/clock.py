"""The only place that reads the time."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The time as it is."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)


class MovableClock(Clock):
    """A clock that the playground and the tests put forward."""

    def __init__(self, start: datetime) -> None:
        """Stand at `start` until moved."""
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        """Put the clock forward."""
        self._now += by
