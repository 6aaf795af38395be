"""Since when the homeserver does not answer, and how long to leave it in peace."""

from collections.abc import Callable
from datetime import datetime

from structlog.typing import FilteringBoundLogger

from bot.core.context import retry
from bot.core.context.clock import Clock
from bot.core.context.retry import MOST
from bot.transports.matrix.homeserver.errors import Refused, wait_of


class Health:
    """How the last syncs went."""

    def __init__(
        self,
        clock: Clock,
        log: FilteringBoundLogger,
        on_refusal: Callable[[], None],
        on_silence: Callable[[], None],
    ) -> None:
        self.since: datetime | None = None
        self._began: datetime | None = None
        self.pause = 0.0
        self._clock = clock
        self._log = log
        self._on_refusal = on_refusal
        self._on_silence = on_silence
        self._has_answered = False
        self._failures = 0
        self._refused = False

    @property
    def ailing_since(self) -> datetime | None:
        """Since when syncs fail; before the first one, since when we try to be there."""
        return self.since or self._began

    def began(self) -> None:
        """Remember when we began to look around: a homeserver may be silent for long."""
        self._began = self._clock.now()

    def failed(self, error: Exception) -> None:
        """Remember a failure; each outage is logged once."""
        self._failures += 1
        self.pause = retry.backoff(self._failures)
        if self.since is None:
            self.since = self._clock.now()
            self._log.warning("unwell", cause=cause_of(error))
            if not (self._has_answered or isinstance(error, Refused)):
                self._on_silence()
        if isinstance(error, Refused) and error.status == 429:  # noqa: PLR2004 - HTTP
            self.pause = max(self.pause, wait_of(error).total_seconds())

    def refused(self) -> None:
        """Remember that our password or token is not taken: nothing comes of asking often."""
        if self.since is None or not self._refused:
            self._log.error("the password or the token of the account is not taken")
            self._on_refusal()
        self.since = self.since or self._clock.now()
        self._refused = True
        self.pause = MOST

    def well(self) -> None:
        """Remember that all is well."""
        if self.since is not None:
            self._log.info("well again")
        self.since = self._began = None
        self.pause = 0.0
        self._failures = 0
        self._refused = False
        self._has_answered = True


def cause_of(error: Exception) -> str:
    """The error in words that may be logged."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, Refused | ConnectionError) else name
