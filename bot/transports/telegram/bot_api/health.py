"""Since when Telegram does not answer, and how long to leave it in peace."""

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.core.context.retry import LEAST
from bot.core.messages.ports import SendError
from bot.core.outbound.network_health import NetworkHealth
from bot.transports.telegram.bot_api.errors import waiting
from bot.transports.telegram.bot_api.request import Unreachable


class Health(NetworkHealth):
    """Results of the last requests."""

    def failed(self, error: Exception, overdue: float = 0.0) -> None:
        """Remember a failure; it began when the answer was due, `overdue` seconds ago."""
        silent = isinstance(error, Unreachable)
        self._note_failure(cause_of(error), silent=silent, overdue=overdue)
        if isinstance(error, RetryAfter):
            self.pause = max(self.pause, waiting(error).total_seconds())
        # Telegram has hiccups: only a second refusal is believed.
        is_refused = isinstance(error, InvalidToken) and self._failures > 1
        if is_refused and self._note_refusal():
            self._log.error("token refused: ask @BotFather for a valid one")

    def answered(self) -> None:
        """One request went well; while others may fail, the next one keeps its distance."""
        self.pause = LEAST if self._failures else 0.0

    def well(self) -> None:
        """Remember that all is well; after failures, the next request keeps its distance."""
        self.answered()
        pause = self.pause
        super().well()
        self.pause = pause


def cause_of(error: Exception) -> str:
    """The error in words that may be logged."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, TelegramError | SendError) else name
