"""Batches of inbox rows: claimed, handled in one commit or alone, and set aside in the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from time import perf_counter

import structlog

from bot.core.context.clock import Clock
from bot.core.context.lanes import Lanes
from bot.core.inbound.held_rows import LOCK_MS, HeldRows
from bot.core.inbound.replies import PressAnswer
from bot.core.inbound.request_handler import RequestHandler
from bot.core.messages.encoding.message_encoding import decode_incoming
from storage.inbound import Inbox, Waiting
from storage.trouble import LockHeld, TookTooLong
from storage.unit_of_work import DATABASE_TROUBLE, Store

BATCH = 50
BATCH_SECONDS = 0.02
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
        """Name the `row`."""
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

    def __init__(self, lanes: Lanes, handling: RequestHandler, clock: Clock) -> None:
        self._lanes = lanes
        self._handling = handling
        self._clock = clock
        self.claimed = Claim()
        self.not_made: list[int] = []
        """Rows of which an attempt was counted that the database prevented."""
        self.held = HeldRows()
        """Rows that wait until others let go of what they have locked."""
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
        seen, waiting = self.changes(), self._waiting(store)
        rows = _same_commit(waiting)
        store[Inbox].attempt([row.id for row in rows])
        store.conceal_changes(INBOX)
        are_all = len(rows) == len(waiting) < BATCH
        return Claim(rows, seen if are_all else None)

    def _waiting(self, store: Store) -> Sequence[Waiting]:
        """The next rows, where some are held: one of those whose time has come, else others."""
        if not self.held:
            return store[Inbox].waiting(BATCH)
        due = self.held.due(BATCH)
        if due:
            rows = store[Inbox].still_waiting(due)
            self.held.settle(list({*due} - {row.id for row in rows}))
            return rows
        while not self.held.is_full:
            waiting = store[Inbox].waiting(BATCH, without=self.held.ids)
            free = self.held.without_later_ones(waiting)
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
        return self.claimed.seen == self.changes() and self.held.pause() != 0.0

    def keep_and_handle(self, keep: Callable[[Store], Claim]) -> tuple[list[PressAnswer], Claim]:
        """Commit the received messages, and handle a lone one at once: its sender waits."""
        claim = self._lanes.in_unit(keep)
        if len(claim.rows) != 1:
            return [], claim
        self.claimed = replace(claim, rows=())
        try:
            return self.answers_to(claim.rows)
        except DATABASE_TROUBLE:
            log.exception("database error, handled later")
            return [], Claim()

    def answers_to(self, rows: Sequence[Waiting]) -> tuple[list[PressAnswer], Claim]:
        """Handle claimed rows: in one commit, or a row that failed before alone."""
        try:
            if rows[0].attempts > 1 or len(rows) == 1:
                return self._alone_or_held(rows[0])
            return self._lanes.in_unit(lambda store: self._batch(store, rows))
        except _BatchLost as lost:
            act = self._hold if isinstance(lost.__cause__, LockHeld) else self._blame
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
        self._be_brief(store)
        for row in rows:
            if done and perf_counter() > until:
                break
            try:
                with store.refusable():
                    answer = self._handle(store, row)
            except BaseException as error:  # a handler's CancelledError is a failure
                is_held = isinstance(error, LockHeld)
                if _is_trouble(error) and not is_held:
                    raise
                log.warning("failed in a batch", row=row.id, error=type(error).__name__)
                if not store.is_whole:
                    raise _BatchLost(row) from error
                self._done(store, done)
                # The rows behind it wait, so that the order is kept.
                act = self._hold if is_held else self._blame
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
            return [], self._lanes.in_unit(partial(self._hold, row=row, rows=[row]))

    def _alone(self, row: Waiting) -> tuple[list[PressAnswer], Claim]:
        """Handle one row in a commit of its own; at its third failure it is quarantined."""

        def handle(store: Store) -> tuple[PressAnswer | None, Claim]:
            self._be_brief(store)
            answer = self._handle(store, row)
            self._done(store, [row.id])
            return answer, self._claim_after(store)

        def fail(store: Store) -> Claim:
            store[Inbox].failed(row.id)
            return self.claim(store)

        why = "the process died with it"
        try:
            if row.deaths < DEATHS:
                answer, claim = self._lanes.in_unit(handle)
                return [] if answer is None else [answer], claim
        except BaseException as error:
            if _is_trouble(error):
                raise
            log.warning("failed", row=row.id, failure=row.failures + 1, exc_info=True)
            if row.failures + 1 < ATTEMPTS:
                return [], self._lanes.in_unit(fail)
            why = type(error).__name__
        return self._give_up(row, why)

    def _handle(self, store: Store, row: Waiting) -> PressAnswer | None:
        answer = self._handling.handle(store, decode_incoming(row.payload), self._clock.now())
        store.flush()
        return answer

    def _done(self, store: Store, row_ids: Sequence[int]) -> None:
        now = self._clock.now()
        store[Inbox].done(row_ids, now)
        self.held.settle(row_ids)
        if row_ids:
            self.moved_at = now

    def _be_brief(self, store: Store) -> None:
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
                return self._handling.apologise(store, incoming, now, is_late=is_late)
        except BaseException as error:
            if _is_trouble(error):
                raise
            log.warning("apologised without knowing the person", row=row.id, exc_info=True)
        self._handling.apologise_plainly(store, row.room, row.payload, now)
        return None

    def _blame(self, store: Store, *, row: Waiting, rows: Sequence[Waiting]) -> Claim:
        """Count a failure for one row of a batch; the others' attempt was not made."""
        store[Inbox].attempt([each.id for each in rows if each.id != row.id], -1)
        store[Inbox].failed(row.id)
        return self.claim(store)

    def _hold(self, store: Store, *, row: Waiting, rows: Sequence[Waiting]) -> Claim:
        """Hold one row of a batch until others let go of its locks; no attempt was made."""
        log.warning("waits for a lock that another holds", row=row.id)
        self.held.hold(row)
        store[Inbox].attempt([each.id for each in rows], -1)
        return self.claim(store)


def _is_trouble(error: BaseException) -> bool:
    """True if the database failed rather than the row; its own slow statement is the row's."""
    return isinstance(error, DATABASE_TROUBLE) and not isinstance(error, TookTooLong)


def _same_commit(rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The first rows that may share a commit; one that failed before runs alone."""
    return list(takewhile(lambda row: row.attempts == 1, rows)) or rows[:1]
