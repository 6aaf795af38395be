"""The limits that a network states: so many requests within a span of time."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Window:
    """A rate limit: at most `most` requests within any `span`."""

    most: int
    span: timedelta


class StatedLimits(Protocol):
    """The limits that a network states, as its transport declares them."""

    @property
    def whole(self) -> tuple[Window, ...]:
        """Limits of the whole network."""

    @property
    def shared(self) -> tuple[Window, ...]:
        """Limits of one shared room."""

    @property
    def direct(self) -> tuple[Window, ...]:
        """Limits of one direct room."""

    @property
    def card_pace(self) -> timedelta:
        """Least time between two refreshes of a room's cards in a burst."""


def free_at(times: deque[datetime], windows: Iterable[Window], now: datetime) -> datetime:
    """Time of the next request after those at `times`, the oldest first."""
    free = now
    for window in windows:
        if len(times) >= window.most:
            free = max(free, times[-window.most] + window.span)
    return free
