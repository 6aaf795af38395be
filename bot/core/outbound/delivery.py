"""The queue of requests that may be sent now, and the loop that sends them."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.core.context.audience import EXPANDED_AT_ONCE, expand
from bot.core.context.clock import Clock
from bot.core.files import FileDrawer, NotDrawn
from bot.core.messages.content import PASSED_ON, Document, Photo
from bot.core.messages.ports import (
    FateUnknown,
    NewRoom,
    NotSent,
    Rejected,
    SendError,
    Transport,
    TryLater,
)
from bot.core.messages.rendering import Rendered
from bot.core.outbound.request_renderer import RequestRenderer, SendRequest
from bot.core.outbound.result_recorder import Fate, ResultRecorder, SendResult
from bot.core.tasks import DATABASE_ERROR_PAUSE, Heartbeat, Lanes, insist, kept, to_its_end
from bot.domain.send_limits import Limits, LongWaits, memory
from bot.workers.pictures import PHOTO_NAME, PHOTO_TYPE
from storage.files import Files
from storage.folder import FileGone
from storage.outbound import (
    CLOSE_TOPIC,
    INVITE,
    JOIN_RULE,
    LET_IN,
    OPEN_ROOM,
    OPEN_TOPIC,
    PIN,
    REACT,
    REMOVE,
    REOPEN_TOPIC,
    UNPIN,
    Cards,
    DeliveryState,
    DueRow,
    Mailings,
    Outbox,
    Paces,
    Priority,
    SendLog,
    StaleCard,
)
from storage.statements import Changes, part_of
from storage.unit_of_work import DATABASE_TROUBLE, Store

_ABOUT_ROOMS = {OPEN_TOPIC, CLOSE_TOPIC, REOPEN_TOPIC, OPEN_ROOM, INVITE, REMOVE, LET_IN, JOIN_RULE}
"""The actions on a room itself, not on its messages."""
LOOK_AHEAD = 60
TOGETHER = 3
"""Requests that are prepared in one unit of work at most: what goes to many rooms leaves the writer
free in between."""
RECORDED_AND_PREPARED = 5
"""Results and requests of one unit, as long as a request is left for it."""
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
            most = min(free, TOGETHER, max(1, RECORDED_AND_PREPARED - len(results)))
            claimed, view = self._look(store, view, due, now, in_flight, most)
            had_its_share = len(claimed) == most and not self._is_held(now, free - most)
            look_at = now if had_its_share else view.look_at
            view = replace(view, look_at=look_at, look_at_all_at=look_at_all_at)
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
        cards_left = view.cards_left
        if due.cards:  # some are neither shown by a claimed request nor by one on its way
            shown = {(each.card_id, each.revision) for each in (*claimed, *in_flight.values())}
            cards_left = any((card.id, card.wanted) not in shown for card in stale)
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
            # Other requests leave half of a learned budget to those that answer a person.
            answers = any(row.priority == Priority.ANSWER for row in each.rows)
            if self._limits.network_free_at(now, sparing=not answers) > now:
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


DRAWN_AGAIN = timedelta(seconds=5)
PREPARATIONS = 3
"""Attempts at a message whose file or photo fails in an unforeseen way."""
REFUSED_ROOMS = 5
"""A network that refuses messages to so many rooms in a row is unwell, not the rooms."""

Result = TypeVar("Result")

log = structlog.get_logger()


@dataclass(slots=True)
class _Cycle:
    """State for the next look at the outbox."""

    fates: list[SendResult] = field(default_factory=list)
    """Results to record."""
    in_flight: dict[str, SendRequest] = field(default_factory=dict)
    """Requests on their way, by room."""


class DeliveryLoop:
    """Sends one network's deliveries and refreshes its cards."""

    def __init__(
        self,
        transport: Transport,
        lanes: Lanes,
        renderer: RequestRenderer,
        drawing: FileDrawer,
        clock: Clock,
    ) -> None:
        self._transport = transport
        self._lanes = lanes
        self._drawing = drawing
        self._clock = clock
        self._limits = Limits(transport.capabilities, renderer.is_direct)
        self._queue = SendQueue(transport, renderer, self._limits, lanes.database.changes)
        self._results = ResultRecorder(transport, renderer, self._limits, clock)
        self.wake = asyncio.Event()
        """Set when something was committed: it may have to be sent."""
        self._cycle = _Cycle()
        self._view = View()
        self.heartbeat = Heartbeat(f"{transport.network} deliveries")
        self._tasks: dict[asyncio.Task[None], Heartbeat] = {}
        self.fates: Counter[Fate] = Counter()
        """Results of the requests since the start."""
        self._refused_in: dict[str, datetime] = {}
        clock.on_jump(self._follow_clock)

    def _follow_clock(self, by: timedelta) -> None:
        """Move all moments with the clock, in the writer's thread as all that uses them."""
        self._limits.move(by)
        self._cycle.fates = [replace(each, at=each.at + by) for each in self._cycle.fates]
        self._refused_in = {room: at + by for room, at in self._refused_in.items()}
        self._view = View()

    def long_waits(self) -> LongWaits:
        """The long waits that the network asked for."""
        return self._limits.long_waits(self._clock.now())

    @property
    def idle(self) -> bool:
        """True if nothing is on its way and nothing remains to be recorded."""
        return not self._cycle.in_flight and not self._cycle.fates

    @property
    def requests(self) -> Sequence[Heartbeat]:
        """The heartbeats of the requests on their way."""
        return list(self._tasks.values())

    @kept
    async def run(self) -> None:
        """Recover requests interrupted by a crash, then send until cancelled."""
        await insist(lambda: self._lanes.run(self.recover), log)
        # Before that it cannot even say its own name.
        await self.heartbeat.wait_for(self._transport.connected())
        try:
            while True:
                self.wake.clear()
                try:
                    pause = await to_its_end(self.step())
                except DATABASE_TROUBLE:
                    log.exception("database error, trying again")
                    pause = DATABASE_ERROR_PAUSE
                await self.heartbeat.wait(self.wake, pause)
        finally:
            await self.drain()

    async def drain(self) -> None:
        """Wait for the requests on their way, and record their results."""
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._cycle.fates:
            await self._record_results(self._record)

    async def step(self) -> float:
        """Record results, send what may be sent now; returns seconds to wait at most."""
        await self._begin()
        return max(0.0, (self._view.due_at - self._clock.now()).total_seconds())

    async def _begin(self) -> None:
        """Record results and start the requests that may be sent now, however many units it took.

        Those that leave together fail together, which is one failure of the network.
        """
        claimed: list[SendRequest] = []
        try:
            while self._cycle.fates or self._is_due():
                view, self._view = self._view, View()  # if this fails, all is looked at again
                look = partial(self._record_and_claim, view=view)
                some, self._view = await self._record_results(look)
                self._cycle.in_flight |= {each.room: each for each in some}
                claimed += some
                if not some or self._clock.now() < self._view.due_at:
                    break  # what was committed meanwhile does not hold these up
        finally:
            for each in claimed:
                heartbeat = Heartbeat(self.heartbeat.name)
                task = heartbeat.begin(self._send(each))
                self._tasks[task] = heartbeat
                task.add_done_callback(self._tasks.pop)

    def _is_due(self) -> bool:
        return self._queue.is_due(self._view, self._clock.now(), free=self._free_senders())

    def _free_senders(self) -> int:
        """The number of requests that may still be sent at once."""
        most = 1 if self._results.is_failing else self._transport.capabilities.senders
        return most - len(self._cycle.in_flight)

    async def flush(self) -> None:
        """Send everything that may be sent now, and record the results."""
        while True:
            await self._begin()
            if self._tasks:
                await asyncio.wait(self._tasks)
            elif self.idle and not self._is_due():
                return

    async def _record_results(self, work: Callable[[Store], Result]) -> Result:
        """Run `work`, which records the known results; keep them until it is committed."""
        known = len(self._cycle.fates)
        result = await self._lanes.run(work)
        self._count(self._cycle.fates[:known])
        del self._cycle.fates[:known]
        return result

    def _count(self, results: Sequence[SendResult]) -> None:
        for each in results:
            self.fates[each.fate] += 1
            if each.fate is Fate.REFUSED:
                self._refused_in.setdefault(each.outgoing.room, each.at)
            else:
                self._refused_in.clear()

    @property
    def refuses_since(self) -> datetime | None:
        """Start of the time in which the network refused messages to all rooms."""
        if len(self._refused_in) < REFUSED_ROOMS:
            return None
        return min(self._refused_in.values())

    def recover(self, store: Store) -> None:
        """Settle requests interrupted by the end of the process; restore the limits."""
        now = self._clock.now()
        network = self._transport.network
        pace = store[Paces].known(network, now)
        since = now - memory(pace)
        self._limits.recall(store[SendLog].since(network, since), since=since, pace=pace)
        for room, at in store[Outbox].held(network, now):
            self._limits.pause(room, at)
            self._limits.asked_to_wait(room, at, now)  # our own back-off is never so long
        self._results.recover(store)

    def _record(self, store: Store) -> list[SendResult]:
        """Record the known results, and return them."""
        fates = list(self._cycle.fates)
        for each in fates:
            self._results.record(store, each)
        return fates

    def _record_and_claim(self, store: Store, *, view: View) -> tuple[list[SendRequest], View]:
        fates = self._record(store)
        return self._queue.claim(
            store,
            view,
            self._clock.now(),
            self._cycle.in_flight,
            free=self._free_senders(),
            results=fates,
        )

    async def _send(self, outgoing: SendRequest) -> None:
        message_id, error = None, None
        try:
            message_id = await self._request(outgoing)
        except SendError as failure:
            error = failure
        except BaseException as failure:
            log.exception("the transport failed", network=self._transport.network)
            error = FateUnknown(type(failure).__name__)
        self._cycle.fates.append(SendResult(outgoing, self._clock.now(), message_id, error))
        self._cycle.in_flight.pop(outgoing.room, None)
        self.wake.set()

    async def _request(self, outgoing: SendRequest) -> str | None:
        transport, room, txn = self._transport, outgoing.room, outgoing.txn
        if outgoing.action == "delete":
            await transport.delete(room, outgoing.target or "", txn=txn)
        elif outgoing.action == REACT:
            await transport.react(room, outgoing.target or "", PASSED_ON, txn=txn)
            return None  # no message of ours
        elif outgoing.action in {PIN, UNPIN}:
            await transport.pin(room, outgoing.target or "", pinned=outgoing.action == PIN)
            return None
        elif outgoing.action in _ABOUT_ROOMS:
            return await self._change_room(outgoing)
        elif outgoing.action == "edit":
            await transport.edit(room, outgoing.target or "", outgoing.said, txn=txn)
        else:
            rendered = await self._prepared(outgoing)
            try:
                return await transport.send(room, rendered, txn=txn, reply_to=outgoing.reply_to)
            except NotDrawn:  # its words matter more
                bare = replace(rendered, picture=None)
            if not bare.plain and outgoing.more_pieces:
                return None  # they follow
            return await transport.send(room, bare, txn=txn, reply_to=outgoing.reply_to)
        return outgoing.target

    async def _change_room(self, outgoing: SendRequest) -> str | None:
        """Make a room or a topic, giving its address, close one, or change who is in it."""
        transport, room, target = self._transport, outgoing.room, outgoing.target or ""
        if outgoing.action == OPEN_TOPIC:
            return await transport.open_topic(room, target)
        if outgoing.action == OPEN_ROOM:
            return await transport.open_room(NewRoom(**json.loads(target)))
        if outgoing.action == INVITE:
            await transport.invite(room, target)
        elif outgoing.action == REMOVE:
            await transport.remove(room, target)
        elif outgoing.action == JOIN_RULE:
            await transport.set_join_rule(room, json.loads(target))
        elif outgoing.action == LET_IN:
            await transport.admit(room, target)
        else:
            await transport.close_topic(room, closed=outgoing.action == CLOSE_TOPIC)
        return None

    async def _prepared(self, outgoing: SendRequest) -> Rendered:
        """The message with its file and photo; what fails here never reached the network."""
        try:
            return await self._with_photo(await self._with_document(outgoing))
        except SendError:
            raise
        except BaseException as failure:
            log.exception("a message cannot be prepared", network=self._transport.network)
            if isinstance(failure, Exception) and outgoing.attempts >= PREPARATIONS:
                raise Rejected(type(failure).__name__) from None
            raise NotSent(type(failure).__name__) from None

    async def _with_document(self, outgoing: SendRequest) -> Rendered:
        """The message with its declared file drawn."""
        rendered = outgoing.said
        if rendered.file is None:
            return rendered
        now = self._clock.now()
        try:
            drawn = await self._drawing.draw(rendered.file, outgoing.community_id, now)
        except NotDrawn:
            raise Rejected("its file cannot be drawn") from None
        except DATABASE_TROUBLE:
            raise TryLater(DRAWN_AGAIN) from None
        return replace(rendered, file=None, document=drawn)

    async def _with_photo(self, rendered: Rendered) -> Rendered:
        """The message with the bytes of its photo."""
        photo = rendered.picture
        if not isinstance(photo, Photo):
            return rendered
        try:
            content = await self._lanes.read(lambda store: store[Files].read(photo.file_id))
        except FileGone:
            raise Rejected("its picture is gone") from None
        except DATABASE_TROUBLE:
            raise TryLater(DRAWN_AGAIN) from None
        return replace(rendered, picture=Document(PHOTO_NAME, PHOTO_TYPE, content))
