"""The health of a network: silent since when, who is told, and how long to leave it in peace."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from structlog.typing import FilteringBoundLogger

from bot.core.context import retry
from bot.core.context.clock import Clock
from bot.core.context.retry import MOST


def _tell_nobody() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class TroubleListener:
    """Functions that are called when a network does not work, from the thread that notices it."""

    refused: Callable[[], None] = _tell_nobody
    """Called once each time that the network begins to refuse the account."""
    silent: Callable[[], None] = _tell_nobody
    """Called once if the network cannot be reached at the start."""


class NetworkHealth:
    """The outcome of the last requests: `since` when they fail, and the `pause` before the next."""

    def __init__(self, clock: Clock, log: FilteringBoundLogger, listener: TroubleListener) -> None:
        self.since: datetime | None = None
        self.pause = 0.0
        self._clock = clock
        self._log = log
        self._listener = listener
        self._failures = 0
        self._refused = False
        self._has_answered = False
        clock.on_jump(self._follow_clock)

    def _follow_clock(self, by: timedelta) -> None:
        if self.since is not None:
            self.since += by

    def _note_failure(self, cause: str, *, silent: bool, overdue: float = 0.0) -> None:
        """Remember a failure; each outage is logged once. It began `overdue` seconds ago."""
        self._failures += 1
        self.pause = retry.backoff(self._failures)
        if self.since is None:
            self.since = self._clock.now() - timedelta(seconds=overdue)
            self._log.warning("unwell", cause=cause)
            if silent and not self._has_answered:
                self._listener.silent()

    def _note_refusal(self) -> bool:
        """Remember that the account is refused; True if it was not known.

        Nothing comes of asking often.
        """
        is_news = not self._refused
        self.since = self.since or self._clock.now()
        self._refused = True
        self.pause = MOST
        if is_news:
            self._listener.refused()
        return is_news

    def well(self) -> None:
        """Remember that all is well."""
        if self.since is not None:
            self._log.info("well again")
        self.since = None
        self.pause = 0.0
        self._failures = 0
        self._refused = False
        self._has_answered = True
