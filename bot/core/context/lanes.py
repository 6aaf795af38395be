"""Database threads, and the loops and pauses that let the bot survive failures."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import uniform
from time import monotonic
from typing import Any, NoReturn, TypeVar

from structlog.typing import FilteringBoundLogger

from bot.core.heartbeats import Heartbeat
from storage.unit_of_work import DATABASE_TROUBLE, Database, Store, UnitOfWork

READERS = 4
"""Units of work that read at a time, beside the writer; drawn files take half of them."""

Result = TypeVar("Result")


class CancelledItself(Exception):
    """Work in a lane raised a `CancelledError`."""


class Lanes:
    """One lane that writes, on every database, and some that only read."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    async def run(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in a unit of the writer; it commits unless `work` raises."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self.in_unit, work)

    async def read(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in a read-only unit, beside the writer: it may take long."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._reading, work)

    async def call(self, work: Callable[[], Result]) -> Result:
        """Run `work` in the writer's thread; it opens its own transactions."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    def in_unit(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in a unit of work in this thread.

        A thread cannot be cancelled: a `CancelledError` in there is an ordinary failure.
        """
        return _in(self.database.unit(), work)

    def _reading(self, work: Callable[[Store], Result]) -> Result:
        return _in(self.database.reading(), work)

    def close(self) -> None:
        """Finish the work in hand, cancel the queue, close the connections."""
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self.database.close()


def _in(unit: UnitOfWork, work: Callable[[Store], Result]) -> Result:
    try:
        with unit as store:
            return work(store)
    except asyncio.CancelledError as error:
        raise CancelledItself from error


async def to_its_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Await `work`; if cancelled, wait for its end first, since a lane may have committed."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


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


SECONDS = (1, 2, 5, 15, 30, 60, 120, 300)


def wait_after(failures: int) -> timedelta:
    """Time to wait after so many failures."""
    seconds = SECONDS[min(failures, len(SECONDS) - 1)]
    return timedelta(seconds=seconds * uniform(1.0, 1.25))  # noqa: S311 - jitter
