"""The needs of the contract suite: people, rooms, a line to cut, and our transport.

To put a network under the contract, write a class with the methods of `Harness` and name it in
`tests/transports/contracts/test_contract.py`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol, TypeVar

from bot.core.messages.incoming import Incoming, Kind
from bot.core.messages.ports import Transport, UndecryptedEvent, Unreadable
from tests.patience import HANG, patient

T = TypeVar("T")

PAUSE = 0.02
"""Seconds between two looks that cost nothing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of ours as a person sees it; `marked` are the words that look or do something."""

    words: str
    labels: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    file: tuple[str, bytes] | None = None
    """The name and the bytes of the document or the photo that came with it, as they open it."""


class Person(Protocol):
    """A person on the network who has begun to talk with us."""

    @property
    def address(self) -> str:
        """Their account."""

    @property
    def room(self) -> str:
        """Their direct room."""

    async def says(self, words: str, room: str, *, reply_to: str = "") -> str:
        """Write in a room, in reply to a message; gives the message's id."""

    async def sends(self, name: str, content: bytes, room: str, caption: str = "") -> None:
        """Send a file in a room."""

    async def presses(self, label: str, room: str) -> str:
        """Press the button under our last message there; gives the words that are shown."""

    async def sees(self, room: str) -> Sequence[Seen]:
        """Our messages in a room, as they read now."""


class Harness(Protocol):
    """A network with our transport on it."""

    @property
    def transport(self) -> Transport:
        """Ours, not running yet."""

    async def person(self, name: str) -> Person:
        """Make a person who is known to us."""

    async def shared_room(self, *people: Person) -> str:
        """Make a room with these people and us, where all that is said reaches us."""

    async def lets_in(self, room: str, person: Person) -> None:
        """Bring a person into a shared room."""

    async def lets_go(self, room: str, person: Person) -> None:
        """Make a person leave it."""

    async def settled(self, room: str, shelf: "Shelf") -> None:
        """Wait until we, running, are in a room that we were invited to, and the shelf knows."""

    async def put_us_out(self, room: str) -> None:
        """Take us out of a room."""

    def cut(self) -> AbstractAsyncContextManager[None]:
        """Nothing gets through, for a while."""

    def misdeeds(self) -> Sequence[str]:
        """Acts of ours that no well-behaved program does."""


@dataclass(slots=True)
class Shelf:
    """A receiver that keeps what it is given, once, and can be made to fail."""

    refusals: int = 0
    attempts: int = 0
    arrivals: dict[str, Incoming] = field(default_factory=dict)
    unreadable: dict[str, Unreadable] = field(default_factory=dict)
    locked: dict[str, UndecryptedEvent] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    told: str | None = None
    direct: list[str] = field(default_factory=list)
    """The direct rooms in use."""
    tied: list[str] = field(default_factory=list)
    """The rooms of communities."""
    is_caught_up: bool = False
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def receive(
        self,
        network: str,  # noqa: ARG002 - one network to a shelf
        arrivals: Sequence[Incoming],
        position: str | None,
        unreadable: Sequence[Unreadable] = (),
        *,
        undecrypted: Sequence[UndecryptedEvent] = (),
        opened: Sequence[str] = (),
    ) -> None:
        """Keep all of it, or refuse all of it."""
        self.attempts += 1
        if self.refusals:
            self.refusals -= 1
            raise ConnectionError("the database is down")
        for arrival in arrivals:
            self.arrivals.setdefault(arrival.key, arrival)
        self.unreadable.update({each.key: each for each in unreadable})
        for event in undecrypted:
            if event.key not in self.arrivals and event.key not in self.opened:
                self.locked.setdefault(event.key, event)
        for key in opened:
            if self.locked.pop(key, None) is not None:
                self.opened.append(key)
        self.told = position
        async with self.changed:
            self.changed.notify_all()

    async def undecrypted(self, network: str) -> Sequence[UndecryptedEvent]:  # noqa: ARG002 - see above
        return list(self.locked.values())

    async def position(self, network: str) -> str | None:  # noqa: ARG002 - see above
        return self.told

    async def direct_rooms(self, network: str) -> Sequence[str]:  # noqa: ARG002 - see above
        return self.direct

    async def is_tied(self, room: str) -> bool:
        return room in self.tied

    def caught_up(self, network: str) -> None:  # noqa: ARG002 - see above
        self.is_caught_up = True

    def of(self, *kinds: Kind) -> list[Incoming]:
        """The arrivals of these kinds, in order; without the start that comes with a new room."""
        return [it for it in self.arrivals.values() if it.kind in kinds and not _is_greeting(it)]

    def words(self) -> list[str]:
        """The words that came, in order."""
        return [it.words for it in self.of(Kind.WORDS)]

    async def has(self, count: int, *kinds: Kind, within: float = HANG) -> list[Incoming]:
        """Wait for so many arrivals of these kinds, words unless named; gives them."""
        wanted = kinds or (Kind.WORDS,)
        async with patient(within), self.changed:
            await self.changed.wait_for(lambda: len(self.of(*wanted)) >= count)
        return self.of(*wanted)


def _is_greeting(arrival: Incoming) -> bool:
    """True for a first `/start` that nobody wrote, where people come by inviting us."""
    return arrival.words == "start" and arrival.command and arrival.message_id is None


@asynccontextmanager
async def running(transport: Transport, shelf: Shelf) -> AsyncIterator[asyncio.Task[None]]:
    """Run a transport that receives; it must be connected soon, and stop at once."""
    task = asyncio.create_task(transport.run(shelf))
    try:
        async with patient():
            await transport.connected()
        yield task
    finally:
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=HANG)
        assert done, "still running though it was told to stop"
        assert task.cancelled() or task.exception() is None


async def eventually(
    look: Callable[[], Awaitable[T]], wanted: Callable[[T], object] = bool, within: float = HANG
) -> T:
    """Look until what is seen is what is wanted, for a tenth of the time at most."""
    seen, took = await _timed(look)
    try:
        async with patient(within):
            while not wanted(seen):
                await asyncio.sleep(max(PAUSE, 9 * took))
                seen, took = await _timed(look)
    except TimeoutError:
        raise AssertionError(f"after {within} s still {seen!r}") from None
    return seen


async def _timed(look: Callable[[], Awaitable[T]]) -> tuple[T, float]:
    began = monotonic()
    return await look(), monotonic() - began


async def until(condition: Callable[[], object], within: float = HANG) -> None:
    """Wait until something holds."""
    async with patient(within):
        while not condition():
            await asyncio.sleep(PAUSE)
