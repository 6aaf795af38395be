"""A Synapse beside the bots, without rate limits, and how it is filled with people and rooms."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from tests.synapse import Account, MatrixPerson, PrivateSynapse, path

AT_ONCE = 6


@contextmanager
def homeserver(folder: Path) -> Iterator[PrivateSynapse]:
    """Start one on empty data; it ends with us."""
    synapse = PrivateSynapse(folder)
    synapse.server.start()
    try:
        yield synapse
    finally:
        synapse.server.kill()


async def make_direct_rooms(
    synapse: PrivateSynapse, account: Account, count: int, within: float
) -> int:
    """Bring a bot into a direct room with each of so many people, encrypted as Element's are.

    After `within` seconds no more are begun; returns the number that were made.
    """
    bot = MatrixPerson(synapse.url, account, "Terreau")
    until = time.monotonic() + within
    left, made = iter(range(count)), 0

    async def meet_some() -> None:
        nonlocal made
        while time.monotonic() < until and (nth := next(left, None)) is not None:
            person = await synapse.person(f"Person {nth}")
            await bot.joins(await person.creates(direct_with=bot.user_id, encrypted=True))
            made += 1

    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(meet_some())
    return made


@dataclass(frozen=True, slots=True)
class SharedRoom:
    """An encrypted room with its maker and some bots."""

    id: str
    maker: MatrixPerson
    bots: Sequence[Account]

    async def seconds_to_answer(self, bot: str, within: float) -> float:
        """Ask for help; give the seconds until there is something new of this bot."""
        began = time.monotonic()
        asked = await self.maker.says(self.id, "!aide")
        async with asyncio.timeout(within):
            while not await self._answered(bot, asked):
                await asyncio.sleep(0.1)
        return time.monotonic() - began

    async def _answered(self, bot: str, asked: str) -> bool:
        query = {"dir": "b", "limit": "20"}
        told = await self.maker.call("GET", path("rooms", self.id, "messages"), None, **query)
        newest = takewhile(lambda event: event["event_id"] != asked, told["chunk"])
        return any(it["sender"] == bot and it["type"] == "m.room.encrypted" for it in newest)


async def shared_room(synapse: PrivateSynapse, bots: int) -> SharedRoom:
    """Make a room with one person and so many bots."""
    ana = await synapse.person("Ana")
    room = await ana.creates("Énergie", public=True, encrypted=True)
    accounts = [await synapse.register("Terreau") for _ in range(bots)]
    for account in accounts:
        await MatrixPerson(synapse.url, account, "Terreau").joins(room)
    return SharedRoom(room, ana, accounts)
