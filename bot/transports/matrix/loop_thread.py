"""An event loop in a thread of its own: a long task (a sync of a large room) blocks no other."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

from bot.core.heartbeats import Heartbeat

Result = TypeVar("Result")

_STOP_SECONDS = 5.0
_CUT_SECONDS = 1.0


class Apart:
    """The thread; begun when first needed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    async def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do `work` over there, and wait for it here; a cancellation goes over too."""
        future = asyncio.run_coroutine_threadsafe(work, self._begun())
        return await asyncio.wrap_future(future)

    async def to_its_end(self, work: Coroutine[Any, Any, None], heartbeat: Heartbeat) -> None:
        """The same; when cancelled, it is over only when `work` is over, over there."""
        over: Future[None] = Future()
        tasks: list[asyncio.Task[None]] = []
        loop = self._begun()
        loop.call_soon_threadsafe(lambda: tasks.append(loop.create_task(_carried(work, over))))
        waiting = asyncio.wrap_future(over)
        try:
            await heartbeat.wait_all([waiting])
            waiting.result()
        except asyncio.CancelledError:
            loop.call_soon_threadsafe(lambda: tasks[0].cancel())  # noqa: PLW0108 - begun by then
            await asyncio.wait([waiting])
            raise

    def end(self) -> None:
        """End the thread; running work is cancelled, and its waiters are told."""
        if self._loop is None or self._thread is None:
            return
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(_cut_all(), self._loop).result(_STOP_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_STOP_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()
        self._loop = self._thread = None

    def _begun(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = Thread(target=self._loop.run_forever, name=self._name, daemon=True)
            self._thread.start()
        return self._loop


async def _cut_all() -> None:
    """Cancel all tasks, and those that begin meanwhile: none is left in a loop that has ended."""
    until = monotonic() + _CUT_SECONDS
    while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
        for each in tasks:
            each.cancel()
        await asyncio.wait(tasks, timeout=until - monotonic())
        if monotonic() >= until:
            return


async def _carried(work: Coroutine[Any, Any, None], over: "Future[None]") -> None:
    try:
        await work
        over.set_result(None)
    except asyncio.CancelledError:
        over.cancel()
    except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
        over.set_exception(error)
