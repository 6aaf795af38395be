"""Messages that were read before the bot recorded that it sent them: an answer may come too soon.

People take longer to read than the bot to record; tests do not, and what they type or tap would
seem to answer the message before.
"""

import asyncio
from contextlib import suppress

from bot.app import App
from storage.outbound import Outbox
from storage.outbound.deliveries import DeliveryState
from storage.unit_of_work import Store

RUNNING: list[tuple[App, asyncio.Task[None]]] = []
"""The bots of this test, and their tasks."""
MOST_SECONDS = 10.0
"""A network that is away keeps a message for longer: nobody has read that one."""
_PAUSE = 0.02


async def all_recorded() -> None:
    """Wait until each running bot has recorded what it sent."""
    RUNNING[:] = [each for each in RUNNING if not each[1].done()]
    with suppress(TimeoutError):
        async with asyncio.timeout(MOST_SECONDS):
            for app, _ in RUNNING:
                while await app.lanes.read(_is_sending):
                    await asyncio.sleep(_PAUSE)


def _is_sending(store: Store) -> bool:
    return store[Outbox].count(DeliveryState.SENDING) > 0
