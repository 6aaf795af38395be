"""Inbox row -> handler -> one commit: effect, outgoing messages and the mark that it is done."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
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

INBOX = "inbox"
"""The table whose changes tell that something may have come."""

log = structlog.get_logger()


class _BatchLost(Exception):
    """The database refused a row's effect and with it the whole batch: no row is done."""

    def __init__(self, row_id: int) -> None:
        """Blame the row `row_id`."""
        super().__init__(row_id)
        self.row_id = row_id


@dataclass(frozen=True, slots=True)
class Claim:
    """Rows to handle next, with their attempt committed; by default nothing is known."""

    rows: Sequence[Waiting] = ()
    seen: int | None = None
    """How often the inbox was changed when nothing else waited in it: see `Changes`."""


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
        self._claims = asyncio.Lock()
        self._claimed = Claim()
        self._running = False
        self._changes = lanes.database.changes
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

        def keep(store: Store) -> Claim:
            store[Inbox].receive(network, rows, now)
            for key, raw in unreadable:
                store[Inbox].set_aside(network, storable(key), {"raw": storable(raw)}, now)
            store[SealedEvents].receive(network, locked, now)
            store[SealedEvents].open(network, [storable(key) for key in opened])
            if position is not None:
                store[Inbox].advance(network, position)
            return self._claim(store) if claims else Claim()

        self._keeping.setdefault(network, now)
        # While nothing is handled, what comes is claimed in the commit that keeps it.
        claims = self._is_unoccupied()
        if claims:
            async with self._claims:
                self._claimed = Claim()
                self._claimed = await self._lanes.run(keep)
        else:
            await self._lanes.run(keep)
        self._keeping.pop(network, None)
        if rows:
            self.wake()

    def _is_unoccupied(self) -> bool:
        """True if nothing is handled, and no claim is under way or owed to."""
        is_occupied = self._claims.locked() or self._claimed.rows or self._not_made
        return self._running and not is_occupied

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
        self._running = True
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
        async with self._claims:
            if not self._claimed.rows and self._claimed.seen != self._changes.count(INBOX):
                owed = len(self._not_made)
                self._claimed = await self._lanes.run(self._claim)
                del self._not_made[:owed]
            rows, self._claimed = self._claimed.rows, replace(self._claimed, rows=())
            if not rows:
                return False
            try:
                answers, self._claimed = await self._lanes.call(partial(self._answers_to, rows))
            except BaseException:
                self._claimed = Claim()
                raise
            finally:
                self._on_commit()  # a commit whose outcome never came may have been made
        for answer in answers:
            self._answer(answer)
        return True

    def _claim(self, store: Store) -> Claim:
        """Claim the next rows, unless nothing came since the last look.

        Their attempt is committed before they are handled, so that one that kills the process is
        counted. It shares the commit that ends the rows before.
        """
        store[Inbox].attempt(self._not_made, -1)
        seen, waiting = self._changes.count(INBOX), store[Inbox].waiting(BATCH)
        rows = _same_commit(waiting)
        store[Inbox].attempt([row.id for row in rows])
        store.conceal_changes(INBOX)
        are_all = len(rows) == len(waiting) < BATCH
        return Claim(rows, seen if are_all else None)

    def _claim_after(self, store: Store) -> Claim:
        """Claim the next rows once others are handled; no look where nothing can be."""
        if self._claimed.seen == self._changes.count(INBOX):
            store.conceal_changes(INBOX)
            return self._claimed
        return self._claim(store)

    def _answers_to(self, rows: Sequence[Waiting]) -> tuple[list[PressAnswer], Claim]:
        """Handle claimed rows: in one commit, or a row that failed before alone."""
        try:
            if rows[0].attempts > 1 or len(rows) == 1:
                return self._alone(rows[0])
            return self._lanes.in_unit(lambda store: self._batch(store, rows))
        except _BatchLost as lost:
            return [], self._lanes.in_unit(partial(self._blame, blamed=lost.row_id, rows=rows))
        except DATABASE_TROUBLE:
            self._not_made += [row.id for row in rows]
            raise
        except BaseException:
            # The attempts stay counted: next time each of these rows runs alone.
            log.exception("a batch failed", rows=[row.id for row in rows])
            return [], Claim()

    def _batch(self, store: Store, rows: Sequence[Waiting]) -> tuple[list[PressAnswer], Claim]:
        """Handle rows, each in its savepoint, until time is up or one fails."""
        answers: list[PressAnswer] = []
        done: list[int] = []
        until = perf_counter() + BATCH_SECONDS
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
                self._done(store, done)
                # Those behind it wait, so that the order is kept.
                store[Inbox].attempt([each.id for each in rows[len(done) + 1 :]], -1)
                store[Inbox].failed(row.id)
                return answers, self._claim(store)
            done.append(row.id)
            if answer is not None:
                answers.append(answer)
        self._done(store, done)
        rest = rows[len(done) :]
        if rest:
            store.conceal_changes(INBOX)
            return answers, replace(self._claimed, rows=rest)
        return answers, self._claim_after(store)

    def _alone(self, row: Waiting) -> tuple[list[PressAnswer], Claim]:
        """Handle one row in a commit of its own; at its third failure it is quarantined."""

        def handle(store: Store) -> tuple[PressAnswer | None, Claim]:
            answer = self._handle(store, row)
            self._done(store, [row.id])
            return answer, self._claim_after(store)

        def fail(store: Store) -> Claim:
            store[Inbox].failed(row.id)
            return self._claim(store)

        if row.deaths >= DEATHS:
            return self._give_up(row, "the process died with it")
        try:
            answer, claim = self._lanes.in_unit(handle)
        except BaseException as error:
            if _is_trouble(error):
                raise
            log.warning("failed", row=row.id, failure=row.failures + 1, exc_info=True)
            if row.failures + 1 >= ATTEMPTS:
                return self._give_up(row, type(error).__name__)
            return [], self._lanes.in_unit(fail)
        return [] if answer is None else [answer], claim

    def _handle(self, store: Store, row: Waiting) -> PressAnswer | None:
        answer = self._handling.handle(store, decode_incoming(row.payload), self._clock.now())
        store.flush()
        return answer

    def _done(self, store: Store, row_ids: Sequence[int]) -> None:
        now = self._clock.now()
        store[Inbox].done(row_ids, now)
        if row_ids:
            self._moved_at = now

    def _give_up(self, row: Waiting, why: str) -> tuple[list[PressAnswer], Claim]:
        """Quarantine a row and tell the person."""

        def set_aside(store: Store) -> tuple[PressAnswer | None, Claim]:
            answer = None
            self._moved_at = self._clock.now()
            store[Inbox].quarantine(row.id, why, self._moved_at)
            with suppress(Exception), store.savepoint():
                incoming = decode_incoming(row.payload)
                answer = self._handling.apologise(store, incoming, self._clock.now())
            return answer, self._claim_after(store)

        log.error("set aside", row=row.id, why=why)
        answer, claim = self._lanes.in_unit(set_aside)
        return [] if answer is None else [answer], claim

    def _blame(self, store: Store, *, blamed: int, rows: Sequence[Waiting]) -> Claim:
        """Count a failure for one row of a lost batch; the others' attempt was not made."""
        store[Inbox].attempt([row.id for row in rows if row.id != blamed], -1)
        store[Inbox].failed(blamed)
        return self._claim(store)


def _is_trouble(error: BaseException) -> bool:
    """True if the database failed rather than the row; its own slow statement is the row's."""
    return isinstance(error, DATABASE_TROUBLE) and not isinstance(error, TookTooLong)


def _same_commit(rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The first rows that may share a commit; one that failed before runs alone."""
    return list(takewhile(lambda row: row.attempts == 1, rows)) or rows[:1]
