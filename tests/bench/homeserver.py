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


async def with_direct_rooms(synapse: PrivateSynapse, count: int) -> Account:
    """A bot's account, in a direct room with each of so many people, encrypted as Element's are."""
    account = await synapse.register("Terreau")
    bot = MatrixPerson(synapse.url, account, "Terreau")
    some = asyncio.Semaphore(AT_ONCE)

    async def meet(nth: int) -> None:
        async with some:
            person = await synapse.person(f"Person {nth}")
            await bot.joins(await person.creates(direct_with=bot.user_id, encrypted=True))

    async with asyncio.TaskGroup() as tasks:
        for nth in range(count):
            tasks.create_task(meet(nth))
    return account


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
