"""What must succeed before anything else is done, however long it takes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from structlog.typing import FilteringBoundLogger

from bot.transports.matrix import health

T = TypeVar("T")


async def insist(act: Callable[[], Awaitable[T]], log: FilteringBoundLogger) -> T:
    """Do it until it succeeds; a database that is down comes back."""
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
        await asyncio.sleep(health.backoff(failures))


def _is_stopping() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
