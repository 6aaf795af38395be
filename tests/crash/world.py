"""The world of a crash test: an emulator, a database, people, and a child to be killed."""

import asyncio
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from bot.config import Settings
from storage.migrating import migrate
from storage.unit_of_work import Database
from tests.emulator import BotApi, Group, Person

TOKEN = "123:abc"


def crash_settings(group_id: str) -> Settings:
    """One community with one room; `count` is for anyone."""
    return Settings.model_validate(
        {"communities": [{"slug": "e", "name": "Énergie", "rooms": [f"telegram:{group_id}"]}]}
    )


@dataclass(slots=True)
class Counts:
    """What a storm did to what came in and went out."""

    kills: int
    updates: int
    lost_in: int
    twice_in: int
    answers_lost: int
    answers_repeated: int
    announced_lost: int
    announced_twice: int
    uncertain: int
    stuck: int

    def __str__(self) -> str:
        return (
            f"{self.kills} kills over {self.updates} updates: "
            f"in {self.lost_in} lost, {self.twice_in} applied twice; "
            f"out {self.answers_lost} answers lost, {self.answers_repeated} repeated; "
            f"announcements {self.announced_lost} lost, {self.announced_twice} doubled, "
            f"{self.uncertain} uncertain; {self.stuck} rows stuck"
        )


@dataclass(slots=True)
class World:
    """What a child is started in."""

    api: BotApi
    path: Path
    people: list[Person]
    group: Group
    log: IO[bytes]
    sent: int = 0
    kills: int = 0
    child: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """The database's address."""
        return f"sqlite:///{self.path}"

    def write(self, how_many: int) -> None:
        """Let people send the next numbers, each once."""
        for _ in range(how_many):
            self.sent += 1
            self.people[self.sent % len(self.people)].says(f"/count {self.sent}")

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        """Start a child; what it logs goes to a file beside the database."""
        self.child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crash.child",
            self.url,
            self.api.url,
            str(self.group.id),
            *arguments,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=self.log,
        )
        return self.child

    async def kill(self, child: asyncio.subprocess.Process) -> None:
        """Kill a child as the power would."""
        child.kill()
        await child.wait()
        self.kills += 1

    async def finish(self, within: float = 60) -> None:
        """Run a child in peace until nothing is left to do, then stop it as a host does."""
        polls = self.api.count("getUpdates")
        child = await self.start()
        try:
            await self.api.until(partial(self.polled_since, polls), within=within)
            await self.api.until(lambda: not self.api.updates.pending, within=within)
            async with asyncio.timeout(within):
                while self.left():
                    await asyncio.sleep(0.1)
        finally:
            child.terminate()
            async with asyncio.timeout(10):
                await child.wait()
        assert child.returncode == 0

    def left(self) -> int:
        """How many rows wait to be handled or sent."""
        with self.database() as rows:
            return int(
                rows.execute(
                    "SELECT (SELECT count(*) FROM inbox WHERE state = 'new') + (SELECT count(*)"
                    " FROM deliveries WHERE state IN ('waiting', 'sending'))"
                ).fetchone()[0]
            )

    def counts(self) -> Counts:
        """What became of everything that was sent."""
        wanted = range(1, self.sent + 1)
        with self.database() as rows:
            effects = Counter(n for (n,) in rows.execute("SELECT number FROM effects"))
            uncertain = rows.execute(
                "SELECT count(*) FROM deliveries WHERE state = 'uncertain'"
            ).fetchone()[0]
        answers = Counter(m.text for p in self.people for m in p.private.said)
        announced = Counter(message.text for message in self.group.said)
        answered = [answers[f"Compté : {n}."] + answers[f"Counted: {n}."] for n in wanted]
        called = [announced[f"Announced: {n}."] for n in wanted if n % 10 == 0]
        return Counts(
            kills=self.kills,
            updates=self.sent,
            lost_in=sum(effects[n] == 0 for n in wanted),
            twice_in=sum(effects[n] > 1 for n in wanted),
            answers_lost=answered.count(0),
            answers_repeated=sum(n - 1 for n in answered if n > 1),
            announced_lost=called.count(0),
            announced_twice=sum(n > 1 for n in called),
            uncertain=uncertain,
            stuck=self.left(),
        )

    def polled_since(self, polls: int) -> bool:
        """Whether a child asked for updates, when `polls` requests had been made before."""
        return self.api.count("getUpdates") > polls

    async def close(self) -> None:
        """Leave no child behind, whatever happened."""
        if self.child is not None and self.child.returncode is None:
            await self.kill(self.child)
        self.log.close()

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The child's database, read from outside."""
        rows = sqlite3.connect(self.path, timeout=10)
        try:
            yield rows
        finally:
            rows.close()


def made_world(api: BotApi, folder: Path, people: int = 20) -> World:
    """An empty database with our tables and the one that counts effects."""
    path = folder / "crash.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    group = api.group("Énergie", supergroup=True)
    log = (folder / "crash.log").open("ab")
    world = World(api, path, [api.person(f"P{n}") for n in range(people)], group, log)
    with world.database() as rows:
        rows.execute("CREATE TABLE effects (number INTEGER NOT NULL)")
        rows.commit()
    return world
