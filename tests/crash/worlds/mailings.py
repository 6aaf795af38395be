"""Mailings to many people that are interrupted by kills: worlds, people and storms."""

import asyncio
import random
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.domain.roles import Circle
from storage.communities import Communities
from storage.members import Consents, Members
from storage.unit_of_work import Store
from tests.crash.worlds.matrix_world import MatrixWorld
from tests.crash.worlds.telegram_world import TelegramWorld
from tests.crash.worlds.world import World

UNEXPANDED = "SELECT count(*) FROM mailings WHERE NOT done"


class MailingWorld(TelegramWorld):
    """A world that is done once the mailing is expanded, too."""

    def waiting_rows(self) -> list[str]:
        return [*super().waiting_rows(), UNEXPANDED]

    async def random_moment(self, chance: random.Random) -> None:
        """From the first poll to the middle of the mailing."""
        await self.until(self._polled_or_ended)
        self.check_alive()
        await asyncio.sleep(chance.uniform(0, 1.2))

    async def be_born(self) -> None:
        """Make the community in a child, then kill it."""
        child = await self.start()
        await self.until(self.polled)
        await self.kill(child)
        for person in self.people:
            person.private.started = True


class MatrixMailingWorld(MatrixWorld):
    """The same on Matrix."""

    def waiting_rows(self) -> list[str]:
        return [*super().waiting_rows(), UNEXPANDED]

    async def random_moment(self, chance: random.Random) -> None:
        """After one of the first messages of this life, before or after its answer."""
        wanted = chance.randint(0, 6)
        await self._until(lambda: self._messages() >= wanted or self._is_idle())
        await asyncio.sleep(chance.uniform(0, 0.03))

    def _messages(self) -> int:
        return sum("/send/" in each.path for each in self._asked)

    async def is_read(self) -> bool:
        return self._has_synced() and await super().is_read()


def zone_where_it_is_noon() -> str:
    """A zone in which nobody has quiet hours now."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def join_everybody(
    store: Store, people: Mapping[str, str], purpose: str, *, rooms: Mapping[str, str] | None = None
) -> None:
    """Make people, by account and name, members who agreed to a purpose; each second is active.

    `rooms` are their direct rooms, where these are not their accounts.
    """
    zone, now = zone_where_it_is_noon(), datetime.now(UTC)
    community = store[Communities].all()[0]
    for nth, (address, name) in enumerate(people.items()):
        direct = address if rooms is None else rooms[address]
        member = store[Members].register(address, name, direct=direct, at=now)
        member.timezone = zone
        circle = Circle.ENGAGED if nth % 2 else Circle.INFORMED
        store[Members].join(member, community.id, circle, now)
        store[Consents].give(member, community.id, purpose, version="1", channel="test", at=now)


async def storm(world: World, *, kills: int) -> None:
    """Kill the child at random moments of the sending."""
    chance = random.Random(kills)
    for _ in range(kills):
        child = await world.start()
        await world.random_moment(chance)
        await world.kill(child)
