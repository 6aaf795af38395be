"""Updates that come in while no bot runs: read, and left in place unless taken.

Telegram forgets updates from the oldest on. So what was taken is acknowledged as far as nothing
else stands before it; all the rest stays for the bot, which handles it when it runs.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Self
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, TelegramError

from bot.core.messages.incoming import Incoming
from bot.transports.telegram.bot_api.request import Request
from bot.transports.telegram.messages.message_words import Json
from bot.transports.telegram.updates.updates import WANTED, UpdateReader

MOST = 100
POLL_SECONDS = 20
_GRACE_SECONDS = 10
_PAUSE = 1.0
# An older update was not meant for this set-up.
_OLD = timedelta(minutes=15)


class ReadElsewhere(ConnectionError):
    """Another program reads what comes in for this account."""


class TooMuchWaits(ConnectionError):
    """Waiting updates of this account hide new ones."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update that was read, and its number."""

    number: int
    what: Incoming


class Arrivals:
    """`async for arrival in arrivals`: each new one once, until one looks away."""

    def __init__(
        self,
        bot: Bot,
        request: Request,
        reader: UpdateReader,
        network_time: Callable[[], datetime | None],
    ) -> None:
        """Read with the eyes of the transport; nothing is asked of the network yet."""
        self._bot = bot
        self._request = request
        self._reader = reader
        self._network_time = network_time
        self._waiting: list[int] = []
        self._seen: set[int] = set()
        self._taken: set[int] = set()
        self._new: deque[Arrival] = deque()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Arrival:
        """Wait for the next one; raises `ReadElsewhere` and `TooMuchWaits`."""
        while not self._new:
            await self._look()
        return self._new.popleft()

    def take(self, arrival: Arrival) -> None:
        """This one was answered: the bot need not handle it."""
        self._taken.add(arrival.number)

    async def close(self) -> None:
        """Acknowledge what was taken; where that fails, the bot hears it once more."""
        if (offset := self._offset()) is not None:
            with suppress(TelegramError):
                await self._ask(offset, seconds=0, most=1)

    async def _look(self) -> None:
        """Make one request; where old things wait it comes back at once, and is not hurried."""
        try:
            updates = await self._ask(self._offset(), POLL_SECONDS, MOST)
        except Conflict:
            raise ReadElsewhere from None
        except TelegramError:
            await asyncio.sleep(_PAUSE)
            return
        self._waiting = sorted(int(update["update_id"]) for update in updates)
        new = [update for update in updates if int(update["update_id"]) not in self._seen]
        self._seen.update(self._waiting)
        self._new.extend(found for update in new if (found := self._read(update)) is not None)
        if new:
            return
        if len(updates) == MOST:
            raise TooMuchWaits
        if updates:
            await asyncio.sleep(_PAUSE)

    async def _ask(self, offset: int | None, seconds: int, most: int) -> list[Json]:
        query = {"timeout": seconds, "limit": most, "allowed_updates": json.dumps(WANTED)}
        if offset is not None:
            query["offset"] = offset
        address = f"{self._bot.base_url}/getUpdates?{urlencode(query)}"
        answer = await self._request.post(address, read_timeout=seconds + _GRACE_SECONDS)
        return list(answer) if isinstance(answer, list) else []

    def _offset(self) -> int | None:
        """Behind what was taken, as far as nothing else stands before it."""
        done = list(takewhile(self._taken.__contains__, self._waiting))
        return done[-1] + 1 if done else None

    def _read(self, update: Json) -> Arrival | None:
        try:
            what = self._reader.read(update)
        except Exception:  # noqa: BLE001 - it is the bot that sets it aside
            return None
        now = self._network_time()
        if what is None or (now and what.sent_at and now - what.sent_at > _OLD):
            return None
        return Arrival(int(update["update_id"]), what)
