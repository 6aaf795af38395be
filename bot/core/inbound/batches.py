"""Batches of inbox rows: claimed, handled in one commit or alone, and set aside in the end.

A row that needs a lock of another session of the database waits, which is no failure: it is tried
again until the lock is released, while rows that do not need it go on. Later messages of the same
person wait behind it, in their order.
"""

from bisect import insort
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from time import monotonic, perf_counter

import structlog

from bot.core.context.clock import Clock
from bot.core.inbound.replies import PressAnswer
from bot.core.inbound.request_handler import RequestHandler
from bot.core.messages.encoding import decode_incoming
from bot.core.tasks import Lanes
from storage.inbound import Inbox, Waiting
from storage.store import NotReadYet, Readings
from storage.trouble import LockHeld, TookTooLong
from storage.unit_of_work import DATABASE_TROUBLE, Store

BATCH = 100
BATCH_SECONDS = 0.04
"""The time after which a batch begins no more rows: each costs a commit, while others wait."""
ATTEMPTS = 3
DEATHS = 10
"""Number of times the process may end with a row in hand before the row is blamed.

A host that kills us at random must not cost a message, and a row that is always in hand is the next
one at each start.
"""

PRESS_PATIENCE = timedelta(seconds=2.5)
"""The time after which a pressed button may take no answer any more."""

INBOX = "inbox"
"""The table whose changes tell that something may have come."""

log = structlog.get_logger()


class _BatchLost(Exception):
    """The database refused a row's effect and with it the whole batch: no row is done."""

    def __init__(self, row: Waiting) -> None:
        super().__init__(row.id)
        self.row = row


@dataclass(frozen=True, slots=True)
class Claim:
    """Rows to handle next, with their attempt committed; by default nothing is known."""

    rows: Sequence[Waiting] = ()
    seen: int | None = None
    """The count of changes of the inbox when nothing else waited in it: see `Changes`."""


class Batches:
    """Handles rows in the writer's thread, in the order of the inbox."""

    def __init__(self, lanes: Lanes, request_handler: RequestHandler, clock: Clock) -> None:
        self._lanes = lanes
        self._request_handler = request_handler
        self._clock = clock
        self.claimed = Claim()
        self.not_made: list[int] = []
        """Rows of which an attempt was counted that the database prevented."""
        self.held = HeldRows()
        """Rows that wait until others let go of what they have locked."""
        self.reading = ReadingRows()
        """Rows that wait for a read beside the writer."""
        self.moved_at = clock.now()
        """Time at which the last row was done with."""

    def changes(self) -> int:
        """The count of changes of the inbox."""
        return self._lanes.database.changes.count(INBOX)

    def claim(self, store: Store) -> Claim:
        """Claim the next rows, unless nothing came since the last look.

        Their attempt is committed before they are handled, so that one that kills the process is
        counted. It shares the commit that ends the rows before.
        """
        store[Inbox].attempt(self.not_made, -1)
        some_first = bool(self.reading.ready())
        seen, waiting = self.changes(), self._waiting(store)
        # The first that may share a commit: one that failed before runs alone.
        rows = list(takewhile(lambda row: row.attempts == 1, waiting)) or waiting[:1]
        store[Inbox].attempt([row.id for row in rows])
        store.conceal_changes(INBOX)
        are_all = len(rows) == len(waiting) < BATCH and not some_first
        return Claim(rows, seen if are_all else None)

    def _waiting(self, store: Store) -> Sequence[Waiting]:
        """The next rows: those for which all is read, or one that is held and due, else others."""
        ready = self.reading.ready()[:BATCH]
        if ready:
            rows = store[Inbox].still_waiting(ready)
            self.reading.settle(list({*ready} - {row.id for row in rows}))
            return rows
        if not self.held and not self.reading:
            return store[Inbox].waiting(BATCH)
        due = self.held.due(BATCH)
        if due:
            rows = store[Inbox].still_waiting(due)
            self.held.settle(list({*due} - {row.id for row in rows}))
            return rows
        while not self.held.is_full:
            waiting = store[Inbox].waiting(BATCH, without={*self.held.ids, *self.reading.ids})
            free = self.reading.without_later_ones(self.held.without_later_ones(waiting))
            if free or not waiting:
                return free
        return []

    def _claim_after(self, store: Store) -> Claim:
        """Claim the next rows once others are handled; no look where nothing can be."""
        if self.knows_all:
            store.conceal_changes(INBOX)
            return self.claimed
        return self.claim(store)

    @property
    def knows_all(self) -> bool:
        """True if nothing came since the last look, and no held row is to be tried."""
        is_due = self.held.pause() == 0.0 or bool(self.reading.ready())
        return self.claimed.seen == self.changes() and not is_due

    def keep_and_handle(
        self,
        keep: Callable[[Store], Claim],
        keep_lone: Callable[[Store], Waiting | None] | None,
    ) -> tuple[list[PressAnswer], Claim]:
        """Commit the received messages, and handle a lone one at once: its sender waits.

        One commit is enough for a lone message that is live while nothing else waits: it is kept
        as handled by `keep_lone`. If the process ends before, the network gives it again, as one
        of the backlog, whose attempts are committed first.
        """
        if keep_lone is not None and self.knows_all and not self.held and not self.reading:
            try:
                return self._lanes.in_unit(partial(self._in_one_commit, keep_lone))
            except (NotReadYet, LockHeld, *DATABASE_TROUBLE):
                pass
            except BaseException:  # a handler's CancelledError is a failure
                log.warning("failed", why="before it was kept", exc_info=True)
        self.claimed = Claim()
        claim = self._lanes.in_unit(keep)
        if len(claim.rows) != 1:
            return [], claim
        self.claimed = replace(claim, rows=())
        try:
            return self.answers_to(claim.rows)
        except DATABASE_TROUBLE:
            log.exception("database error, handled later")
            return [], Claim()

    def _in_one_commit(
        self, keep: Callable[[Store], Waiting | None], store: Store
    ) -> tuple[list[PressAnswer], Claim]:
        """Keep a lone message as handled, and handle it unless it was known."""
        row, answer = keep(store), None
        if row is not None:
            answer = self._handle(store, row)
            self.moved_at = self._clock.now()
        store.conceal_changes(INBOX)
        return [] if answer is None else [answer], self.claimed

    def answers_to(self, rows: Sequence[Waiting]) -> tuple[list[PressAnswer], Claim]:
        """Handle claimed rows: in one commit, or a row that failed before alone."""
        try:
            if rows[0].attempts > 1 or len(rows) == 1:
                return self._alone_or_held(rows[0])
            return self._lanes.in_unit(lambda store: self._batch(store, rows))
        except NotReadYet as first:
            row = rows[0]
            return [], self._lanes.in_unit(partial(self._put_off, row=row, rows=[row], first=first))
        except _BatchLost as lost:
            act = self._hold_row if isinstance(lost.__cause__, LockHeld) else self._blame
            return [], self._lanes.in_unit(partial(act, row=lost.row, rows=rows))
        except DATABASE_TROUBLE:
            self.not_made += [row.id for row in rows]
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
        self._limit_waits(store)
        for row in rows:
            if done and perf_counter() > until:
                break
            try:
                with store.refusable():
                    answer = self._handle(store, row)
            except NotReadYet as first:
                self._done(store, done)
                rest = rows[len(done) :]
                return answers, self._put_off(store, row=row, rows=rest, first=first)
            except BaseException as error:  # a handler's CancelledError is a failure
                is_held = isinstance(error, LockHeld)
                if _is_trouble(error) and not is_held:
                    raise
                if not is_held:
                    log.warning("failed in a batch", row=row.id, error=type(error).__name__)
                if not store.is_whole:
                    raise _BatchLost(row) from error
                self._done(store, done)
                # The rows behind it wait, so that the order is kept.
                act = self._hold_row if is_held else self._blame
                return answers, act(store, row=row, rows=rows[len(done) :])
            done.append(row.id)
            if answer is not None:
                answers.append(answer)
        self._done(store, done)
        rest = rows[len(done) :]
        if rest:
            store.conceal_changes(INBOX)
            return answers, replace(self.claimed, rows=rest)
        return answers, self._claim_after(store)

    def _alone_or_held(self, row: Waiting) -> tuple[list[PressAnswer], Claim]:
        try:
            return self._alone(row)
        except LockHeld:
            return [], self._lanes.in_unit(partial(self._hold_row, row=row, rows=[row]))

    def _alone(self, row: Waiting) -> tuple[list[PressAnswer], Claim]:
        """Handle one row in a commit of its own; at its third failure it is quarantined."""

        def fail(store: Store) -> Claim:
            store[Inbox].failed(row.id)
            return self.claim(store)

        why = "the process died with it"
        try:
            if row.deaths < DEATHS:
                answer, claim = self._lanes.in_unit(partial(self._handle_alone, row=row))
                return [] if answer is None else [answer], claim
        except NotReadYet:
            raise
        except BaseException as error:
            if _is_trouble(error):
                raise
            log.warning("failed", row=row.id, failure=row.failures + 1, exc_info=True)
            if row.failures + 1 < ATTEMPTS:
                return [], self._lanes.in_unit(fail)
            why = type(error).__name__
        return self._give_up(row, why)

    def _handle_alone(self, store: Store, row: Waiting) -> tuple[PressAnswer | None, Claim]:
        self._limit_waits(store)
        answer = self._handle(store, row)
        self._done(store, [row.id])
        return answer, self._claim_after(store)

    def _handle(self, store: Store, row: Waiting) -> PressAnswer | None:
        store.readings = self.reading.of(row)
        try:
            answer = self._request_handler.handle(
                store, decode_incoming(row.payload), self._clock.now()
            )
        finally:
            store.readings = None
        store.flush()
        return answer

    def _done(self, store: Store, row_ids: Sequence[int]) -> None:
        now = self._clock.now()
        store[Inbox].done(row_ids, now)
        self.held.settle(row_ids)
        self.reading.settle(row_ids)
        if row_ids:
            self.moved_at = now

    def _limit_waits(self, store: Store) -> None:
        """While rows are held, wait for no lock: it is known that others hold some."""
        if self.held:
            store.wait_for_locks(LOCK_MS)

    def _give_up(self, row: Waiting, why: str) -> tuple[list[PressAnswer], Claim]:
        """Quarantine a row and tell the person."""

        def set_aside(store: Store) -> tuple[PressAnswer | None, Claim]:
            self.moved_at = now = self._clock.now()
            store.set_aside(row.id, row.payload, why, now)
            answer = self._apology(store, row, now)
            self.held.settle([row.id])
            self.reading.settle([row.id])
            return answer, self._claim_after(store)

        log.error("set aside", row=row.id, why=why)
        answer, claim = self._lanes.in_unit(set_aside)
        return [] if answer is None else [answer], claim

    def _apology(self, store: Store, row: Waiting, now: datetime) -> PressAnswer | None:
        """Tell the person, once: in their own words' place, or where it can still be done."""
        is_late = row.deaths > 0 or now - row.received_at > PRESS_PATIENCE
        try:
            with store.savepoint():
                incoming = decode_incoming(row.payload)
                return self._request_handler.apologise(store, incoming, now, is_late=is_late)
        except BaseException as error:
            if _is_trouble(error):
                raise
            log.warning("apologised without knowing the person", row=row.id, exc_info=True)
        self._request_handler.apologise_plainly(store, row.room, row.payload, now)
        return None

    def _blame(self, store: Store, *, row: Waiting, rows: Sequence[Waiting]) -> Claim:
        """Count a failure for one row of a batch; the others' attempt was not made."""
        store[Inbox].attempt([each.id for each in rows if each.id != row.id], -1)
        store[Inbox].failed(row.id)
        return self.claim(store)

    def _put_off(
        self, store: Store, *, row: Waiting, rows: Sequence[Waiting], first: NotReadYet
    ) -> Claim:
        """Put one row of a batch off until something is read for it; no attempt was made."""
        self.reading.wait(row, first)
        store[Inbox].attempt([each.id for each in rows], -1)
        return self.claim(store)

    def _hold_row(self, store: Store, *, row: Waiting, rows: Sequence[Waiting]) -> Claim:
        """Hold one row of a batch until others let go of its locks; no attempt was made."""
        log.warning("waits for a lock that another holds", row=row.id)
        self.held.hold(row)
        self.reading.put_back(row.id)
        store[Inbox].attempt([each.id for each in rows], -1)
        return self.claim(store)


def _is_trouble(error: BaseException) -> bool:
    """True if the database failed rather than the row; its own slow statement is the row's."""
    return isinstance(error, DATABASE_TROUBLE) and not isinstance(error, TookTooLong)


SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
"""Seconds between two tries while nothing succeeds."""
MOST_HELD = 10_000
"""The number of rows held at which no other row is taken up: a statement names them all."""
LOCK_MS = 50
"""Lock timeout in milliseconds while rows are held: the lock is known to be taken."""


class HeldRows:
    """The rows that wait for a lock, in the order of the inbox for each person."""

    def __init__(self) -> None:
        self._ids: dict[str, list[int]] = {}
        """By person, the least recently tried first: the row that was tried, then later ones."""
        self._since: float | None = None
        self._pause = 0.0
        self._next_try = 0.0

    def __bool__(self) -> bool:
        return bool(self._ids)

    @property
    def ids(self) -> Collection[int]:
        """Ids of all rows that are held."""
        return [row_id for ids in self._ids.values() for row_id in ids]

    @property
    def is_full(self) -> bool:
        """True if no more rows can be held."""
        return len(self.ids) >= MOST_HELD

    @property
    def waited(self) -> float:
        """The seconds since rows are held without a break."""
        return 0.0 if self._since is None else monotonic() - self._since

    def hold(self, row: Waiting) -> None:
        """Hold a row that needs what is locked; all tries are put off, ever longer."""
        self._since = self._since or monotonic()
        ids = self._ids.pop(_person(row), [])
        self._ids[_person(row)] = sorted({row.id, *ids})  # now the last to be tried
        self._pause = min(LONGEST_PAUSE, max(SHORTEST_PAUSE, self._pause * 2))
        self._next_try = monotonic() + self._pause

    def without_later_ones(self, rows: Iterable[Waiting]) -> list[Waiting]:
        """Rows of people with no held row; the others join their person's held rows."""
        free: list[Waiting] = []
        for row in rows:
            ids = self._ids.get(_person(row))
            if ids is None:
                free.append(row)
            else:
                insort(ids, row.id)  # one before it may come back of a batch that was lost
        return free

    def settle(self, row_ids: Sequence[int]) -> None:
        """Drop handled rows; the next ones are tried at once."""
        settled = set(row_ids)
        if not self._ids or settled.isdisjoint(self.ids):
            return
        kept = {who: [it for it in ids if it not in settled] for who, ids in self._ids.items()}
        self._ids = {who: ids for who, ids in kept.items() if ids}
        self._pause = self._next_try = 0.0
        if not self._ids:
            self._since = None

    def pause(self) -> float | None:
        """Seconds until a row is to be tried; None if none is held."""
        return max(0.0, self._next_try - monotonic()) if self._ids else None

    def due(self, most: int) -> list[int]:
        """Ids of the rows to try now: one of each person, and only one while none succeeds."""
        if self.pause() != 0.0:
            return []
        return [ids[0] for ids in self._ids.values()][: 1 if self._pause else most]


class ReadingRows:
    """The rows for which something is read beside the writer, in their order for each person."""

    def __init__(self) -> None:
        self._ids: dict[str, list[int]] = {}
        """By person: the row that waits, then later ones."""
        self._found: dict[int, Readings] = {}
        """Results of finished reads, by row."""
        self._ready: set[int] = set()
        self._asked: list[tuple[int, NotReadYet]] = []

    def __bool__(self) -> bool:
        return bool(self._ids)

    @property
    def ids(self) -> Collection[int]:
        """Ids of all rows that wait."""
        return [row_id for ids in self._ids.values() for row_id in ids]

    def of(self, row: Waiting) -> Readings:
        """The readings of a row, from the first again."""
        found = self._found.get(row.id, Readings())
        found.begin()
        return found

    def wait(self, row: Waiting, first: NotReadYet) -> None:
        """Have a row wait for what it asks for."""
        self._found.setdefault(row.id, Readings())
        self._ready.discard(row.id)
        self._ids[_person(row)] = sorted({row.id, *self._ids.get(_person(row), ())})
        self._asked.append((row.id, first))

    def take_asked(self) -> Sequence[tuple[int, NotReadYet]]:
        """The reads that rows asked for since the last call."""
        asked, self._asked = self._asked, []
        return asked

    def add(self, row_id: int, found: object) -> None:
        """Keep what was read for a row, or `IN_PLACE`; it is handled next."""
        if row_id in self._found:
            self._found[row_id].add(found)
            self._ready.add(row_id)

    def put_back(self, row_id: int) -> None:
        """Have a row wait for something else, with what was read for it."""
        self._ready.discard(row_id)

    def ready(self) -> list[int]:
        """Ids of the rows for which all was read that they asked for."""
        return sorted(self._ready)

    def without_later_ones(self, rows: Iterable[Waiting]) -> list[Waiting]:
        """Rows of people of whom none waits; the others join theirs."""
        free: list[Waiting] = []
        for row in rows:
            ids = self._ids.get(_person(row))
            if ids is None:
                free.append(row)
            elif row.id not in ids:
                insort(ids, row.id)
        return free

    def settle(self, row_ids: Sequence[int]) -> None:
        """Drop handled rows; the next ones of their people are handled as if they came now."""
        settled = set(row_ids) & self._found.keys()
        for row_id in settled:
            del self._found[row_id]
            self._ready.discard(row_id)
        if settled:
            self._ids = {who: ids for who, ids in self._ids.items() if settled.isdisjoint(ids)}


def _person(row: Waiting) -> str:
    """The account whose words keep their order; what nobody sent goes by its room."""
    return str(row.payload.get("sender") or row.room)
