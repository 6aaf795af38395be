"""Database threads: one writes, several read, so that the event loop never waits for them."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from storage.unit_of_work import Database, Store, UnitOfWork

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
