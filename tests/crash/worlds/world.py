"""The world of a crash test: a network with people on it, a database, and a child to be killed."""

import asyncio
import random
import sqlite3
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.crash.programs.forked_child import ForkedChild
from tests.crash.programs.own_postgresql import connected
from tests.patience import HANG, patient

Heard = Mapping[str, Counter[str]]
"""By room, how often each thing was said there by the child."""


@dataclass(slots=True)
class Counts:
    """The effects of a storm on incoming and outgoing messages."""

    kills: int
    events: int
    lost_in: int
    twice_in: int
    out_of_order: int
    answers_lost: int
    answers_repeated: int
    announced: int
    announced_lost: int
    announced_twice: int
    uncertain: int
    unreadable: int
    stuck: int

    def __str__(self) -> str:
        return (
            f"{self.kills} kills over {self.events} events: "
            f"in {self.lost_in} lost, {self.twice_in} applied twice, "
            f"{self.out_of_order} out of order; "
            f"out {self.answers_lost} answers lost, {self.answers_repeated} repeated; "
            f"of {self.announced} announcements {self.announced_lost} lost, "
            f"{self.announced_twice} doubled, {self.uncertain} uncertain; "
            f"{self.unreadable} unreadable, {self.stuck} rows stuck"
        )


class World(ABC):
    """The surroundings of a child, on any network; `async with` leaves no child behind."""

    module: str
    """The child's."""

    def __init__(self, folder: Path, url: str = "") -> None:
        """Make our tables and the one that counts effects, in a file unless a URL is given."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.url = url or f"sqlite:///{folder / 'crash.db'}"
        self.kills = 0
        self.written: dict[int, str] = {}
        """The room in which each number was written."""
        self.child: ForkedChild | None = None
        self._log = folder / "crash.log"
        self._log.touch()
        database = Database(self.url)
        migrate(database)
        database.close()
        with self.database() as rows:
            number = "INTEGER" if self.is_sqlite else "SERIAL"
            rows.execute(f"CREATE TABLE effects (id {number} PRIMARY KEY, number INTEGER NOT NULL)")
            rows.commit()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.child is not None and self.child.returncode is None:
            await self.kill(self.child)

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    # Parts that a network adds.

    @property
    @abstractmethod
    def arguments(self) -> list[str]:
        """The arguments of the child about its network."""

    @property
    @abstractmethod
    def rooms(self) -> list[str]:
        """The community's, as addresses: in each of them is announced."""

    @abstractmethod
    async def write(self, how_many: int) -> None:
        """Make people write the next numbers, each once."""

    @abstractmethod
    async def random_moment(self, chance: random.Random) -> None:
        """Wait, while a child that was just started works, until it is to be killed."""

    @abstractmethod
    async def is_read(self) -> bool:
        """True if nothing more is to come from the network."""

    @abstractmethod
    async def heard(self) -> Heard:
        """The words of the child; a room of the community is named by its address."""

    async def unreadable(self) -> int:
        """The number of the child's messages that a person could not read."""
        return 0

    # The child.

    async def start(self, *more: str) -> ForkedChild:
        """Start a child; its log goes to a file beside the database."""
        rooms = [word for room in self.rooms for word in ("--room", room)]
        words = ["--database", self.url, "--files", str(self.folder), *rooms, *self.arguments]
        self.child = ForkedChild(self.module, [*words, *more], self._log)
        return self.child

    async def kill(self, child: ForkedChild) -> None:
        """Kill a child as the power would."""
        child.kill()
        await child.wait()
        self.kills += 1

    def check_alive(self) -> None:
        """Fail, with its last words, if the child has ended by itself."""
        if self.child is not None and self.child.returncode is not None:
            raise AssertionError(f"the child ended: {self.said()}")

    def said(self, most: int = 3000) -> str:
        """The end of what all children wrote to their standard error."""
        return self._log.read_bytes()[-most:].decode(errors="replace")

    async def finish(self, within: float = HANG) -> None:
        """Run a child in peace until nothing is left to do, then stop it as a host does."""
        child = await self.start()
        try:
            async with patient(within):
                while not await self.is_read() or self.left():
                    self.check_alive()
                    await asyncio.sleep(0.1)
        finally:
            if child.returncode is None:
                child.terminate()
                async with patient():
                    await child.wait()
        assert child.returncode == 0

    # The counts.

    def waiting_rows(self) -> list[str]:
        """The queries that count what waits to be handled or sent."""
        return [
            "SELECT count(*) FROM inbox WHERE state = 'new'",
            "SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'sending')",
        ]

    def left(self) -> int:
        """The number of rows that wait.

        One statement counts all: between two, a row of one kind can become one of another.
        """
        return self._one("SELECT " + " + ".join(f"({each})" for each in self.waiting_rows()))

    def effects(self) -> list[int]:
        """The numbers that were counted, in order."""
        with self.database() as rows:
            return [n for (n,) in rows.execute("SELECT number FROM effects ORDER BY id")]

    async def counts(self) -> Counts:
        """The counts of everything that was written."""
        effects, heard = self.effects(), await self.heard()
        applied = Counter(effects)
        answers = [heard[room][f"Counted {n}."] for n, room in self.written.items()]
        tenths = [n for n in self.written if n % 10 == 0]
        announced = [heard[room][f"Announced {n}."] for n in tenths for room in self.rooms]
        return Counts(
            kills=self.kills,
            events=len(self.written),
            lost_in=sum(applied[n] == 0 for n in self.written),
            twice_in=sum(applied[n] > 1 for n in self.written),
            out_of_order=self._out_of_order(effects),
            answers_lost=answers.count(0),
            answers_repeated=sum(times - 1 for times in answers if times > 1),
            announced=len(announced),
            announced_lost=announced.count(0),
            announced_twice=sum(times > 1 for times in announced),
            uncertain=self._one("SELECT count(*) FROM deliveries WHERE state = 'uncertain'"),
            unreadable=await self.unreadable(),
            stuck=self.left(),
        )

    def _out_of_order(self, effects: list[int]) -> int:
        by_room: dict[str, list[int]] = defaultdict(list)
        for number in effects:
            by_room[self.written[number]].append(number)
        return sum(
            later < earlier for each in by_room.values() for earlier, later in pairwise(each)
        )

    def _one(self, query: str) -> int:
        with self.database() as rows:
            return int(rows.execute(query).fetchone()[0])

    @contextmanager
    def database(self) -> Iterator[Any]:
        """The child's database, read from outside."""
        if self.is_sqlite:
            rows: Any = sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=10)
        else:
            rows = connected(self.url.replace("+psycopg", ""))
        try:
            yield rows
        finally:
            rows.close()
