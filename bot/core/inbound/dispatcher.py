"""Inbox row -> handler -> one commit: effect, outgoing messages and the mark that it is done."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NoReturn

import structlog

from bot.core.context.clock import Clock
from bot.core.inbound.batches import Batches, Claim
from bot.core.inbound.replies import PressAnswer
from bot.core.inbound.request_handler import RequestHandler
from bot.core.messages.encoding import encode_incoming, storable
from bot.core.messages.incoming import Incoming
from bot.core.messages.ports import UndecryptedEvent, Unreadable
from bot.core.tasks import DATABASE_ERROR_PAUSE, Heartbeat, Lanes, kept, to_its_end
from storage.communities import Communities
from storage.inbound import Inbox, UndecryptedEvents, Waiting
from storage.members import Identities
from storage.store import IN_PLACE
from storage.unit_of_work import DATABASE_TROUBLE, OnlyRead, Store

log = structlog.get_logger()


class Dispatcher:
    """Receives for the transports, then handles what was received in the order of the inbox."""

    def __init__(
        self,
        lanes: Lanes,
        request_handler: RequestHandler,
        clock: Clock,
        *,
        on_commit: Callable[[], None],
        answer: Callable[[PressAnswer], None],
    ) -> None:
        """Call `on_commit` after each commit that may have left deliveries, then `answer`."""
        self._lanes = lanes
        self._clock = clock
        self._on_commit = on_commit
        self._answer = answer
        self.heartbeat = Heartbeat("inbox")
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._caught_up: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._claims = asyncio.Lock()
        self._batches = Batches(lanes, request_handler, clock)
        self._reading: set[asyncio.Task[None]] = set()
        self._running = False
        self._unkept_since: dict[
            str, datetime
        ] = {}  # since when a network's arrivals wait to be kept
        self._arrived.set()
        clock.on_jump(self._follow_clock)

    def _follow_clock(self, by: timedelta) -> None:
        self._unkept_since = {network: at + by for network, at in self._unkept_since.items()}
        self._batches.moved_at += by

    async def receive(
        self,
        network: str,
        arrivals: Sequence[Incoming],
        position: str | None,
        unreadable: Sequence[Unreadable] = (),
        *,
        undecrypted: Sequence[UndecryptedEvent] = (),
        opened: Sequence[str] = (),
    ) -> None:
        """Commit events together with the position; only then may they be acknowledged."""
        now, behind = self._clock.now(), not self._caught_up[network].is_set()
        rows = [
            (storable(each.key), storable(each.room), encode_incoming(each, backlog=behind))
            for each in arrivals
        ]
        locked = [
            (storable(each.key), storable(each.room), storable(each.ciphertext))
            for each in undecrypted
        ]

        def keep_others(store: Store) -> None:
            for each in unreadable:
                kept: dict[str, Any] = {"raw": storable(each.raw), "direct": each.direct}
                if each.sender:  # under the key of a message's
                    kept["sender"] = storable(each.sender)
                store.set_aside_unread(network, storable(each.key), kept, now)
            store[UndecryptedEvents].receive(network, locked, now)
            store[UndecryptedEvents].open(network, [storable(key) for key in opened])
            if position is not None:
                store[Inbox].advance(network, position)

        def keep(store: Store) -> Claim:
            store[Inbox].receive(network, rows, now)
            keep_others(store)
            return self._batches.claim(store) if claims else Claim()

        def keep_handled(store: Store) -> Waiting | None:
            keep_others(store)
            return store[Inbox].receive_handled(network, *rows[0], now)

        self._unkept_since.setdefault(network, now)
        # While nothing is handled, and no claim is under way or owed to, what comes is claimed in
        # the commit that keeps it.
        is_occupied = self._claims.locked() or self._batches.claimed.rows or self._batches.not_made
        claims = bool(rows) and self._running and not is_occupied
        if claims:
            async with self._claims:
                is_live = not (behind or any(each.backlog for each in arrivals))
                keep_lone = keep_handled if is_live and len(rows) == 1 else None
                await to_its_end(self._keep_and_handle(keep, keep_lone))
        else:
            await self._lanes.run(keep)
        self._unkept_since.pop(network, None)
        if unreadable:
            log.warning("cannot be read, set aside", network=network, count=len(unreadable))
        if rows:
            self.wake()

    async def _keep_and_handle(
        self, keep: Callable[[Store], Claim], keep_lone: Callable[[Store], Waiting | None] | None
    ) -> None:
        """Keep and claim the messages that came; a message alone is handled in the same go."""
        handle = partial(self._batches.keep_and_handle, keep, keep_lone)
        answers, claim = await self._lanes.call(handle)
        self._batches.claimed = claim
        self._tell(answers)
        self._begin_to_read()

    def wake(self) -> None:
        """Look at the inbox: something was committed to it."""
        self._idle.clear()
        self._arrived.set()

    async def undecrypted(self, network: str) -> Sequence[UndecryptedEvent]:
        """Events that wait for a key, the oldest first."""
        rows = await self._lanes.run(lambda store: store[UndecryptedEvents].waiting(network))
        return [UndecryptedEvent(key, room, ciphertext) for key, room, ciphertext in rows]

    async def position(self, network: str) -> str | None:
        """The position up to which the network was read."""
        return await self._lanes.run(lambda store: store[Inbox].position(network))

    async def direct_rooms(self, network: str) -> Sequence[str]:
        """Addresses of the direct rooms in which members are written to."""
        return await self._lanes.read(lambda store: store[Identities].direct_rooms(network))

    async def is_tied(self, room: str) -> bool:
        """True if the shared room at this address, or a part of it, belongs to a community."""
        return await self._lanes.read(lambda store: store[Communities].is_tied(room))

    def caught_up(self, network: str) -> None:
        """Note that the network's backlog was read once."""
        self._caught_up[network].set()

    def stuck_since(self, oldest: datetime | None) -> datetime | None:
        """Start of a standstill: of receiving, or of handling the `oldest` row."""
        since = list(self._unkept_since.values())
        if oldest is not None:
            since.append(max(oldest, self._batches.moved_at))
        return min(since, default=None)

    @property
    def lock_waited(self) -> timedelta:
        """The time for which messages wait for what others have locked in the database."""
        return timedelta(seconds=self._batches.held.waited)

    async def backlog_handled(self, networks: Sequence[str]) -> None:
        """Return once every network's backlog was read and handled."""
        for network in networks:
            await self._caught_up[network].wait()
        await self._idle.wait()

    def begin(self) -> None:
        """From now on, handle what comes alone in the same go as it is kept."""
        self._running = True

    @kept
    async def run(self) -> None:
        """Handle waiting rows until cancelled."""
        self.begin()
        try:
            await self._handle_all()
        finally:
            for task in self._reading:
                task.cancel()

    async def _handle_all(self) -> NoReturn:
        held = self._batches.held
        while True:
            await self.heartbeat.wait(self._arrived, held.pause())
            self._arrived.clear()
            try:
                while await to_its_end(self.step()):
                    self.heartbeat.beat()
                if not self._arrived.is_set() and not held and not self._batches.reading:
                    self._idle.set()
            except DATABASE_TROUBLE:
                log.exception("database error, trying again")
                await self.heartbeat.sleep(DATABASE_ERROR_PAUSE)
                self._arrived.set()

    async def step(self) -> bool:
        """Handle one batch; False when nothing waited."""
        batches = self._batches
        async with self._claims:
            if not batches.claimed.rows and not batches.knows_all:
                owed = len(batches.not_made)
                batches.claimed = await self._lanes.run(batches.claim)
                del batches.not_made[:owed]
            rows, batches.claimed = batches.claimed.rows, replace(batches.claimed, rows=())
            if not rows:
                return False
            try:
                answers, claim = await self._lanes.call(partial(batches.answers_to, rows))
            except BaseException:
                batches.claimed = Claim()
                self._on_commit()  # a commit whose outcome never came may have been made
                raise
            batches.claimed = claim
        self._tell(answers)
        self._begin_to_read()
        return True

    def _begin_to_read(self) -> None:
        """Read beside the writer what rows wait for."""
        for row_id, first in self._batches.reading.take_asked():
            task = asyncio.create_task(self._read(row_id, first.read))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def _read(self, row_id: int, read: Callable[[Store], object]) -> None:
        """Read something for a row, and handle it then."""
        try:
            found = await self._lanes.read(read)
        except OnlyRead:  # it has to write, such as what is kept from the first look on
            found = IN_PLACE
        except Exception as error:  # noqa: BLE001 - it is told where the row reads for itself
            log.warning("not read beside the writer", row=row_id, cause=type(error).__name__)
            found = IN_PLACE
        self._batches.reading.add(row_id, found)
        self.wake()

    async def finish_reading(self) -> bool:
        """Wait for the reads beside the writer; False if there are none."""
        reading = list(self._reading)
        if reading:
            await asyncio.wait(reading)
        return bool(reading)

    def _tell(self, answers: Sequence[PressAnswer]) -> None:
        """Answer those who wait for it before anything else that was committed is sent.

        An answer is on its way at the loop's next turn: others are woken behind it.
        """
        for answer in answers:
            self._answer(answer)
        if answers:
            asyncio.get_running_loop().call_soon(self._on_commit)
        else:
            self._on_commit()
