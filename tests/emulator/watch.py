"""Waiting for something to become true, looked at after every change and never in between."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Watch:
    def __init__(self) -> None:
        self._looks: dict[Callable[[], None], None] = {}

    def changed(self) -> None:
        """Look again for everybody who waits."""
        for look in list(self._looks):
            look()

    async def until(self, find: Callable[[], T | None], *, within: float) -> T:
        """Wait until `find` gives something true, and give it back."""
        found: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def look() -> None:
            if found.done():
                return
            try:
                thing = find()
            except Exception as error:  # noqa: BLE001 - a test's own predicate: it must hear of it
                found.set_exception(error)
            else:
                if thing:
                    found.set_result(thing)

        look()
        self._looks[look] = None
        try:
            return await asyncio.wait_for(found, within)
        finally:
            del self._looks[look]
