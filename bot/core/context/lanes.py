"""Threads with the database: one writes, some read, and no event loop ever waits for them."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from storage.unit_of_work import Database, Store, UnitOfWork

READERS = 4
"""How many units of work read at a time, beside the writer; drawn files take half of them."""

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
        """Do `work` in a unit of work of the writer; it commits unless it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self.in_unit, work)

    async def read(self, work: Callable[[Store], Result]) -> Result:
        """Do `work` beside the writer, in a unit that only reads: however long, nobody waits."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._reading, work)

    async def call(self, work: Callable[[], Result]) -> Result:
        """Do `work` in the writer's thread; its transactions are its own."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    def in_unit(self, work: Callable[[Store], Result]) -> Result:
        """Do `work` in a unit of work, here and now.

        Nobody cancels a thread: a `CancelledError` in there is a failure like any other.
        """
        return _in(self.database.unit(), work)

    def _reading(self, work: Callable[[Store], Result]) -> Result:
        return _in(self.database.reading(), work)

    def close(self) -> None:
        """Let the work in hand end, leave what waits behind it, give the connections back."""
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
    """Await `work`; if cancelled meanwhile, let it end first, since a lane may have committed."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
