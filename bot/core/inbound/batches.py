"""Batches of inbox rows: claimed, handled in one commit or alone, and set aside in the end."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from time import perf_counter

import structlog

from bot.core.context.clock import Clock
from bot.core.context.lanes import Lanes
from bot.core.inbound.replies import PressAnswer
from bot.core.inbound.request_handler import RequestHandler
from bot.core.messages.encoding.message_encoding import decode_incoming
from storage.inbound import Inbox, Waiting
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
        seen, waiting = self.changes(), store[Inbox].waiting(BATCH)
        rows = _same_commit(waiting)
        store[Inbox].attempt([row.id for row in rows])
        store.conceal_changes(INBOX)
        are_all = len(rows) == len(waiting) < BATCH
        return Claim(rows, seen if are_all else None)

    def _claim_after(self, store: Store) -> Claim:
        """Claim the next rows once others are handled; no look where nothing can be."""
        if self.claimed.seen == self.changes():
            store.conceal_changes(INBOX)
            return self.claimed
        return self.claim(store)

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
                return self._alone(rows[0])
            return self._lanes.in_unit(lambda store: self._batch(store, rows))
        except _BatchLost as lost:
            return [], self._lanes.in_unit(partial(self._blame, blamed=lost.row_id, rows=rows))
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
                # The rows behind it wait, so that the order is kept.
                store[Inbox].attempt([each.id for each in rows[len(done) + 1 :]], -1)
                store[Inbox].failed(row.id)
                return answers, self.claim(store)
            done.append(row.id)
            if answer is not None:
                answers.append(answer)
        self._done(store, done)
        rest = rows[len(done) :]
        if rest:
            store.conceal_changes(INBOX)
            return answers, replace(self.claimed, rows=rest)
        return answers, self._claim_after(store)

    def _alone(self, row: Waiting) -> tuple[list[PressAnswer], Claim]:
        """Handle one row in a commit of its own; at its third failure it is quarantined."""

        def handle(store: Store) -> tuple[PressAnswer | None, Claim]:
            answer = self._handle(store, row)
            self._done(store, [row.id])
            return answer, self._claim_after(store)

        def fail(store: Store) -> Claim:
            store[Inbox].failed(row.id)
            return self.claim(store)

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
            self.moved_at = now

    def _give_up(self, row: Waiting, why: str) -> tuple[list[PressAnswer], Claim]:
        """Quarantine a row and tell the person."""

        def set_aside(store: Store) -> tuple[PressAnswer | None, Claim]:
            answer = None
            self.moved_at = self._clock.now()
            store.set_aside(row.id, row.payload, why, self.moved_at)
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
        return self.claim(store)


def _is_trouble(error: BaseException) -> bool:
    """True if the database failed rather than the row; its own slow statement is the row's."""
    return isinstance(error, DATABASE_TROUBLE) and not isinstance(error, TookTooLong)


def _same_commit(rows: Sequence[Waiting]) -> Sequence[Waiting]:
    """The first rows that may share a commit; one that failed before runs alone."""
    return list(takewhile(lambda row: row.attempts == 1, rows)) or rows[:1]
