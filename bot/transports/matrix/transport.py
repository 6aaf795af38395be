"""Matrix as the core sees it: a client in a thread of its own, behind plain values."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

import structlog

from bot.core.context.clock import Clock
from bot.core.messages.incoming import Incoming, Upload
from bot.core.messages.ports import (
    Capabilities,
    EphemeralMessage,
    Menu,
    NewRoom,
    NotSent,
    Receiver,
    Rejected,
    UndecryptedEvent,
    Unreadable,
)
from bot.core.messages.rendering import Rendered
from bot.core.outbound.health import TroubleListener
from bot.core.tasks import Heartbeat
from bot.transports.matrix.account import MatrixAccount
from bot.transports.matrix.known_rooms import address, place
from bot.transports.matrix.messages import content
from bot.transports.matrix.session import MatrixConnection

P = ParamSpec("P")
Result = TypeVar("Result")
_STOP_SECONDS = 5.0
_CUT_SECONDS = 1.0
# The account's own budget is learned from what the homeserver refuses.
CAPABILITIES = Capabilities(
    mark="!",
    resends=True,
    buttons=False,
    deep_links=False,
    whole=(),
    shared=(),
    direct=(),
    card_pace=timedelta(seconds=3),
    rooms=True,
    private_files=True,
    senders=8,
)
SENDERS_AT_A_PACE = 2
"""More would only wait for their calls, and hold up an answer."""


def stated(calls_per_second: float) -> Capabilities:
    """The limits of a homeserver: `CallPace` keeps a stated pace, any other is learned."""
    return replace(CAPABILITIES, senders=SENDERS_AT_A_PACE) if calls_per_second else CAPABILITIES


class MatrixTransport:
    """One bot account."""

    def __init__(  # noqa: PLR0913 - an account is made of these
        self,
        account: MatrixAccount,
        *,
        folder: Path,
        pickle_key: str,
        clock: Clock,
        invited_by: Sequence[str] = (),
        encryption: bool = True,
        network: str = "matrix",
        listener: TroubleListener = TroubleListener(),  # noqa: B008 - it is frozen
    ) -> None:
        """Know the account; nothing is asked of the homeserver yet.

        `listener` is called from the client's thread.
        `folder` has the session and the keys, which `pickle_key` encrypts. `invited_by` are
        patterns of the people who may invite the bot; without any, those of its own server.
        """
        self.network = network
        self._user = account.user
        self._log = structlog.get_logger().bind(network=network)
        self._loop_thread = LoopThread(network)
        self._connected = asyncio.Event()
        self._connection = MatrixConnection(
            account,
            folder,
            pickle_key,
            clock=clock,
            invited_by=invited_by or (f"*:{account.server}",),
            encryption=encryption,
            network=network,
            log=self._log,
            listener=listener,
        )
        here = Heartbeat(network)
        self.heartbeats = (here, *self._connection.heartbeats)
        # A message sent by another device of ours is not recognised as the same.
        resends = not self._connection.is_another_device
        self.capabilities = replace(stated(account.calls_per_second), resends=resends)

    async def run(self, receiver: Receiver) -> None:
        here = _Here(receiver, asyncio.get_running_loop(), self._connected)
        heartbeat = self.heartbeats[0]
        running = self._connection.run(here, here.connected)
        await heartbeat.keep(self._loop_thread.to_its_end(running, heartbeat))

    async def connected(self) -> None:
        """Return once we are logged in and know our rooms."""
        await self._connected.wait()

    def ailing_since(self) -> datetime | None:
        return self._connection.health.ailing_since

    def refused_since(self) -> datetime | None:
        return self._connection.health.refused_since

    def is_direct(self, room: str) -> bool:
        return bool(place(self.network, room).person)

    def pieces(self, rendered: Rendered) -> Sequence[Rendered]:
        return content.pieces(rendered)

    async def send(self, room: str, rendered: Rendered, *, txn: str, reply_to: str | None) -> str:
        """Send one piece; sent again under the same `txn`, it is the same message."""
        return await self._in_loop_thread(
            self._connection.sender.say, room, rendered, txn, reply_to
        )

    async def edit(self, room: str, message_id: str, rendered: Rendered, *, txn: str) -> None:
        await self._in_loop_thread(self._connection.sender.change, room, message_id, rendered, txn)

    async def delete(self, room: str, message_id: str, *, txn: str) -> None:
        await self._in_loop_thread(self._connection.sender.take_away, room, message_id, txn)

    async def react(self, room: str, message_id: str, emoji: str, *, txn: str) -> None:
        await self._in_loop_thread(self._connection.sender.react, room, message_id, emoji, txn)

    async def pin(self, room: str, message_id: str, *, pinned: bool) -> None:
        """Pin a message of ours, or unpin it, where we may."""
        await self._in_loop_thread(self._connection.sender.pin, room, message_id, pinned=pinned)

    async def fetch(self, upload: Upload, most: int) -> bytes:
        return await self._in_loop_thread(self._connection.sender.fetch, upload, most)

    async def count_members(self, room: str) -> int:
        """The number of people who joined a room."""
        return await self._in_loop_thread(self._connection.sender.count_members, room)

    async def answer(self, press_id: str, words: str, start: str) -> None:
        """Nothing is pressed here that waits for an answer."""

    async def open_topic(self, room: str, name: str) -> str:  # noqa: ARG002 - there are none
        """Matrix has no topics inside a room."""
        raise Rejected("no topics here")

    async def close_topic(self, topic: str, *, closed: bool) -> None:
        """Nothing to close."""

    async def open_room(self, new: NewRoom) -> str:
        """Make a room, in its space, which people enter by invitation."""
        room = await self._in_loop_thread(self._connection.sender.open_room, new)
        return address(self.network, room)

    async def invite(self, room: str, person: str) -> None:
        """Invite a person to a room of ours."""
        await self._in_loop_thread(self._connection.sender.invite, room, person)

    async def remove(self, room: str, person: str) -> None:
        """Take a person out of a room in which we may."""
        await self._in_loop_thread(self._connection.sender.remove, room, person)

    async def set_join_rule(self, room: str, freely_from: Sequence[str]) -> None:
        """Change the rooms whose members enter a room of ours freely; from none, nobody does."""
        await self._in_loop_thread(self._connection.sender.set_join_rule, room, freely_from)

    async def admit(self, room: str, person: str) -> None:
        """Nobody asks here: a room is entered by invitation, or freely."""

    async def show_ephemeral(self, message: EphemeralMessage) -> bool:  # noqa: ARG002 - it has none
        """Matrix shows nobody a message alone in a shared room."""
        return False

    def start_link(self, word: str) -> str:
        """The address that opens a talk with us: Matrix has no links that bring a word along."""
        return "" if word else f"https://matrix.to/#/{quote(self._user, safe=':')}"

    def room_link(self) -> str:
        """The address that shows our account, to be invited."""
        return f"https://matrix.to/#/{quote(self._user, safe='@:')}"

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        """Clients show no menus of bots."""

    async def close(self) -> None:
        """Give the connections and the thread back; later messages are not sent."""
        self._connected.clear()  # else a late message would begin a thread that nobody ends
        await self._loop_thread.run(self._connection.close())
        self._loop_thread.end()

    async def _in_loop_thread(
        self, act: Callable[P, Coroutine[Any, Any, Result]], *args: P.args, **named: P.kwargs
    ) -> Result:
        """Await an act of the sender in the client's thread."""
        if not self._connected.is_set():
            raise NotSent("not connected yet")
        return await self._loop_thread.run(act(*args, **named))


@dataclass(frozen=True, slots=True)
class _Here:
    """The receiver, as it is reached from the other thread."""

    receiver: Receiver
    loop: asyncio.AbstractEventLoop
    is_connected: asyncio.Event

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
        await self._in_receiver_thread(
            self.receiver.receive(
                network, arrivals, position, unreadable, undecrypted=undecrypted, opened=opened
            )
        )

    async def undecrypted(self, network: str) -> Sequence[UndecryptedEvent]:
        """Events that wait for a key, in the Matrix thread."""
        return await self._in_receiver_thread(self.receiver.undecrypted(network))

    async def position(self, network: str) -> str | None:
        return await self._in_receiver_thread(self.receiver.position(network))

    async def direct_rooms(self, network: str) -> Sequence[str]:
        return await self._in_receiver_thread(self.receiver.direct_rooms(network))

    async def is_tied(self, room: str) -> bool:
        return await self._in_receiver_thread(self.receiver.is_tied(room))

    async def _in_receiver_thread(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Await `work` in the thread of the receiver."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    def caught_up(self, network: str) -> None:
        self.loop.call_soon_threadsafe(self.receiver.caught_up, network)

    def connected(self) -> None:
        """We may be spoken through from now on."""
        self.loop.call_soon_threadsafe(self.is_connected.set)


class LoopThread:
    """A thread with a loop of its own, started when first needed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    async def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run `work` in the thread, and wait for it here; a cancellation is passed on."""
        future = asyncio.run_coroutine_threadsafe(work, self._begun())
        return await asyncio.wrap_future(future)

    async def to_its_end(self, work: Coroutine[Any, Any, None], heartbeat: Heartbeat) -> None:
        """Run `work` in the thread; when cancelled, return only once `work` has ended there."""
        over: Future[None] = Future()
        tasks: list[asyncio.Task[None]] = []
        loop = self._begun()
        loop.call_soon_threadsafe(lambda: tasks.append(loop.create_task(_carried(work, over))))
        waiting = asyncio.wrap_future(over)
        try:
            await heartbeat.wait_all([waiting])
            waiting.result()
        except asyncio.CancelledError:
            loop.call_soon_threadsafe(lambda: tasks[0].cancel())  # noqa: PLW0108 - begun by then
            await asyncio.wait([waiting])
            raise

    def end(self) -> None:
        """End the thread; running work is cancelled, and its waiters are told."""
        if self._loop is None or self._thread is None:
            return
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(_cut_all(), self._loop).result(_STOP_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_STOP_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()
        self._loop = self._thread = None

    def _begun(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = Thread(target=self._loop.run_forever, name=self._name, daemon=True)
            self._thread.start()
        return self._loop


async def _cut_all() -> None:
    """Cancel all tasks, also those that begin meanwhile: none may be left in an ended loop."""
    until = monotonic() + _CUT_SECONDS
    while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
        for each in tasks:
            each.cancel()
        await asyncio.wait(tasks, timeout=until - monotonic())
        if monotonic() >= until:
            return


async def _carried(work: Coroutine[Any, Any, None], over: "Future[None]") -> None:
    try:
        await work
        over.set_result(None)
    except asyncio.CancelledError:
        over.cancel()
    except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
        over.set_exception(error)
