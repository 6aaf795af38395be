"""A crash test's world on Matrix: Synapse, direct and shared rooms, half of them encrypted."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from time import monotonic

from tests.crash.programs.forked_child import ForkedChild
from tests.crash.worlds.world import Heard, World
from tests.synapse import Account, MatrixPerson, Seen, Synapse
from tests.synapse.encrypted import EncryptedPerson
from tests.synapse.proxy import Asked, Proxy

LIMIT = 100
"""The most events of a room that one sync brings."""
REQUESTS = 45
"""A child is killed after one of so many first requests."""
HELD_SECONDS = 60.0
IDLE_SECONDS = 2.0
QUIET_SECONDS = 1.0
GIVEN_UP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Room:
    """A room, and the people in it, the one who made it first."""

    id: str
    people: tuple[MatrixPerson, ...]
    direct: bool

    @property
    def address(self) -> str:
        return f"matrix:{self.id}"


class MatrixWorld(World):
    """The bot's line to Synapse is watched; in the waves `gaps` much is written in a shared room.

    The bot is yet to be born: see `found`.
    """

    module = "tests.crash.programs.matrix_child"

    def __init__(
        self,
        folder: Path,
        proxy: Proxy,
        us: Account,
        places: Sequence[Room],
        gaps: Collection[int] = (),
        url: str = "",
    ) -> None:
        super().__init__(folder, url)
        self.proxy = proxy
        self.us = us
        self.places = places
        self.gaps = gaps
        self._data = folder / "data"
        self._wave = 0
        self._shared = cycle([each for each in places if not each.direct])
        self._asked_before = 0
        self._counted, self._counted_at = 0, 0.0

    @property
    def arguments(self) -> list[str]:
        return [
            *("--homeserver", self.proxy.url, "--user", self.us.user_id),
            *(f"--password={self.us.password}", "--data", str(self._data)),
        ]

    @property
    def rooms(self) -> list[str]:
        return [each.address for each in self.places if not each.direct]

    # People.

    async def write(self, how_many: int) -> None:
        self._wave += 1
        if self._wave in self.gaps:
            await self._write_amid_others(how_many, next(self._shared))
        else:
            await self._write_around(how_many)

    async def _write_around(self, how_many: int) -> None:
        """Write in all rooms, one after the other."""
        for number in self._next(how_many):
            await self._write(number, self.places[number % len(self.places)])

    async def _write_amid_others(self, how_many: int, room: Room) -> None:
        """Write all in one room, amid more talk than a sync brings."""
        for number in self._next(how_many):
            await self._write(number, room)
            for nth in range(LIMIT // how_many + 1):
                await room.people[nth % len(room.people)].says(room.id, "Vraiment ?")

    def _next(self, how_many: int) -> range:
        return range(len(self.written) + 1, len(self.written) + how_many + 1)

    async def _write(self, number: int, room: Room) -> None:
        person = room.people[number // len(self.places) % len(room.people)]
        await person.says(room.id, f"!count {number}")
        self.written[number] = room.address

    # The child.

    async def start(self, *more: str) -> ForkedChild:
        self._asked_before = len(self.proxy.asked)
        self._counted_at = 0.0
        return await super().start(*more)

    async def found(self, *dying_amid: str) -> None:
        """Start the bot and bring it into its rooms; it dies amid each of these requests before.

        In the end it is left in peace until it asks for nothing more, and then killed too.
        """
        for pattern in dying_amid:
            await self.die_amid(pattern)
        child = await self.start()
        for room in self.places:
            await room.people[0].is_joined_by(room.id, self.us.user_id, within=60)
        await self._until(self._is_idle)
        await self.kill(child)

    async def die_amid(self, pattern: str) -> None:
        """Start a child and kill it when the answer to such a request is on its way."""
        held = self.proxy.faults.latency(pattern, HELD_SECONDS, times=1, when="after")
        child = await self.start()
        try:
            await self._until(lambda: held.times == 0)
        except TimeoutError:
            raise AssertionError(f"the child never asked for {pattern}") from None
        await self.kill(child)

    async def random_moment(self, chance: random.Random) -> None:
        """After one of the first requests, before or after its answer; some write meanwhile."""
        if chance.random() < 0.5:
            await self._until(self._has_synced)
            await self._write_around(2)
        await self._until(partial(self._has_asked, chance.randint(0, REQUESTS)))
        await asyncio.sleep(chance.uniform(0, 0.05))

    def _has_asked(self, requests: int) -> bool:
        """True if the child has asked for so much, or asks for nothing any more."""
        return len(self._asked) >= requests or self._is_idle()

    def _is_idle(self) -> bool:
        return bool(self._asked) and monotonic() - self._asked[-1].at > IDLE_SECONDS

    def _has_synced(self) -> bool:
        """True if the child knows the rooms, and asks for what was said there."""
        return sum(it.path.endswith("/sync") for it in self._asked) > 1

    @property
    def _asked(self) -> list[Asked]:
        return self.proxy.asked[self._asked_before :]

    async def is_read(self) -> bool:
        """True if all was counted a moment ago; what was not for long never will be."""
        counted = self.effects()
        if len(counted) != self._counted or not self._counted_at:
            self._counted, self._counted_at = len(counted), monotonic()
        all_are = self.written.keys() <= set(counted)
        enough = QUIET_SECONDS if all_are else GIVEN_UP_SECONDS
        return monotonic() - self._counted_at > enough

    async def _until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(HELD_SECONDS):
            while not condition():
                self.check_alive()
                await asyncio.sleep(0.01)

    # The counts.

    async def heard(self) -> Heard:
        return {
            room.address: Counter(it.body for it in await self._read(room, room.people[0]))
            for room in self.places
        }

    async def unreadable(self) -> int:
        readings = [
            await self._read(room, person) for room in self.places for person in room.people
        ]
        return sum(it.type == "m.room.encrypted" for reading in readings for it in reading)

    async def _read(self, room: Room, person: MatrixPerson) -> list[Seen]:
        return [it for it in await person.reads(room.id) if it.sender == self.us.user_id]


@asynccontextmanager
async def matrix_world(
    synapse: Synapse,
    folder: Path,
    gaps: Collection[int] = (),
    *,
    kind: type[MatrixWorld] = MatrixWorld,
    url: str = "",
    others: int = 0,
) -> AsyncIterator[MatrixWorld]:
    """Four people who have invited the bot: each to talk alone, and by two into a shared room.

    So many `others` have invited it to talk alone.
    """
    async with AsyncExitStack() as stack:
        us = await synapse.register("Terreau")
        ana, luc = await synapse.person("Ana"), await synapse.person("Luc")
        zoe, eva = [
            await stack.enter_async_context(await EncryptedPerson.on(synapse, name))
            for name in ("Zoé", "Éva")
        ]
        places = [*await _rooms(us, ana, luc), *await _rooms(us, zoe, eva, encrypted=True)]
        for nth in range(others):
            place = await _direct_room(us, await synapse.person(f"P{nth}"))
            places.append(place)
        proxy = await stack.enter_async_context(Proxy(synapse.url))
        yield await stack.enter_async_context(kind(folder, proxy, us, places, gaps, url))


async def _rooms(
    us: Account, host: MatrixPerson, guest: MatrixPerson, *, encrypted: bool = False
) -> list[Room]:
    """The shared room of two people, and the direct room of each."""
    invited = [us.user_id, guest.user_id]
    shared = await host.creates("Énergie", invites=invited, encrypted=encrypted)
    await guest.joins(shared)
    direct = [await _direct_room(us, each, encrypted=encrypted) for each in (host, guest)]
    return [Room(shared, (host, guest), direct=False), *direct]


async def _direct_room(us: Account, person: MatrixPerson, *, encrypted: bool = False) -> Room:
    """A person's direct room."""
    room = await person.creates(direct_with=us.user_id, encrypted=encrypted)
    return Room(room, (person,), direct=True)
