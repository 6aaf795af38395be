"""A homeserver's refusals and silences: what they mean, and how long to wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from structlog.typing import FilteringBoundLogger

from bot.core.context.clock import Clock
from bot.core.messages.ports import LONGEST_WAIT, FateUnknown, NotSent, Rejected, RoomGone, TryLater
from bot.core.outbound.health import NetworkHealth, TroubleListener

PATIENCE = timedelta(seconds=5)
"""Seconds to wait after a 429 that names no wait."""
# Errors that the homeserver's operator has to fix.
_OF_THE_MOMENT = {"M_CONSENT_NOT_GIVEN", "M_RESOURCE_LIMIT_EXCEEDED", "M_USER_LOCKED"}
_OF_THE_ROOM = {"M_FORBIDDEN", "M_NOT_FOUND", "M_UNKNOWN"}


class Unreachable(ConnectionError):
    """The homeserver was not reached: nothing was asked of it."""


class NoAnswer(ConnectionError):
    """The homeserver was asked and did not answer in time, or not in JSON."""


class Refused(Exception):
    """The homeserver says no: its HTTP status, its `errcode`, and all that it said.

    See "Standard error response" in the client-server API.
    """

    def __init__(self, status: int, errcode: str, body: dict[str, Any]) -> None:
        """Keep what it said; the text of this error has nobody's words in it."""
        super().__init__(f"{status} {errcode}")
        self.status = status
        self.errcode = errcode
        self.body = body

    @property
    def is_of_the_token(self) -> bool:
        """True if we are no longer logged in."""
        return self.status == 401 and "flows" not in self.body  # noqa: PLR2004 - HTTP

    @property
    def is_for_now(self) -> bool:
        """True if the same request may succeed later."""
        busy = self.status in {401, 429} or self.status >= 500  # noqa: PLR2004 - HTTP
        return busy or self.errcode in _OF_THE_MOMENT


def wait_of(refused: Refused, retry_after: str | None = None) -> timedelta:
    """The wait that a 429 asks for: `retry_after_ms`, else the header `Retry-After` in seconds."""
    asked = refused.body.get("retry_after_ms")
    if isinstance(asked, int | float) and asked >= 0:
        return timedelta(milliseconds=min(asked, LONGEST_WAIT / timedelta(milliseconds=1)))
    with_header = retry_after or str(refused.body.get("retry_after", ""))
    return timedelta(seconds=int(with_header[:9])) if with_header.isdecimal() else PATIENCE


@contextmanager
def as_send_errors(*, whole: bool = True) -> Iterator[None]:
    """Turn failures into `SendError`s; `whole` says that a 429 is about the account's budget."""
    try:
        yield
    except Unreachable as error:
        raise NotSent(str(error)) from None
    except NoAnswer as error:
        raise FateUnknown(str(error)) from None
    except Refused as refused:
        if refused.status == 429:  # noqa: PLR2004 - HTTP
            raise TryLater(wait_of(refused), whole=whole) from None
        if refused.is_for_now:
            raise NotSent(str(refused)) from None
        if refused.errcode in _OF_THE_ROOM and refused.status in {403, 404}:
            raise RoomGone(str(refused)) from None
        raise Rejected(str(refused)) from None


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
        self._note_failure(cause_of(error), silent=not isinstance(error, Refused))
        if isinstance(error, Refused) and error.status == 429:  # noqa: PLR2004 - HTTP
            self.pause = max(self.pause, wait_of(error).total_seconds())

    def refused(self) -> None:
        """Remember that our password or token is not taken."""
        if self._note_refusal():
            self._log.error("the password or the token of the account is not taken")

    def well(self) -> None:
        super().well()
        self._began = None


def cause_of(error: Exception) -> str:
    """The error in words that may be logged."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, Refused | ConnectionError) else name
