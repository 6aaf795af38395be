"""Since when Telegram does not answer, and how long to leave it in peace."""

from collections.abc import Callable
from datetime import datetime, timedelta

from structlog.typing import FilteringBoundLogger
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.core.context import retry
from bot.core.context.clock import Clock
from bot.core.context.retry import LEAST, MOST
from bot.core.messages.ports import SendError
from bot.transports.telegram.bot_api.errors import waiting
from bot.transports.telegram.bot_api.request import Unreachable


class Health:
    """How the last requests went."""

    def __init__(
        self,
        clock: Clock,
        log: FilteringBoundLogger,
        on_refusal: Callable[[], None],
        on_silence: Callable[[], None],
    ) -> None:
        self.since: datetime | None = None
        self.pause = 0.0
        self._clock = clock
        self._log = log
        self._on_refusal = on_refusal
        self._on_silence = on_silence
        self._has_answered = False
        self._failures = 0
        self._refused = False

    def failed(self, error: Exception, overdue: float = 0.0) -> None:
        """Remember a failure; each outage is logged once, and a refused token in clear words.

        It began when the answer was due, `overdue` seconds ago.
        """
        self._failures += 1
        self.pause = retry.backoff(self._failures)
        if self.since is None:
            self.since = self._clock.now() - timedelta(seconds=overdue)
            self._log.warning("unwell", cause=cause_of(error))
            if not self._has_answered and isinstance(error, Unreachable):
                self._on_silence()
        if isinstance(error, RetryAfter):
            self.pause = max(self.pause, waiting(error).total_seconds())
        if isinstance(error, InvalidToken):
            self._token_refused()

    def answered(self) -> None:
        """One request went well; while others may fail, the next one keeps its distance."""
        self.pause = LEAST if self._failures else 0.0

    def well(self) -> None:
        """Remember that all is well."""
        self.answered()
        if self.since is not None:
            self._log.info("well again")
        self.since = None
        self._failures = 0
        self._refused = False
        self._has_answered = True

    def _token_refused(self) -> None:
        """Telegram has hiccups: only a second refusal is believed."""
        if self._failures == 1:
            return
        self.pause = MOST
        if not self._refused:
            self._log.error("token refused: ask @BotFather for a valid one")
            self._on_refusal()
        self._refused = True


def cause_of(error: Exception) -> str:
    """The error in words that may be logged."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, TelegramError | SendError) else name
