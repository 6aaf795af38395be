"""Intervals between requests to external sources that are followed."""

from dataclasses import dataclass
from datetime import timedelta

_MOST_DOUBLINGS = 8


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Intervals between two requests to one source."""

    every: timedelta
    seldom: timedelta
    """For a source that keeps failing."""
    spread: timedelta
    """Sources are requested up to this much earlier than others, to avoid peaks."""
    steps: int
    """Number of steps into which the spread is divided."""

    def pause(self, source_id: int, failures: int) -> timedelta:
        """Time until the next request, after so many failures in a row."""
        longer: timedelta = min(self.every * (1 << min(failures, _MOST_DOUBLINGS)), self.seldom)
        return longer - self.spread * (source_id % self.steps) / self.steps
