"""Inbox row -> handler -> one commit: effect, outgoing messages and the mark that it is done."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import takewhile
from time import perf_counter

import structlog

from bot.core.context.clock import Clock
from bot.core.context.lanes import Lanes, to_its_end
from bot.core.context.retry import PAUSE_AFTER_DATABASE_ERROR
from bot.core.inbound.replies import PressAnswer
from bot.core.inbound.request_handler import RequestHandler
from bot.core.messages.content import Incoming
from bot.core.messages.encoding import decode_incoming, encode_incoming, storable
from bot.core.messages.ports import Sealed
from storage.inbound import Inbox, SealedEvents, Waiting
from storage.trouble import TookTooLong
from storage.unit_of_work import DATABASE_TROUBLE, Store

BATCH = 50
BATCH_SECONDS = 0.02
ATTEMPTS = 3
DEATHS = 10
"""Number of times the process may end with a row in hand before the row is blamed.

A host that kills us at random must not cost a message, and a row that is always in hand is the next
one at each start.
"""

log = structlog.get_logger()


class _BatchLost(Exception):
    """The database refused a row's effect and with it the whole batch: no row is done."""

    def __init__(self, row_id: int) -> None:
        """Blame the row `row_id`."""
        super().__init__(row_id)
        self.row_id = row_id


class Dispatcher:
    """Receives for the transports, then handles what was received in the order of the inbox."""

    def __init__(
        self,
        lanes: Lanes,
        handling: RequestHandler,
        clock: Clock,
        *,
        on_commit: Callable[[], None],
        answer: Callable[[PressAnswer], None],
    ) -> None:
        """Call `on_commit` after each commit that may have left deliveries, then `answer`."""
        self._lanes = lanes
        self._handling = handling
        self._clock = clock
        self._on_commit = on_commit
        self._answer = answer
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._caught_up: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._not_made: list[int] = []  # attempts counted that the database prevented
        self._keeping: dict[str, datetime] = {}  # since when a network's arrivals wait to be kept
        self._moved_at = clock.now()
        self._arrived.set()

    async def receive(
        self,
        network: str,
        arrivals: Sequence[Incoming],
        position: str | None,
        unreadable: Sequence[tuple[str, str]] = (),
        *,
        sealed: Sequence[Sealed] = (),
        opened: Sequence[str] = (),
    ) -> None:
        """Commit events together with the position; only then may they be acknowledged."""
        now, behind = self._clock.now(), not self._caught_up[network].is_set()
        rows = [
            (storable(each.key), storable(each.room), encode_incoming(each))
            for each in (replace(it, backlog=behind or it.backlog) for it in arrivals)
        ]
        locked = [
            (storable(each.key), storable(each.room), storable(each.ciphertext)) for each in sealed
        ]

        def keep(store: Store) -> None:
            store[Inbox].receive(network, rows, now)
            for key, raw in unreadable:
                store[Inbox].set_aside(network, storable(key), {"raw": storable(raw)}, now)
            store[SealedEvents].receive(network, locked, now)
            store[SealedEvents].open(network, [storable(key) for key in opened])
            if position is not None:
                store[Inbox].advance(network, position)

        self._keeping.setdefault(network, now)
        await self._lanes.run(keep)
        self._keeping.pop(network, None)
        if rows:
            self.wake()

    def wake(self) -> None:
        """Look at the inbox: something was committed to it."""
        self._idle.clear()
        self._arrived.set()

    async def sealed(self, network: str) -> Sequence[Sealed]:
        """Events that wait for a key, the oldest first."""
        rows = await self._lanes.run(lambda store: store[SealedEvents].waiting(network))
        return [Sealed(key, room, ciphertext) for key, room, ciphertext in rows]

    async def position(self, network: str) -> str | None:
        """The position up to which the network was read."""
        return await self._lanes.run(lambda store: store[Inbox].position(network))

    def caught_up(self, network: str) -> None:
        """Note that the network's backlog was read once."""
        self._caught_up[network].set()

    def stuck_since(self, oldest: datetime | None) -> datetime | None:
        """Start of a standstill: of receiving, or of handling the `oldest` row."""
        since = list(self._keeping.values())
        if oldest is not None:
            since.append(max(oldest, self._moved_at))
        return min(since, default=None)

    async def backlog_handled(self, networks: Sequence[str]) -> None:
        """Return once every network's backlog was read and handled."""
        for network in networks:
            await self._caught_up[network].wait()
        await self._idle.wait()

    async def run(self) -> None:
        """Handle waiting rows until cancelled."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            try:
                while await to_its_end(self.step()):
                    continue
                if not self._arrived.is_set():
                    self._idle.set()
            except DATABASE_TROUBLE:
                log.exception("database error, trying again")
                await asyncio.sleep(PAUSE_AFTER_DATABASE_ERROR)
                self._arrived.set()

    async def step(self) -> bool:
        """Handle one batch; False when nothing waited."""
        owed = len(self._not_made)
        rows = await self._lanes.run(self._claim)
        del self._not_made[:owed]
        if not rows:
            return False
        try:
            answers = await self._lanes.call(partial(self._answers_to, rows))
        finally:
            self._on_commit()  # a commit whose outcome never came may have been made
        for answer in answers:
            self._answer(answer)
        return True

    def _claim(self, store: Store) -> Sequence[Waiting]:
        """Claim the next rows.

        Their attempt is committed first, so that one that kills the process is counted.
        """
        store[Inbox].attempt(self._not_made, -1)
        rows = _same_commit(store[Inbox].waiting(BATCH))
        store[Inbox].attempt([row.id for row in rows])
        return rows

    def _answers_to(self, rows: Sequence[Waiting]) -> list[PressAnswer]:
        """Handle claimed rows: in one commit, or a row that failed before alone."""
        try:
            if rows[0].attempts > 1:
                return self._alone(rows[0])
            return self._lanes.in_unit(lambda store: self._batch(store, rows))
        except _BatchLost as lost:
            self._lanes.in_unit(partial(_blame, blamed=lost.row_id, rows=rows))
            return []
        except DATABASE_TROUBLE:
            self._not_made += [row.id for row in rows]
            raise
        except BaseException:
            # The attempts stay counted: next time each of these rows runs alone.
            log.exception("a batch failed", rows=[row.id for row in rows])
            return []

    def _batch(self, store: Store, rows: Sequence[Waiting]) -> list[PressAnswer]:
        """Handle rows, each in its savepoint, until time is up or one fails."""
        answers: list[PressAnswer] = []
        done: list[int] = []
        until = perf_counter() + BATCH_SECONDS
        failed: list[int] = []
        for row in rows:
            if done and perf_counter() > until:
                break
            try:
                with store.refusable():
                    answer = self._handle(store, row)
            except BaseException as error:  # a handler's CancelledError is a failure
                if _is_trouble(error):
                    raise
                log.warning("failed in a batch", row=row.id, error=type(error).__name__)
                if not store.is_whole:
                    raise _BatchLost(row.id) from error
                failed = [row.id]  # those behind it wait, so that the order is kept
                store[Inbox].failed(row.id)
                break
            done.append(row.id)
            if answer is not None:
                answers.append(answer)
        self._done(store, done)
        store[Inbox].attempt([row.id for row in rows[len(done) + len(failed) :]], -1)
        return answers

    def _alone(self, row: Waiting) -> list[PressAnswer]:
        """Handle one row that failed before; at its third failure it is quarantined."""

        def handle(store: Store) -> PressAnswer | None:
            answer = self._handle(store, row)
            self._done(store, [row.id])
            return answer

        if row.deaths >= DEATHS:
            return self._give_up(row, "the process died with it")
        try:
            answer = self._lanes.in_unit(handle)
        except BaseException as error:
            if _is_trouble(error):
                raise
            log.warning("failed", row=row.id, failure=row.failures + 1, exc_info=True)
            if row.failures + 1 >= ATTEMPTS:
                return self._give_up(row, type(error).__name__)
            self._lanes.in_unit(lambda store: store[Inbox].failed(row.id))
            return []
        return [] if answer is None else [answer]

    def _handle(self, store: Store, row: Waiting) -> PressAnswer | None:
        answer = self._handling.handle(store, decode_incoming(row.payload), self._clock.now())
        store.flush()
        return answer

    def _done(self, store: Store, row_ids: Sequence[int]) -> None:
        now = self._clock.now()
        store[Inbox].done(row_ids, now)
        if row_ids:
            self._moved_at = now

    def _give_up(self, row: Waiting, why: str) -> list[PressAnswer]:
        """Quarantine a row and tell the person."""

        def set_aside(store: Store) -> PressAnswer | None:
            self._moved_at = self._clock.now()
            store[Inbox].quarantine(row.id, why, self._moved_at)
            with suppress(Exception), store.savepoint():
                incoming = decode_incoming(row.payload)
                return self._handling.apologise(store, incoming, self._clock.now())
            return None

        log.error("set aside", row=row.id, why=why)
        answer = self._lanes.in_unit(set_aside)
        return [] if answer is None else [answer]


def _is_trouble(error: BaseException) -> bool:
    """True if the database failed rather than the row; its own slow statement is the row's."""
    return isinstance(error, DATABASE_TROUBLE) and not isinstance(error, TookTooLong)


def _blame(store: Store, *, blamed: int, rows: Sequence[Waiting]) -> None:
    """Count a failure for one row of a lost batch; the others' attempt was not made."""
    store[Inbox].attempt([row.id for row in rows if row.id != blamed], -1)
    store[Inbox].failed(blamed)


def _same_commit(rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The first rows that may share a commit; one that failed before runs alone."""
    return list(takewhile(lambda row: row.attempts == 1, rows)) or rows[:1]
