"""The requests that may be sent now: looked for only when something may be there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.core.context.audience import EXPANDED_AT_ONCE, expand
from bot.core.messages.ports import Transport
from bot.core.outbound.request_renderer import RequestRenderer, SendRequest
from bot.core.outbound.result_recorder import SendResult
from bot.domain.send_limits import Limits
from storage.outbound import (
    Cards,
    DeliveryState,
    DueRow,
    Mailings,
    Outbox,
    Priority,
    SendLog,
    StaleCard,
)
from storage.statements import Changes, part_of
from storage.unit_of_work import Store

LOOK_AHEAD = 200
LONGEST_SLEEP = timedelta(seconds=30)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
ROWS, CARDS, MAILINGS = "deliveries", ("cards", "rooms"), ("mailings",)
"""The tables that tell what there is to send."""
SENT = ("deliveries", "cards")
"""The tables that tell what was sent: nobody has to look at them again for that."""

Counts = tuple[int, int, int]
"""Counts of changes of rows, cards and mailings: see `Changes`."""
InFlight = Mapping[str, SendRequest]
"""The requests on their way, by room."""


@dataclass(frozen=True, slots=True)
class View:
    """The outbox as it was seen last; by default, one that was never looked at."""

    seen: Counts = (-1, -1, -1)
    """The changes that are known."""
    look_at: datetime = LONG_AGO
    """Time of the next look if nothing is committed before."""
    look_at_all_at: datetime = LONG_AGO
    """Time of the next look at everything: another process may have written, from a terminal."""
    later_row_at: datetime | None = None
    """Time from which the next row may be sent that has to wait."""
    rows_left: bool = True
    cards_left: bool = True
    mailings_left: bool = True
    """True if some may be sent once the limits or a request on its way allow it."""

    @property
    def due_at(self) -> datetime:
        """Time of the next look, whatever is looked at."""
        return min(self.look_at, self.look_at_all_at)


@dataclass(frozen=True, slots=True)
class _DueKinds:
    """The kinds of rows to look at now."""

    rows: bool
    cards: bool
    mailings: bool
    everything: bool

    def __bool__(self) -> bool:
        return self.rows or self.cards or self.mailings


class SendQueue:
    """Chooses what one network is sent next, and knows when there is nothing to look for."""

    def __init__(
        self, transport: Transport, renderer: RequestRenderer, limits: Limits, changes: Changes
    ) -> None:
        self._network = transport.network
        self._own_rows = part_of(ROWS, transport.network)
        self._renderer = renderer
        self._limits = limits
        self._changes = changes

    def is_due(self, view: View, now: datetime, *, free: int) -> bool:
        """True if there may be something to send, and `free` places for it."""
        has_news = view.seen != self._counts()
        return now >= view.due_at or (has_news and not self._is_held(now, free))

    def claim(
        self,
        store: Store,
        view: View,
        now: datetime,
        in_flight: InFlight,
        *,
        free: int,
        results: Sequence[SendResult],
    ) -> tuple[list[SendRequest], View]:
        """Mark the rows that may be sent now as on their way; return them and the look.

        What waited for the requests whose `results` were just recorded may be sent.
        """
        failed = any(each.leaves_more for each in results)
        if failed:
            view = replace(view, rows_left=True, cards_left=True)
        due, seen = self._due_kinds(view, now, answered=bool(results)), self._counts()
        claimed: list[SendRequest] = []
        if due and self._is_held(now, free):
            look_at = self._next_look(now, None, left=True)
            return [], View(seen=view.seen, look_at=look_at, look_at_all_at=look_at)
        if due:
            look_at_all_at = now + LONGEST_SLEEP if due.everything else view.look_at_all_at
            claimed, view = self._look(store, view, due, now, in_flight, free)
            view = replace(view, look_at_all_at=look_at_all_at)
        if not failed and not due.mailings:
            store.conceal_changes(*SENT)
        return claimed, replace(view, seen=seen)

    def _counts(self) -> Counts:
        count = self._changes.count
        return count(self._own_rows), count(*CARDS), count(*MAILINGS)

    def _is_held(self, now: datetime, free: int) -> bool:
        return free <= 0 or self._limits.network_free_at(now) > now

    def _due_kinds(self, view: View, now: datetime, *, answered: bool) -> _DueKinds:
        everything = now >= view.due_at
        rows, cards, mailings = (
            everything or known != count
            for known, count in zip(view.seen, self._counts(), strict=True)
        )
        return _DueKinds(
            rows=rows or (answered and view.rows_left),
            cards=cards or (answered and view.cards_left),
            mailings=mailings or (answered and view.mailings_left),
            everything=everything,
        )

    def _look(
        self,
        store: Store,
        view: View,
        due: _DueKinds,
        now: datetime,
        in_flight: InFlight,
        free: int,
    ) -> tuple[list[SendRequest], View]:
        """Claim the due rows that may be sent, and note which kinds are left."""
        mailings_left = self._expand(store, now) if due.mailings else view.mailings_left
        looks_at_rows = due.rows or mailings_left
        busy = {*in_flight, *self._limits.busy_rooms(now)}
        rows: Sequence[DueRow] = ()
        if looks_at_rows:
            rows = store[Outbox].next_for(self._network, now, without=busy, most=LOOK_AHEAD)
        stale = self._stale(store, now, busy) if due.cards else []
        cards = self._free_cards(stale, now, busy)
        claimed, settled = self._claimed(store, rows, cards, now, free)
        rows_left, later_row_at = view.rows_left, view.later_row_at
        if looks_at_rows:
            first_at, later_row_at = store[Outbox].next_times(self._network, now)
            rows_left = first_at is not None and first_at <= now
        cards_left = _is_left(stale, claimed, in_flight) if due.cards else view.cards_left
        left = rows_left or cards_left or mailings_left
        look_at = self._next_look(now, later_row_at, left=left)
        return claimed, View(
            look_at=now if settled else look_at,  # others may take the place of those
            later_row_at=later_row_at,
            rows_left=rows_left,
            cards_left=cards_left,
            mailings_left=mailings_left,
        )

    def _expand(self, store: Store, now: datetime) -> bool:
        """Write the next rows of the mailings when few are left; True if a mailing has more."""
        unfinished = store[Mailings].unfinished()
        for mailing in unfinished:
            waiting = store[Outbox].count(DeliveryState.WAITING, network=self._network, due=now)
            if waiting >= EXPANDED_AT_ONCE:
                break
            expand(store, mailing, now)
        return any(not mailing.done for mailing in unfinished)

    def _stale(self, store: Store, now: datetime, busy: set[str]) -> Sequence[StaleCard]:
        """Stale cards; without those of busy rooms only if there are very many."""
        stale = store[Cards].stale(self._network, most=LOOK_AHEAD)
        if len(stale) < LOOK_AHEAD:
            return stale
        without = {*busy, *self._limits.busy_for_cards(now)}
        return store[Cards].stale(self._network, without=without, most=LOOK_AHEAD)

    def _free_cards(
        self, stale: Sequence[StaleCard], now: datetime, busy: set[str]
    ) -> Sequence[StaleCard]:
        held = {*busy, *self._limits.busy_for_cards(now)} if stale else busy
        return [
            each
            for each in stale
            if each.room not in held and (each.not_before is None or each.not_before <= now)
        ]

    def _claimed(
        self,
        store: Store,
        rows: Sequence[DueRow],
        cards: Sequence[StaleCard],
        now: datetime,
        free: int,
    ) -> tuple[list[SendRequest], bool]:
        """The most urgent of these that the limits let go, marked as on their way.

        Says too if some were settled without being sent.
        """
        claimed: list[SendRequest] = []
        settled = False
        if self._limits.network_free_at(now, sparing=True) > now:
            rows, cards = [row for row in rows if row.priority == Priority.ANSWER], []
        for each in self._renderer.prepare(store, rows, cards, now):
            if each is None:
                settled = True
                continue
            if self._limits.network_free_at(now, sparing=not _answers(each)) > now:
                break  # the answers come first
            if not self._limits.is_free(each.room, now, card=each.is_refresh):
                continue  # a topic beside the one that was just written to
            claimed.append(each)
            self._limits.left(each.room, now, card=each.is_refresh)
            if len(claimed) == free or self._limits.network_free_at(now) > now:
                break
        store[Outbox].sending([row_id for each in claimed for row_id in each.row_ids])
        leaving = [(each.room, each.is_refresh) for each in claimed]
        store[SendLog].add(self._network, leaving, now)
        return claimed, settled

    def _next_look(self, now: datetime, later_row_at: datetime | None, *, left: bool) -> datetime:
        """Time of the next look at the outbox if nothing wakes us before."""
        times = [now + LONGEST_SLEEP, later_row_at]
        if left:
            times += [
                self._limits.network_free_at(now),
                self._limits.network_free_at(now, sparing=True),
                self._limits.next_change(now),
            ]
        return min(each for each in times if each is not None and each > now)


def _is_left(
    stale: Sequence[StaleCard], claimed: Sequence[SendRequest], in_flight: InFlight
) -> bool:
    """True if one of these cards is neither shown by a claimed request nor by one on its way."""
    shown = {(each.card_id, each.revision) for each in (*claimed, *in_flight.values())}
    return any((card.id, card.wanted) not in shown for card in stale)


def _answers(outgoing: SendRequest) -> bool:
    """True if it answers a person: other requests leave them half of a learned budget."""
    return any(row.priority == Priority.ANSWER for row in outgoing.rows)
