"""Logs in short words: events, never the words of people, and no secret.

An exception is logged by its type and its place in the code: its text may quote a person. What a
library says is logged as it was written in its code, without what was put into it. Of what we say
ourselves only the values in `TOLD` are shown.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.operations.terminal import is_journal

# A bot token as Telegram makes it, and access tokens as Matrix servers make them, wherever they
# turn up; a password inside an address.
_SHAPES = (
    re.compile(r"\b\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}"),
    re.compile(r"\b(?:sy[tr]|m[arc]t|m[ac]r)_[A-Za-z0-9+/=%_-]{8,}"),
    re.compile(r"(?<=://)[^/@:\s]*:[^/@\s]*(?=@)"),
)
_HIDDEN = "[hidden]"
# The names of values that tell of the program and never of a person.
TOLD = frozenset(
    {
        *("at", "cause", "commit", "count", "error", "failure", "kind", "moment", "network"),
        *("networks", "row", "rows", "schedule", "scope", "seconds", "version", "why"),
    }
)
_OF_THE_LINE = frozenset({"event", "level", "timestamp", "_record", "_from_structlog"})
# These tell addresses and texts below that level; nio tells what people say at every one, and
# imapclient the password.
_TALKATIVE = {
    **dict.fromkeys(
        ("httpx", "httpcore", "telegram", "aiohttp", "apscheduler", "asyncio", "alembic"),
        logging.WARNING,
    ),
    **dict.fromkeys(("imapclient", "nio"), logging.CRITICAL),
    "peewee": logging.ERROR,
}


_PRIORITIES = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))


class _Ours(logging.Handler):
    """Writes to standard error, as it is by then."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; it is dropped where it cannot be written."""
        try:
            mark = ""
            if is_journal(sys.stderr):  # its number for a level: see sd-daemon(3)
                priority = next((n for least, n in _PRIORITIES if record.levelno >= least), 7)
                mark = f"<{priority}>"
            sys.stderr.write(f"{mark}{self.format(record)}\n")
        except Exception:  # noqa: BLE001 - a log must never stop the work
            self.handleError(record)


def configure(secrets: Iterable[str] = (), *, level: str = "INFO", colours: bool = False) -> None:
    """Send our logs and those of the libraries to standard error, one line each."""
    known = {twin for secret in secrets if secret for twin in (secret, quote(secret, safe=""))}
    hide = _hiding(frozenset(known))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _place_of_exception,
        _first_line,
        hide,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    written: Processor = (
        structlog.dev.ConsoleRenderer(colors=True)
        if colours
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
    )
    handler = _Ours()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide, written],
            use_get_message=False,
        )
    )
    root = logging.getLogger()
    for other in [each for each in root.handlers if isinstance(each, _Ours)]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(level)
    logging.raiseExceptions = False  # it would print what could not be logged, as it was
    for name, least in _TALKATIVE.items():
        logging.getLogger(name).setLevel(least)


def watch() -> None:
    """Log what nobody catches in the same way, where Python would print it whole."""

    def tell_ignored(ignored: "sys.UnraisableHookArgs") -> None:
        structlog.get_logger().error("ignored", exc_info=ignored.exc_value)

    def tell_of_thread(ended: threading.ExceptHookArgs) -> None:
        structlog.get_logger().error("a thread ended", exc_info=ended.exc_value)

    sys.unraisablehook = tell_ignored
    threading.excepthook = tell_of_thread


def _hiding(secrets: frozenset[str]) -> Processor:
    def hide(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {
            name: _clean(value, secrets) if name in TOLD | _OF_THE_LINE else _HIDDEN
            for name, value in event.items()
        }

    return hide


def _clean(value: Any, secrets: frozenset[str]) -> Any:  # noqa: ANN401 - whatever was logged
    if isinstance(value, list | tuple | set):
        return [_clean(each, secrets) for each in value]
    if value is None or isinstance(value, bool | int | float | logging.LogRecord):
        return value
    words = str(value)
    for secret in secrets:
        words = words.replace(secret, _HIDDEN)
    for shape in _SHAPES:
        words = shape.sub(_HIDDEN, words)
    return words


def _place_of_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and the lines of code that it went through."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    if isinstance(raised, BaseException):
        raised = (type(raised), raised, raised.__traceback__)
    if isinstance(raised, tuple) and raised[1] is not None:
        error = _first_of(raised[1])
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
        event["error"] = type(error).__name__
        event["at"] = " > ".join(places)
    return event


def _first_of(error: BaseException) -> BaseException:
    return _first_of(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


def _first_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Leave out what follows: asyncio shows there what a task had in its hands."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event
