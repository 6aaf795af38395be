"""Since when the homeserver does not answer, and how long to leave it in peace."""

from datetime import datetime, timedelta

from structlog.typing import FilteringBoundLogger

from bot.core.context.clock import Clock
from bot.core.outbound.network_health import NetworkHealth, TroubleListener
from bot.transports.matrix.homeserver.errors import Refused, wait_of


class Health(NetworkHealth):
    """Results of the last syncs."""

    def __init__(self, clock: Clock, log: FilteringBoundLogger, listener: TroubleListener) -> None:
        super().__init__(clock, log, listener)
        self._began: datetime | None = None

    def _follow_clock(self, by: timedelta) -> None:
        super()._follow_clock(by)
        if self._began is not None:
            self._began += by

    @property
    def ailing_since(self) -> datetime | None:
        """Since when syncs fail; before the first one, since when we try to be there."""
        return self.since or self._began

    def began(self) -> None:
        """Remember when we began to look around: a homeserver may be silent for long."""
        self._began = self._clock.now()

    def failed(self, error: Exception) -> None:
        """Remember a failure."""
        self._note_failure(cause_of(error), silent=not isinstance(error, Refused))
        if isinstance(error, Refused) and error.status == 429:  # noqa: PLR2004 - HTTP
            self.pause = max(self.pause, wait_of(error).total_seconds())

    def refused(self) -> None:
        """Remember that our password or token is not taken."""
        if self._note_refusal():
            self._log.error("the password or the token of the account is not taken")

    def well(self) -> None:
        """Remember that all is well."""
        super().well()
        self._began = None


def cause_of(error: Exception) -> str:
    """The error in words that may be logged."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, Refused | ConnectionError) else name
