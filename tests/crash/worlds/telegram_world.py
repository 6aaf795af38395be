"""A crash test's world on Telegram: the emulator, people in private, and a group."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.crash.programs.forked_child import ForkedChild
from tests.crash.worlds.world import Heard, World
from tests.emulator import BotApi
from tests.patience import HANG


class TelegramWorld(World):
    module = "tests.crash.programs.telegram_child"

    def __init__(self, api: BotApi, folder: Path, people: int = 20, url: str = "") -> None:
        super().__init__(folder, url)
        self.api = api
        self.people = [api.person(f"P{n}") for n in range(people)]
        self.group = api.group("Énergie", supergroup=True)
        self._polls = 0

    @property
    def arguments(self) -> list[str]:
        return ["--api", self.api.url]

    @property
    def rooms(self) -> list[str]:
        return [f"telegram:{self.group.id}"]

    async def write(self, how_many: int) -> None:
        for number in range(len(self.written) + 1, len(self.written) + how_many + 1):
            person = self.people[number % len(self.people)]
            person.says(f"/count {number}")
            self.written[number] = person.name

    async def start(self, *more: str) -> ForkedChild:
        self._polls = self.api.count("getUpdates")
        return await super().start(*more)

    async def random_moment(self, chance: random.Random) -> None:
        """From the first poll to the middle of the work."""
        await self.until(self._polled_or_ended)
        self.check_alive()
        await asyncio.sleep(chance.uniform(0, 0.4))

    async def is_read(self) -> bool:
        return self.polled() and not self.api.updates.pending

    async def heard(self) -> Heard:
        private = {it.name: Counter(m.text for m in it.private.said) for it in self.people}
        return private | {self.rooms[0]: Counter(message.text for message in self.group.said)}

    def _polled_or_ended(self) -> bool:
        return self.polled() or (self.child is not None and self.child.returncode is not None)

    def polled(self, times: int = 1) -> bool:
        """True if the child that was started last asked for updates."""
        return self.api.count("getUpdates") >= self._polls + times

    async def until(self, condition: Callable[[], object], within: float = HANG) -> None:
        """Wait, while the network lives."""
        await self.api.until(condition, within=within)
