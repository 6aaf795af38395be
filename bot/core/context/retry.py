"""Retries: backoff, and loops that survive database errors."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import NoReturn, TypeVar

from structlog.typing import FilteringBoundLogger

from bot.core.heartbeats import Heartbeat
from storage.unit_of_work import DATABASE_TROUBLE

LEAST, MOST = 1.0, 30.0
PAUSE_AFTER_DATABASE_ERROR = 1.0
LOOK_EVERY = 0.1
T = TypeVar("T")


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: from 1 to 30, with jitter."""
    return max(LEAST, min(MOST, 2.0**failures) * random.uniform(0.5, 1.0))  # noqa: S311 - jitter


async def insist(act: Callable[[], Awaitable[T]], log: FilteringBoundLogger) -> T:
    """Repeat until it succeeds: a database that is down comes back."""
    failures = 0
    while True:
        try:
            return await act()
        except asyncio.CancelledError:
            if _is_stopping():
                raise
            cause = "cancelled"
        except Exception as error:  # noqa: BLE001 - its text may repeat what people said
            cause = type(error).__name__
        failures += 1
        if failures == 1:
            log.error("not committed", cause=cause)
        await asyncio.sleep(backoff(failures))


async def keep_looking(
    wake: asyncio.Event,
    look: Callable[[], Awaitable[float]],
    log: FilteringBoundLogger,
    *,
    news: Callable[[], object],
    heartbeat: Heartbeat,
) -> NoReturn:
    """Call `look`, and again when a `wake` finds other `news`, until cancelled.

    `look` returns the longest time in seconds until it is called again.
    """
    while True:
        known = news()
        heartbeat.beat()
        try:
            pause = await look()
        except DATABASE_TROUBLE:
            log.exception("database error, trying again")
            pause = PAUSE_AFTER_DATABASE_ERROR
        until = monotonic() + pause
        while news() == known:
            wake.clear()
            if not await heartbeat.wait(wake, until - monotonic()):
                break
        else:
            await asyncio.sleep(min(LOOK_EVERY, pause))  # it is woken at every commit


def _is_stopping() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
