"""Outbox -> one network: send committed messages in order per room, within the limits."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.core.context.clock import Clock
from bot.core.files import FileDrawer, NotDrawn
from bot.core.messages.content import PASSED_ON, Document, Photo
from bot.core.messages.ports import FateUnknown, NotSent, Rejected, SendError, Transport, TryLater
from bot.core.messages.rendering import Rendered
from bot.core.outbound.request_renderer import RequestRenderer, SendRequest
from bot.core.outbound.result_recorder import Fate, ResultRecorder, SendResult
from bot.core.outbound.send_queue import SendQueue, View
from bot.core.tasks import DATABASE_ERROR_PAUSE, Heartbeat, Lanes, insist, kept, to_its_end
from bot.domain.send_limits import Limits, LongWaits, memory
from bot.workers.pictures import PHOTO_NAME, PHOTO_TYPE
from storage.files import Files
from storage.folder import FileGone
from storage.outbound import (
    CLOSE_TOPIC,
    LET_IN,
    OPEN_TOPIC,
    PIN,
    REACT,
    REOPEN_TOPIC,
    UNPIN,
    Outbox,
    Paces,
    SendLog,
)
from storage.unit_of_work import DATABASE_TROUBLE, Store

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
        """Record results and start the requests that may be sent now."""
        if not self._cycle.fates and not self._is_due():
            return
        view, self._view = self._view, View()  # if this fails, all is looked at again
        claimed, self._view = await self._record_results(partial(self._record_and_claim, view=view))
        for each in claimed:
            self._cycle.in_flight[each.room] = each
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
        elif outgoing.action == OPEN_TOPIC:
            return await transport.open_topic(room, outgoing.target or "")
        elif outgoing.action in {CLOSE_TOPIC, REOPEN_TOPIC}:
            await transport.close_topic(room, closed=outgoing.action == CLOSE_TOPIC)
            return None
        elif outgoing.action == LET_IN:
            await transport.admit(room, outgoing.target or "")
            return None
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
