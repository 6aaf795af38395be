"""Signs of life of all tasks that run as long as the program: who is silent, or over, is told.

Each long-lived task is kept by a heartbeat, and waits and sleeps through it.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Iterable
from contextlib import suppress
from functools import wraps
from time import monotonic
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

LONGEST = 30.0
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
        return self.task is not None and monotonic() - self._next > LONGEST

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
