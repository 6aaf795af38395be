"""Long polling: each update is read by itself, and acknowledged only once it is committed.

Telegram keeps updates until `getUpdates` is called with a higher offset, and gives all that it
keeps when called with none. So the offset is said to acknowledge what was committed, until an
answer shows that it was heard, and is then forgotten. A start says none: what had been committed
but not acknowledged comes again, and its key is known. The stored position is never said: update
ids jump at random after a week's silence, and each server has its own; an offset above them would
hide what comes. It only tells which presses an earlier process may have answered.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from structlog.typing import FilteringBoundLogger
from telegram import Bot
from telegram.error import Conflict
from telegram.request import BaseRequest

from bot.core.messages.incoming import Incoming
from bot.core.messages.ports import Receiver, Unreadable
from bot.core.tasks import SHORTEST_BACKOFF, Heartbeat, insist, kept
from bot.transports.telegram import later_api
from bot.transports.telegram.bot_api import Health, address, cause_of, mentions
from bot.transports.telegram.ephemeral import OwnRights
from bot.transports.telegram.messages import Account, Json
from bot.transports.telegram.updates import WANTED, UpdateReader

_NAMES = {"first_name", "last_name", "username", "is_bot"}
"""A person or a chat has at least one of them beside its number."""
PATIENCE_SECONDS = 3.0
_AT_ONCE = 32
MOST = 100
POLL_SECONDS = 25
# The time that an answer may take beyond that.
_GRACE_SECONDS = 10
# Updates this little before the stored position were committed by an earlier process.
_NEAR = 1000


@dataclass(slots=True)
class Batch:
    """Updates in the order in which Telegram gave them; `offset` acknowledges them."""

    size: int
    arrivals: list[Incoming] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    offset: int | None = None


class Presses:
    """The presses that this process received and did not answer yet, oldest first."""

    def __init__(
        self, answer_nothing: Callable[[str], Awaitable[None]], *, heartbeat: Heartbeat
    ) -> None:
        self.heartbeat = heartbeat
        self._answer_nothing = answer_nothing
        self._due: dict[str, float] = {}

    def wait_for(self, press_id: str) -> None:
        """An answer is owed from now on."""
        self._due[press_id] = monotonic() + PATIENCE_SECONDS

    def settle(self, press_id: str) -> bool:
        """True if an answer is still owed; from now on it is not."""
        return self._due.pop(press_id, None) is not None

    @kept
    async def run(self) -> None:
        """Answer presses that nobody answers. Presses that come while this sleeps are due later."""
        while True:
            first = next(iter(self._due.values()), None)
            wait = PATIENCE_SECONDS if first is None else max(0.0, first - monotonic())
            await self.heartbeat.sleep(wait)
            late = [press_id for press_id in self._late() if self.settle(press_id)]
            await asyncio.gather(*map(self._answer_nothing, late))

    def _late(self) -> list[str]:
        now = monotonic()
        late: list[str] = []
        for press_id, due in self._due.items():
            if due > now or len(late) == _AT_ONCE:
                break
            late.append(press_id)
        return late


class Poller:
    """Greets Telegram, then asks for updates as long as it runs."""

    def __init__(  # noqa: PLR0913 - its parts, wired once
        self,
        bot: Bot,
        request: BaseRequest,
        presses: Presses,
        health: Health,
        log: FilteringBoundLogger,
        *,
        rights: OwnRights,
        heartbeat: Heartbeat,
    ) -> None:
        self.heartbeat = heartbeat
        self._rights = rights
        self.us: Account | None = None
        self.connected = asyncio.Event()
        self._bot = bot
        self._request = request
        self._presses = presses
        self._health = health
        self._log = log
        self._answering: set[asyncio.Task[None]] = set()
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
        was_committed = True
        while True:
            await self.heartbeat.sleep(self._health.pause)
            if not was_committed:  # who lost the database asks no more: a standby may do so
                await insist(partial(receiver.position, network), self._log)
            was_committed = False
            try:
                batch = await self._next(network)
            except Exception as error:  # noqa: BLE001 - whatever happens, we ask again
                self._health.failed(error, max(0.0, monotonic() - self._due))
                continue
            if batch is None:
                self._health.answered()
            else:
                self.heartbeat.beat()
                await insist(partial(_commit, network, receiver, batch), self._log)
                self._offset, was_committed = batch.offset, batch.size > 0
                if self._behind and batch.size < MOST:
                    self._behind = False
                    receiver.caught_up(network)

    async def _next(self, network: str) -> Batch | None:
        """Make one request: who are we, then the end of any webhook, then updates."""
        self._due = monotonic()
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
        updates = await self._updates(seconds)
        self._leave_open(later_api.join_queries_in(updates))
        await self._rights.learn(updates, self.us.id)
        rights = self._rights
        reader = UpdateReader(network, self.us, rights.leads, rights.welcomes)
        batch = read_batch(reader, updates)
        self._owe_answers(batch)
        self._health.well()
        is_old_news = batch.offset == self._offset if batch.size else seconds > 0
        if is_old_news and monotonic() - began < SHORTEST_BACKOFF:
            # Something on the way knows neither polls nor offsets.
            self._health.pause = SHORTEST_BACKOFF
        self.connected.set()
        return batch

    async def _updates(self, seconds: int) -> list[Any]:
        """Updates as they came: each is read by itself."""
        try:
            given = await get_updates(self._bot, self._request, self._offset, seconds)
        except Conflict as error:
            self._hooked = mentions(error, "webhook")
            raise
        return list(given)

    def _leave_open(self, queries: Sequence[str]) -> None:
        """Leave requests to join to the leaders at once: whoever says yes is let in later."""
        for query_id in queries:
            task = asyncio.create_task(self._answer_query(query_id))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer_query(self, query_id: str) -> None:
        try:
            await later_api.leave_to_leaders(self._bot, query_id)
        except Exception as error:  # noqa: BLE001 - nothing about one request ends the receiving
            self._log.info("join request not answered", cause=cause_of(error))

    def _owe_answers(self, batch: Batch) -> None:
        for arrival in batch.arrivals:
            if not arrival.press_id:
                continue
            before = 0 if self._before is None else self._before - int(arrival.key)
            if not 0 < before <= _NEAR:
                self._presses.wait_for(arrival.press_id)


async def get_updates(
    bot: Bot, request: BaseRequest, offset: int | None, seconds: int, most: int = MOST
) -> Any:  # noqa: ANN401 - raw, and read one by one
    """Wait for updates, so many `seconds` at most; `offset` acknowledges those before it."""
    query = {"timeout": seconds, "limit": most, "allowed_updates": json.dumps(WANTED)}
    if offset is not None:
        query["offset"] = offset
    address = f"{bot.base_url}/getUpdates?{urlencode(query)}"
    return await request.post(address, read_timeout=seconds + _GRACE_SECONDS)


async def _commit(network: str, receiver: Receiver, batch: Batch) -> None:
    if batch.size:
        await receiver.receive(network, batch.arrivals, str(batch.offset), batch.unreadable)


def read_batch(reader: UpdateReader, updates: Sequence[Json]) -> Batch:
    """Read what can be read; the highest id of this batch acknowledges all of it."""
    batch = Batch(len(updates))
    for update in updates:
        number = int(update["update_id"])
        batch.offset = max(batch.offset or 0, number + 1)
        try:
            arrivals = reader.read_all(update)
        except Exception:  # noqa: BLE001 - it is kept as it came, for a person to look at
            batch.unreadable.append(unreadable(reader.network, str(number), update))
        else:
            batch.arrivals += arrivals
    return batch


def unreadable(network: str, key: str, update: Any) -> Unreadable:  # noqa: ANN401 - anything
    """An update that could not be read. Never raises, whatever it is.

    Its words are kept where its sender alone is in it, in private; else only its shape.
    """
    facts = list(_facts(update))
    sender = next((number for each in facts if (number := _id(each.get("from")))), None)
    chats = [chat for each in facts if isinstance(chat := each.get("chat"), dict)]
    is_direct = bool(chats) and chats[0].get("type") == "private"
    if sender is None and is_direct:
        sender = _id(chats[0])
    origin = "" if sender is None else address(network, sender)
    raw = ""
    if origin and is_direct and _people_in(update) == {str(sender)}:
        try:
            raw = json.dumps(update)
        except (RecursionError, TypeError, ValueError):
            raw = ""
    return Unreadable(key, raw or _shape(update), sender=origin, direct=is_direct)


def _facts(update: Any) -> Iterator[Json]:  # noqa: ANN401 - anything
    """The objects in an update: a message, a press and its message, a membership change."""
    for each in update.values() if isinstance(update, dict) else ():
        if isinstance(each, dict):
            yield each
            if isinstance(below := each.get("message"), dict):
                yield {"chat": below.get("chat")}


def _id(who: Any) -> int | None:  # noqa: ANN401 - anything
    """The number of a person's account; None if this is none."""
    number = who.get("id") if isinstance(who, dict) else None
    return number if type(number) is int and number > 0 else None


def _people_in(update: Any) -> set[Any]:  # noqa: ANN401 - anything
    """The accounts of all people in an update, however deep; the numbers are not looked at."""
    found: set[Any] = set()
    rest = [update]
    while rest:
        thing = rest.pop()
        if isinstance(thing, dict):
            if not thing.keys().isdisjoint(_NAMES) and thing.get("is_bot") is not True:
                found.add(str(thing.get("id")))
            found |= {str(thing[name]) for name in ("user_id", "sender_user_name") if name in thing}
            rest += thing.values()
        elif isinstance(thing, list):
            rest += thing
    return found


def _shape(update: Any) -> str:  # noqa: ANN401 - anything
    """The names and types of an update's fields, which are Telegram's, without their contents."""
    if not isinstance(update, dict):
        return json.dumps(type(update).__name__)
    return json.dumps({str(name): _types(each) for name, each in update.items()})


def _types(value: Any) -> Any:  # noqa: ANN401 - anything
    if not isinstance(value, dict):
        return type(value).__name__
    return {str(name): type(each).__name__ for name, each in value.items()}
