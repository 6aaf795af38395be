"""Outbox -> one network: send committed messages in order per room, within the limits."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import uniform
from typing import TypeVar

import structlog

from bot.core.context.audience import EXPANDED_AT_ONCE, expand
from bot.core.context.clock import Clock
from bot.core.context.lanes import Lanes, to_its_end
from bot.core.context.retry import PAUSE_AFTER_DATABASE_ERROR
from bot.core.files.drawn_files import FileDrawer, NotDrawn
from bot.core.files.file_links import note_taking
from bot.core.files.photos import PHOTO_NAME, PHOTO_TYPE
from bot.core.messages.content import Document, Photo
from bot.core.messages.ports import (
    FateUnknown,
    NotSent,
    Rejected,
    RoomGone,
    RoomMoved,
    SendError,
    Transport,
    TryLater,
)
from bot.core.messages.rendering import Rendered
from bot.core.outbound.rate_limits import Limits, memory
from bot.core.outbound.send_requests import RequestRenderer, SendRequest, count_unasked
from storage.communities import Communities, RoomKind
from storage.files import Files
from storage.folder import FileGone
from storage.outbound import (
    Cards,
    Delivery,
    DeliveryState,
    Departures,
    Mailings,
    Outbox,
    Paces,
    Priority,
)
from storage.unit_of_work import DATABASE_TROUBLE, Store

LOOK_AHEAD = 200
DRAWN_AGAIN = timedelta(seconds=5)
LONGEST_SLEEP = timedelta(seconds=30)
BACKOFF = (1, 2, 5, 15, 30, 60, 120, 300)
MOVES_AT_ONCE = 2
"""A direct room whose person left it is looked for at the person, who leads to another room."""
MOST_MOVES = 6

Result = TypeVar("Result")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SendResult:
    """The result of one request."""

    outgoing: SendRequest
    at: datetime
    """Time at which it was known."""
    message_id: str | None = None
    error: SendError | None = None


@dataclass(slots=True)
class _Cycle:
    """State for the next look at the outbox: results to record, rooms with a request on its way."""

    fates: list[SendResult] = field(default_factory=list)
    in_flight: set[str] = field(default_factory=set)


class DeliveryLoop:
    """Sends one network's deliveries and refreshes its cards."""

    def __init__(
        self,
        transport: Transport,
        lanes: Lanes,
        preparing: RequestRenderer,
        drawing: FileDrawer,
        clock: Clock,
    ) -> None:
        self._transport = transport
        self._lanes = lanes
        self._preparing = preparing
        self._drawing = drawing
        self._clock = clock
        self._limits = Limits(transport.capabilities, preparing.is_direct)
        self._wake = asyncio.Event()
        self._cycle = _Cycle()
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures = 0
        self._card_tries: Counter[int | None] = Counter()
        self._moves: Counter[str] = Counter()
        self._resting_until = datetime.min.replace(tzinfo=UTC)

    def wake(self) -> None:
        """Look at the outbox again: something was committed."""
        self._wake.set()

    @property
    def idle(self) -> bool:
        """True if nothing is on its way and nothing remains to be recorded."""
        return not self._cycle.in_flight and not self._cycle.fates

    async def run(self) -> None:
        """Recover requests interrupted by a crash, then send until cancelled."""
        await self._lanes.run(self.recover)
        await self._transport.connected()  # before that it cannot even say its own name
        try:
            while True:
                self._wake.clear()
                try:
                    pause = await to_its_end(self.step())
                except DATABASE_TROUBLE:
                    log.exception("database error, trying again")
                    pause = PAUSE_AFTER_DATABASE_ERROR
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):  # `wait_for` can miss a cancellation
                        await self._wake.wait()
        finally:
            await self.drain()

    async def drain(self) -> None:
        """Wait for the requests on their way, and record their results."""
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._cycle.fates:
            await self._settled(self._record)

    async def step(self) -> float:
        """Record results, send what may be sent now; returns seconds to wait at most."""
        await self._begin()
        now = self._clock.now()
        at = await self._lanes.run(lambda store: self._next_look(store, now))
        return max(0.0, (at - now).total_seconds())

    async def _begin(self) -> None:
        """Record results and start the requests that may be sent now."""
        for each in await self._settled(self._record_and_claim):
            self._cycle.in_flight.add(each.room)
            task = asyncio.create_task(self._send(each))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def flush(self) -> None:
        """Send everything that may be sent now, and record the results."""
        while True:
            await self._begin()
            if self._tasks:
                await asyncio.wait(self._tasks)
            elif self.idle:
                return

    async def _settled(self, work: Callable[[Store], Result]) -> Result:
        """Run `work`, which records the known results; keep them until it is committed."""
        known = len(self._cycle.fates)
        result = await self._lanes.run(work)
        del self._cycle.fates[:known]
        return result

    def recover(self, store: Store) -> None:
        """Settle requests interrupted by the end of the process; restore the limits."""
        now = self._clock.now()
        network = self._transport.network
        pace = store[Paces].known(network, now)
        since = now - memory(pace)
        self._limits.recall(store[Departures].since(network, since), since=since, pace=pace)
        for room, at in store[Outbox].held(network, now):
            self._limits.pause(room, at)
        lost = store[Outbox].in_flight(network)
        again = [each.id for each in lost if self._may_repeat(each)]
        store[Outbox].later(again, now, count=True)
        store[Outbox].suspect(again)
        self._doubt(store, [each for each in lost if not self._may_repeat(each)])
        restored = store[Outbox].doubted_by_restore(network)
        self._tell_doubts(store, restored, now)
        store[Outbox].told_of([each.id for each in restored])

    def _may_repeat(self, delivery: Delivery) -> bool:
        return delivery.again or self._transport.capabilities.resends

    def _doubt(self, store: Store, deliveries: Sequence[Delivery]) -> None:
        if not deliveries:
            return
        now = self._clock.now()
        store[Outbox].doubt([each.id for each in deliveries], now)
        count_unasked(store, deliveries, now)
        self._tell_doubts(store, deliveries, now)

    def _tell_doubts(self, store: Store, deliveries: Sequence[Delivery], now: datetime) -> None:
        for community_id in dict.fromkeys(each.community_id for each in deliveries):
            theirs = [each for each in deliveries if each.community_id == community_id]
            self._preparing.tell(store, "uncertain", theirs[0], now, theirs)

    def _record(self, store: Store) -> None:
        for fate in list(self._cycle.fates):
            self._settle(store, fate)

    def _record_and_claim(self, store: Store) -> list[SendRequest]:
        self._record(store)
        store.flush()
        return self._claim(store)

    def _claim(self, store: Store) -> list[SendRequest]:
        now = self._clock.now()
        most = 1 if self._failures else self._transport.capabilities.senders
        free = most - len(self._cycle.in_flight)
        if free <= 0 or self._limits.network_free_at(now) > now:
            return []
        self._expand(store, now)
        busy = {*self._cycle.in_flight, *self._limits.busy_rooms(now)}
        claimed: list[SendRequest] = []
        network = self._transport.network
        rows = store[Outbox].next_for(network, now, without=busy, most=LOOK_AHEAD)
        cards = store[Cards].stale(
            network, now, without={*busy, *self._limits.busy_for_cards(now)}, most=LOOK_AHEAD
        )
        if self._limits.network_free_at(now, sparing=True) > now:
            rows, cards = [row for row in rows if row.priority == Priority.ANSWER], []
        for each in self._preparing.in_order(store, rows, cards, now):
            if self._limits.network_free_at(now, sparing=not _answers(each)) > now:
                break  # the answers come first
            if not self._limits.is_free(each.room, now, card=each.is_refresh):
                continue  # a topic beside the one that was just written to
            claimed.append(each)
            self._limits.left(each.room, now, card=each.is_refresh)
            if len(claimed) == free or self._limits.network_free_at(now) > now:
                break
        store[Outbox].sending([row_id for each in claimed for row_id in each.row_ids])
        store[Departures].add(network, [(each.room, each.is_refresh) for each in claimed], now)
        return claimed

    def _expand(self, store: Store, now: datetime) -> None:
        """Write the next rows of the mailings when few are left."""
        for mailing in store[Mailings].unfinished():
            waiting = store[Outbox].count(DeliveryState.WAITING, network=self._transport.network)
            if waiting >= EXPANDED_AT_ONCE:
                break
            expand(store, mailing, now)

    def _next_look(self, store: Store, now: datetime) -> datetime:
        """Time of the next look at the outbox if nothing wakes us before."""
        latest = now + LONGEST_SLEEP
        times = [
            self._limits.network_free_at(now),
            self._limits.network_free_at(now, sparing=True),
            self._limits.next_change(now) or latest,
            store[Outbox].next_at(self._transport.network, now) or latest,
        ]
        return min([each for each in times if each > now] or [latest], default=latest)

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
        self._cycle.in_flight.discard(outgoing.room)
        self._wake.set()

    async def _request(self, outgoing: SendRequest) -> str | None:
        transport, room, txn = self._transport, outgoing.room, outgoing.txn
        if outgoing.action == "delete":
            await transport.delete(room, outgoing.target or "", txn=txn)
        elif outgoing.action == "edit":
            await transport.edit(room, outgoing.target or "", outgoing.said, txn=txn)
        else:
            said = await self._with_photo(await self._with_document(outgoing))
            return await transport.send(room, said, txn=txn, reply_to=outgoing.reply_to)
        return outgoing.target

    async def _with_document(self, outgoing: SendRequest) -> Rendered:
        """The message with its declared file drawn."""
        said = outgoing.said
        if said.file is None:
            return said
        now = self._clock.now()
        try:
            drawn = await self._drawing.draw(said.file, outgoing.community_id, now)
        except NotDrawn:
            raise Rejected("its file cannot be drawn") from None
        except DATABASE_TROUBLE:
            raise TryLater(DRAWN_AGAIN) from None
        return replace(said, file=None, document=drawn)

    async def _with_photo(self, said: Rendered) -> Rendered:
        """The message with the bytes of its photo."""
        photo = said.picture
        if not isinstance(photo, Photo):
            return said
        try:
            content = await self._lanes.read(lambda store: store[Files].read(photo.file_id))
        except FileGone:
            raise Rejected("its picture is gone") from None
        except DATABASE_TROUBLE:
            raise TryLater(DRAWN_AGAIN) from None
        return replace(said, picture=Document(PHOTO_NAME, PHOTO_TYPE, content))

    def _settle(self, store: Store, fate: SendResult) -> None:
        now, outgoing = self._clock.now(), fate.outgoing
        self._limits.answered(outgoing.room, fate.at)
        match fate.error:
            case None:
                self._arrived(store, outgoing, fate.message_id, now)
            case TryLater() as asked:
                until = now + asked.after
                if asked.whole:
                    self._limits.pause_all(until)
                    self._learn(store, fate.at, asked.after)
                else:
                    self._limits.undone(fate.at)  # no message was refused
                self._again(store, outgoing, until, count=False)
            case NotSent() | FateUnknown() as unreached:
                self._unreached(store, outgoing, unreached, now)
            case RoomMoved(address=address):
                self._limits.undone(fate.at)
                self._moved(store, outgoing, address, now)
            case refused:
                self._refused(store, outgoing, refused, now)

    def _learn(self, store: Store, at: datetime, wait: timedelta) -> None:
        """Keep what a refusal teaches about the network's one budget for all rooms."""
        pace = self._limits.refused(at, wait)
        if pace is not None:
            store[Paces].keep(self._transport.network, pace)

    def _moved(self, store: Store, outgoing: SendRequest, address: str, now: datetime) -> None:
        """Follow a moved room, a limited number of times: each could make a new room."""
        if outgoing.action == "delete":  # what was said before stays in the old room
            store.move_room(outgoing.room, address)
            self._not_deleted(store, outgoing, "its room moved", now)
            return
        self._moves[outgoing.txn] += 1
        if self._is_shared(store, address):
            self._refused(store, outgoing, Rejected("what is for one person is for no room"), now)
            return
        more = self._moves[outgoing.txn] - MOVES_AT_ONCE
        if more > MOST_MOVES - MOVES_AT_ONCE:
            self._refused(store, outgoing, Rejected("its room moved again and again"), now)
            return
        at = now + wait_after(more) if more > 0 else now
        self._again(store, outgoing, at, count=more > 0)
        self._limits.pause(address, at)
        store.move_room(outgoing.room, address)

    def _is_shared(self, store: Store, address: str) -> bool:
        """True if a direct room's new address belongs to a shared room."""
        room = store[Communities].room(address.partition("/")[0])
        direct = self._transport.is_direct(address)
        return direct and room is not None and room.kind != RoomKind.DIRECT

    def _unreached(
        self, store: Store, outgoing: SendRequest, error: NotSent | FateUnknown, now: datetime
    ) -> None:
        """Wait for a network that is unreachable or cut the connection."""
        at = self._back_off(now) + wait_after(self._tries(outgoing))
        repeats = outgoing.may_repeat or self._transport.capabilities.resends
        if isinstance(error, NotSent) or repeats:
            self._again(store, outgoing, at, count=True)
            if isinstance(error, FateUnknown):
                store[Outbox].suspect(outgoing.row_ids)
        else:
            self._doubt(store, outgoing.rows)

    def _refused(
        self, store: Store, outgoing: SendRequest, error: SendError, now: datetime
    ) -> None:
        """Give up a message that the network will never take; record a dead room once."""
        log.warning("refused", network=self._transport.network, why=str(error))
        self._moves.pop(outgoing.txn, None)
        if outgoing.action == "delete":
            self._not_deleted(store, outgoing, str(error), now)
            if isinstance(error, Rejected):
                _say_instead(store, outgoing, now)
            return
        store[Outbox].fail(outgoing.row_ids, str(error), now)
        if outgoing.said.file is not None and not isinstance(error, RoomGone):
            self._preparing.apologise(store, outgoing, now)
        if outgoing.card_id is not None:
            store[Cards].show(outgoing.card_id, outgoing.revision)
        if isinstance(error, RoomGone) and store.lose_room(outgoing.room, str(error), now):
            self._preparing.tell(store, "room_lost", outgoing, now, outgoing.room)

    def _not_deleted(self, store: Store, outgoing: SendRequest, why: str, now: datetime) -> None:
        """Give up the deletion of a message."""
        store[Outbox].fail(outgoing.row_ids, why, now)
        if outgoing.card_id is not None:
            store.drop_card(outgoing.card_id)

    def _arrived(
        self, store: Store, outgoing: SendRequest, message_id: str | None, now: datetime
    ) -> None:
        self._failures = 0
        self._card_tries.pop(outgoing.card_id, None)
        self._moves.pop(outgoing.txn, None)
        count_unasked(store, outgoing.rows, now)
        if outgoing.action == "delete":
            store[Outbox].sent(outgoing.row_ids, message_id, now)
            if outgoing.card_id is not None:
                store.drop_card(outgoing.card_id)
            return
        if outgoing.card_id is not None and outgoing.is_refresh:
            store[Cards].show(outgoing.card_id, outgoing.revision)
        elif outgoing.card_id is not None and message_id is not None:
            store[Cards].posted(outgoing.card_id, message_id, outgoing.revision)
        if outgoing.said.file is not None and outgoing.said.file.traced:
            row = outgoing.rows[0]
            note_taking(store, outgoing.said.file.kind, row.member_id, row.community_id, now)
        if outgoing.more_pieces:
            store[Outbox].piece_sent(outgoing.row_ids, outgoing.piece + 1, message_id, now)
        elif any(row.parting for row in outgoing.rows):
            store[Outbox].let_go(outgoing.row_ids)
        else:
            store[Outbox].sent(outgoing.row_ids, message_id, now)

    def _again(self, store: Store, outgoing: SendRequest, at: datetime, *, count: bool) -> None:
        if outgoing.is_refresh and outgoing.card_id is not None:
            store[Cards].later(outgoing.card_id, at)
            self._card_tries[outgoing.card_id] += count
        else:
            store[Outbox].later(outgoing.row_ids, at, count=count)
        self._limits.pause(outgoing.room, at)

    def _back_off(self, now: datetime) -> datetime:
        """Pause the network, longer after each failure."""
        if now >= self._resting_until:  # those that were on their way together fail once
            self._resting_until = now + wait_after(self._failures)
            self._limits.pause_all(self._resting_until)
            self._failures += 1
        return self._resting_until

    def _tries(self, outgoing: SendRequest) -> int:
        """Number of failures: a request waits longer than its network, for others to try."""
        return self._card_tries[outgoing.card_id] if outgoing.is_refresh else outgoing.attempts


def _answers(outgoing: SendRequest) -> bool:
    """True if it answers a person: other requests leave them half of a learned budget."""
    return any(row.priority == Priority.ANSWER for row in outgoing.rows)


def _say_instead(store: Store, outgoing: SendRequest, now: datetime) -> None:
    """Edit a message that the network does not delete, with the words of the deletion."""
    for row in outgoing.rows:
        if row.payload is not None:
            store[Outbox].put(
                room=outgoing.room,
                priority=Priority(row.priority),
                at=now,
                action="edit",
                target=outgoing.target,
                payload=row.payload,
                locale=row.locale,
                zone=row.zone,
                community_id=row.community_id,
                quiet=row.quiet,
            )


def wait_after(failures: int) -> timedelta:
    """Time to wait after so many failures."""
    seconds = BACKOFF[min(failures, len(BACKOFF) - 1)]
    return timedelta(seconds=seconds * uniform(1.0, 1.25))  # noqa: S311 - jitter
