"""Long polling that acknowledges updates only once they are committed.

Telegram keeps updates until `getUpdates` is called with a higher offset, and gives all that it
keeps when called with none. So the offset is said to acknowledge what was committed, until an
answer shows that it was heard, and is then forgotten. A start says none: what had been committed
but not acknowledged comes again, and its key is known. The stored position is never said: update
ids jump at random after a week's silence, and each server has its own; an offset above them would
hide what comes. It only tells which presses an earlier process may have answered.
"""

import asyncio
import json
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode

from structlog.typing import FilteringBoundLogger
from telegram import Bot
from telegram.error import Conflict
from telegram.request import BaseRequest

from bot.core.context.retry import LEAST, insist
from bot.core.heartbeats import Heartbeat, kept
from bot.core.messages.ports import Receiver
from bot.transports.telegram.bot_api.errors import mentions
from bot.transports.telegram.bot_api.health import Health
from bot.transports.telegram.messages.message_words import Account
from bot.transports.telegram.updates.pending_presses import Presses
from bot.transports.telegram.updates.update_batches import Batch, read_batch
from bot.transports.telegram.updates.updates import WANTED, UpdateReader

MOST = 100
POLL_SECONDS = 25
# The time that an answer may take beyond that.
_GRACE_SECONDS = 10
# Updates this little before the stored position were committed by an earlier process.
_NEAR = 1000
T = TypeVar("T")


class Poller:
    """Greets Telegram, then asks for updates as long as it runs."""

    def __init__(
        self,
        bot: Bot,
        request: BaseRequest,
        presses: Presses,
        health: Health,
        log: FilteringBoundLogger,
        *,
        heartbeat: Heartbeat,
    ) -> None:
        self.heartbeat = heartbeat
        self.us: Account | None = None
        self.connected = asyncio.Event()
        self._bot = bot
        self._request = request
        self._presses = presses
        self._health = health
        self._log = log
        self._hooked = True
        self._behind = True
        self._offset: int | None = None
        self._before: int | None = None
        self._due = 0.0

    @kept
    async def run(self, network: str, receiver: Receiver) -> None:
        """Ask until cancelled."""
        before = await insist(partial(receiver.position, network), self._log)
        self._before = int(before) if before and before.isdecimal() else None
        self._offset, self._behind = None, True
        while True:
            await self.heartbeat.sleep(self._health.pause)
            try:
                batch = await self._next(network)
            except Exception as error:  # noqa: BLE001 - whatever happens, we ask again
                self._health.failed(error, max(0.0, _now() - self._due))
                continue
            if batch is None:
                self._health.answered()
            else:
                self.heartbeat.beat()
                await insist(partial(_commit, network, receiver, batch), self._log)
                self._offset = batch.offset
                self._caught_up(network, receiver, batch)

    async def _next(self, network: str) -> Batch | None:
        """Make one request: who are we, then the end of any webhook, then updates."""
        self._due = _now()
        if self.us is None:
            user = await self._bot.get_me()
            self.us = Account(user.id, user.username or "")
            return None
        if self._hooked:
            await self._bot.delete_webhook()
            self._hooked = False
            return None
        began, seconds = self._due, 0 if self._behind or self._health.since else POLL_SECONDS
        self._due += seconds
        self.heartbeat.beat(seconds)
        batch = read_batch(UpdateReader(network, self.us), await self._updates(seconds))
        self._owe_answers(batch)
        self._health.well()
        is_old_news = batch.offset == self._offset if batch.size else seconds > 0
        if is_old_news and _now() - began < LEAST:
            self._health.pause = LEAST  # something on the way knows neither polls nor offsets
        self.connected.set()
        return batch

    async def _updates(self, seconds: int) -> Any:  # noqa: ANN401 - raw, and read one by one
        query = {"timeout": seconds, "limit": MOST, "allowed_updates": json.dumps(WANTED)}
        if self._offset is not None:
            query["offset"] = self._offset
        try:
            return await self._request.post(
                f"{self._bot.base_url}/getUpdates?{urlencode(query)}",
                read_timeout=seconds + _GRACE_SECONDS,
            )
        except Conflict as error:
            self._hooked = mentions(error, "webhook")
            raise

    def _owe_answers(self, batch: Batch) -> None:
        for arrival in batch.arrivals:
            if not arrival.press_id:
                continue
            before = 0 if self._before is None else self._before - int(arrival.key)
            if not 0 < before <= _NEAR:
                self._presses.wait_for(arrival.press_id)

    def _caught_up(self, network: str, receiver: Receiver, batch: Batch) -> None:
        if self._behind and batch.size < MOST:
            self._behind = False
            receiver.caught_up(network)


async def _commit(network: str, receiver: Receiver, batch: Batch) -> None:
    if batch.size:
        await receiver.receive(network, batch.arrivals, str(batch.offset), batch.unreadable)


def _now() -> float:
    return asyncio.get_running_loop().time()
