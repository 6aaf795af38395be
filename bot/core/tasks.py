"""Tasks that run as long as the program: threads of the database, signs of life, loops, pauses."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial, wraps
from random import uniform
from time import monotonic
from typing import Any, Concatenate, NoReturn, ParamSpec, Protocol, TypeVar

from structlog.typing import FilteringBoundLogger

from storage.store import IN_PLACE, NotReadYet, Readings
from storage.unit_of_work import DATABASE_TROUBLE, Database, OnlyRead, Store, UnitOfWork

LONGEST_SILENCE = 30.0
"""The longest honest silence, in seconds, beyond the time that a task names for its next act."""
BEAT_EVERY = 10.0
"""The interval at which a task that only waits shows that it does."""

P = ParamSpec("P")
Result = TypeVar("Result")


class Heartbeat:
    """The signs of life of one task, by name; silent for too long, it hangs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.task: asyncio.Task[Any] | None = None
        self._next = 0.0

    async def keep(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Await `work` as the task of this heartbeat."""
        self.task = asyncio.current_task()
        self.beat()
        return await work

    def begin(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Start `work` in a task of its own."""
        self.beat()
        self.task = task = asyncio.create_task(work)
        return task

    def beat(self, within: float = 0.0) -> None:
        """Be alive; what comes next may take `within` seconds and the longest silence."""
        self._next = monotonic() + within

    async def sleep(self, seconds: float) -> None:
        """Sleep, which is no silence."""
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0:
            self.beat()
            await asyncio.sleep(min(left, BEAT_EVERY))
        self.beat()

    async def wait(self, event: asyncio.Event, seconds: float | None = None) -> bool:
        """Wait for an event, for so many seconds at most; False if it did not come."""
        until = None if seconds is None else monotonic() + seconds
        while not event.is_set():
            self.beat()
            left = BEAT_EVERY if until is None else min(BEAT_EVERY, until - monotonic())
            if left <= 0:
                return False
            with suppress(TimeoutError):
                async with asyncio.timeout(left):  # `wait_for` can miss a cancellation
                    await event.wait()
        self.beat()
        return True

    async def wait_for(self, moment: Coroutine[Any, Any, None]) -> None:
        """Wait for a moment that may never come, such as that a network has accepted us."""
        task = asyncio.ensure_future(moment)
        try:
            await self.wait_all([task])
        finally:
            task.cancel()
        task.result()

    async def wait_all(self, futures: Collection[asyncio.Future[Any]]) -> None:
        """Wait until all of these are done; they are left alone if we are cancelled."""
        while not all(each.done() for each in futures):
            self.beat()
            await asyncio.wait(futures, timeout=BEAT_EVERY)
        self.beat()

    @property
    def is_silent(self) -> bool:
        """True if a task that was begun gave no sign for too long."""
        return self.task is not None and monotonic() - self._next > LONGEST_SILENCE

    @property
    def is_over(self) -> bool:
        """True if the task has ended, in whatever way."""
        return self.task is not None and self.task.done()


class HasHeartbeat(Protocol):
    """An object with one long-lived task."""

    heartbeat: Heartbeat


Owner = TypeVar("Owner", bound=HasHeartbeat)


def kept(
    run: Callable[Concatenate[Owner, P], Coroutine[Any, Any, Result]],
) -> Callable[Concatenate[Owner, P], Coroutine[Any, Any, Result]]:
    """Decorate the method that the long-lived task of an object awaits: its heartbeat keeps it."""

    @wraps(run)
    async def keep(owner: Owner, /, *args: P.args, **named: P.kwargs) -> Result:
        return await owner.heartbeat.keep(run(owner, *args, **named))

    return keep


class TaskEnded(Exception):
    """A task ended that runs as long as the program."""


def silent(heartbeats: Iterable[Heartbeat]) -> list[str]:
    """The names of tasks that hang, each once."""
    return list(dict.fromkeys(each.name for each in heartbeats if each.is_silent))


def check_none_is_over(heartbeats: Iterable[Heartbeat]) -> None:
    """Raise `TaskEnded` if one has ended, with its own error as the cause."""
    for each in heartbeats:
        if each.task is not None and each.is_over:
            error = None if each.task.cancelled() else each.task.exception()
            raise TaskEnded(each.name) from error


READERS = 4
"""Units of work that read at a time, beside the writer; drawn files take half of them."""


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
        reading = partial(_in_unit, self.database.reading, work)
        return await asyncio.get_running_loop().run_in_executor(self._readers, reading)

    async def run_reading_apart(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in a unit of the writer; what it reads apart is read beside it first.

        `work` is given up and done again each time, so that others go on meanwhile.
        """
        readings = Readings()

        def begin_again(store: Store) -> Result:
            store.readings = readings
            try:
                return work(store)
            finally:
                store.readings = None

        while True:
            readings.begin()
            try:
                return await self.run(begin_again)
            except NotReadYet as first:
                try:
                    readings.add(await self.read(first.read))
                except OnlyRead:  # it has to write, such as what is kept from the first look on
                    readings.add(IN_PLACE)

    async def call(self, work: Callable[[], Result]) -> Result:
        """Run `work` in the writer's thread; it opens its own transactions."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    def in_unit(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in a unit of work in this thread.

        A thread cannot be cancelled: a `CancelledError` in there is an ordinary failure.
        """
        return _in_unit(self.database.unit, work)

    def close(self) -> None:
        """Finish the work in hand, cancel the queue, close the connections."""
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self.database.close()


def _in_unit(begin: Callable[[], UnitOfWork], work: Callable[[Store], Result]) -> Result:
    try:
        with begin() as store:
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


SHORTEST_BACKOFF, LONGEST_BACKOFF = 1.0, 30.0
RETRY_SECONDS = (1, 2, 5, 15, 30, 60, 120, 300)
DATABASE_ERROR_PAUSE = 1.0
LOOK_EVERY = 0.1


def backoff(failures: int) -> float:
    """Seconds until a loop goes on after so many failures in a row: from 1 to 30, with jitter."""
    seconds = min(LONGEST_BACKOFF, 2.0**failures) * uniform(0.5, 1.0)  # noqa: S311 - jitter
    return max(SHORTEST_BACKOFF, seconds)


def retry_delay(failures: int) -> timedelta:
    """Time until a request is made again after so many failures: up to six minutes."""
    seconds = RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)]
    return timedelta(seconds=seconds * uniform(1.0, 1.25))  # noqa: S311 - jitter


async def insist(act: Callable[[], Awaitable[Result]], log: FilteringBoundLogger) -> Result:
    """Repeat until it succeeds: a database that is down comes back."""
    failures = 0
    while True:
        try:
            return await act()
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling() > 0:
                raise  # not the work was cancelled, but we
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
            pause = DATABASE_ERROR_PAUSE
        until = monotonic() + pause
        while news() == known:
            wake.clear()
            if not await heartbeat.wait(wake, until - monotonic()):
                break
        else:
            await asyncio.sleep(min(LOOK_EVERY, pause))  # it is woken at every commit
