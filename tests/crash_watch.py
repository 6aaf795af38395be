"""Watch over a test: what the bot logs as a failure, and goes on after, fails the test.

Handlers, cards, jobs and contributions that raise are caught and logged: people are told that
something went wrong, or nothing. A test that only looks at what is not said would pass.
"""

import asyncio
import logging
import re
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from structlog._base import BoundLoggerBase

ERRORS = {"error", "critical", "exception", "fatal"}
WARNINGS = {"warning", "warn"}
FOREIGN = ("aiohttp", "apscheduler")
"""Loggers of libraries that call our code, and log what it raises."""
OURS = re.compile(r"/(?:bot|handlers|schedules|storage)/[^\n]+\.py\"")
LOST_FORM = "a form was lost"
_LINE = re.compile(r"level=(?:error|critical)\b|level=warning\b.*\berror=")
_EVENT = re.compile(r'\bevent=(?:"([^"]*)"|(\S+))')


@dataclass(frozen=True, slots=True)
class Crash:
    """Something that the bot logged as a failure."""

    event: str
    """The words of the log."""
    details: str
    """The exception with its place in the code, or the values that were logged."""

    def __str__(self) -> str:
        return f"{self.event}: {self.details}".rstrip(": \n")


class CrashWatch:
    """The crashes of the test that runs, and those that it expects."""

    def __init__(self) -> None:
        self.crashes: list[Crash] = []
        self._expected: Sequence[str] = ()

    @property
    def expects_any(self) -> bool:
        """True if the test that runs expects a crash."""
        return bool(self._expected)

    def begin(self, expected: Sequence[str] = ()) -> None:
        """Begin a test, with the log events of the crashes that it expects."""
        self.crashes.clear()
        self._expected = expected

    def note(self, event: str, details: str = "") -> None:
        """Note a crash."""
        self.crashes.append(Crash(event, details))

    def take(self) -> list[str]:
        """The events of the crashes until now, each once; they are forgotten."""
        events = list(dict.fromkeys(each.event for each in self.crashes))
        self.crashes.clear()
        return events

    def check(self, *, is_over: bool = False) -> None:
        """Raise an `AssertionError` for a crash that was not expected, or that did not happen.

        After a check that `is_over`, all may be missing that happened before.
        """
        unexpected = [each for each in self.crashes if each.event not in self._expected]
        happened = {each.event for each in self.crashes}
        missing = [] if is_over else [each for each in self._expected if each not in happened]
        self.crashes.clear()
        told = "\n".join(map(str, unexpected))
        assert not unexpected, f"the bot crashed, and the test does not expect it:\n{told}"
        assert not missing, f"the test expects crashes that did not happen: {missing}"

    def follows(self, log: asyncio.StreamReader | None) -> None:
        """Read the log of a bot that runs in a process of its own, as it comes."""
        assert log is not None
        feed, rest = log.feed_data, b""

        def read_and_feed(piece: bytes) -> None:
            nonlocal rest
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                self.reads(line.decode(errors="replace"))
            feed(piece)

        log.feed_data = read_and_feed  # type: ignore[method-assign, assignment]

    def reads(self, line: str) -> None:
        """Read a line of such a log."""
        if _LINE.search(line):
            event = _EVENT.search(line)
            self.note("" if event is None else event[1] or event[2], line.strip())


WATCH = CrashWatch()


class _OfLibraries(logging.Handler):
    """Notes what a library logs as an error of code that it called."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        raised = _described(error)
        if OURS.search(raised):  # the servers of tests are cut off all the time
            WATCH.note(record.getMessage().partition("\n")[0], raised)


def listen() -> None:
    """Note crashes from now on, however the log is configured and whoever captures it."""
    proxy: Callable[..., Any] = BoundLoggerBase._proxy_to_logger

    def noted(
        self: BoundLoggerBase, method_name: str, event: str | None = None, **more: object
    ) -> object:
        if method_name in ERRORS or (method_name in WARNINGS and {"exc_info", "error"} & {*more}):
            WATCH.note(str(event), _details(more))
            if not structlog.is_configured():
                more.pop("exc_info", None)  # it would take a second to be drawn
        return proxy(self, method_name, event, **more)

    BoundLoggerBase._proxy_to_logger = noted  # type: ignore[method-assign]
    for name in FOREIGN:
        logging.getLogger(name).addHandler(_OfLibraries(logging.ERROR))


def _details(values: Mapping[str, object]) -> str:
    raised = values.get("exc_info")
    if raised:
        return _described(raised if isinstance(raised, BaseException) else sys.exc_info()[1])
    return " ".join(f"{name}={value}" for name, value in values.items())


def _described(raised: BaseException | None) -> str:
    return "" if raised is None else "".join(traceback.format_exception(raised))
