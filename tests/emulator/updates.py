"""The queue of updates: long polls, confirmation by offset, and counts of deliveries."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice, takewhile

from tests.emulator.calls.errors import ApiError, Json

from .clock import Clock
from .watch import Watch

MOST = 100
KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "message_reaction",
    }
)
ON_REQUEST = frozenset({"chat_member", "message_reaction"})


@dataclass(slots=True)
class Queued:
    """An update, how often the bot was given it, and when it said "got it"."""

    payload: Json
    queued_at: float
    deliveries: int = 0
    confirmed_at: float | None = None

    @property
    def id(self) -> int:
        number: int = self.payload["update_id"]
        return number


class Updates:
    def __init__(self, clock: Clock, watch: Watch) -> None:
        self.clock = clock
        self.watch = watch
        self.records: dict[int, Queued] = {}
        self.next_id = 700_000_001
        self.allowed: frozenset[str] = KINDS - ON_REQUEST
        self.check: Callable[[Json], None] | None = None
        self.conflicts = 0
        self._waiting: dict[int, Queued] = {}
        self._poller: asyncio.Future[bool] | None = None
        self.arrived = asyncio.Event()

    @property
    def pending(self) -> list[Queued]:
        """Queued and not confirmed."""
        return list(self._waiting.values())

    @property
    def being_polled(self) -> bool:
        return self._poller is not None and not self._poller.done()

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember which kinds are wanted; none named means the default ones."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or KINDS - ON_REQUEST

    def queue(self, kind: str, content: Json) -> Queued | None:
        """Queue an update, unless its kind is not wanted."""
        return self.force({kind: content}) if kind in self.allowed else None

    def force(self, content: Json, *, checked: bool = True) -> Queued:
        payload = {"update_id": self.next_id} | content
        if checked and self.check is not None:
            self.check(payload)
        queued = Queued(payload, self.clock.elapsed())
        self.next_id += 1
        self.records[queued.id] = self._waiting[queued.id] = queued
        self.arrived.set()
        self.release()
        return queued

    def confirm(self, offset: int) -> list[Queued]:
        """Forget what lies before an offset; give what was forgotten without being delivered."""
        if offset < 0:
            ids = list(self._waiting)[:offset]
        else:
            ids = list(takewhile(lambda it: it < offset, self._waiting))
        gone = [self._waiting.pop(it) for it in ids]
        for queued in gone:
            queued.confirmed_at = self.clock.elapsed()
        if gone:
            self.watch.changed()
        return [queued for queued in gone if not queued.deliveries]

    def take(self, limit: int = MOST) -> list[Json]:
        """Give the oldest again and again, until they are confirmed."""
        batch = list(islice(self._waiting.values(), limit))
        for queued in batch:
            queued.deliveries += 1
        return [queued.payload for queued in batch]

    async def poll(self, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109 - Telegram's
        """Wait for something to give; a later poll ends an earlier one."""
        self._interrupt()
        if not self._waiting and timeout > 0:
            poller = self._poller = asyncio.get_running_loop().create_future()
            self.watch.changed()
            try:
                stays = await asyncio.wait_for(poller, timeout)
            except TimeoutError:
                stays = True
            if not stays:
                raise ApiError(
                    409,
                    "terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        return self.take(limit)

    def release(self) -> None:
        """Answer a waiting poll with the present updates."""
        if self._poller is not None and self.being_polled:
            self._poller.set_result(True)

    def _interrupt(self) -> None:
        if self._poller is not None and self.being_polled:
            self.conflicts += 1
            self._poller.set_result(False)
        self._poller = None
