"""The bots that are compared: their starts, and their stored votes."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.bots import register
from tests.bench.children import Child, running
from tests.bench.telegram import TOKEN, Telegram
from tests.bench.village import Village

LIBRARIES = {"ptb": "python-telegram-bot", "aiogram": "aiogram"}
Start = Callable[..., AbstractContextManager[Child]]


@dataclass(frozen=True, slots=True)
class Contender:
    """One bot on one database; `query` gives what it has kept, `start` takes more arguments."""

    name: str
    database: Path
    query: str
    start: Start

    def save(self) -> None:
        """Remember what is stored now, for `restore`."""
        shutil.copyfile(self.database, self._saved)

    def restore(self) -> None:
        """Have nothing stored but what was saved."""
        for left in self.database.parent.glob(f"{self.database.name}*"):
            left.unlink()
        if self._saved.exists():
            shutil.copyfile(self._saved, self.database)

    @property
    def _saved(self) -> Path:
        return self.database.with_suffix(".saved")

    def kept(self) -> list[object]:
        """The stored votes, as another reader of the file sees them."""
        return [row[0] for row in self._select(self.query)]

    def kept_count(self) -> int:
        counted = self._select(f"SELECT count(*) FROM ({self.query})")  # noqa: S608 - our own
        return int(counted[0][0]) if counted else 0

    def _select(self, query: str) -> list[tuple[int, ...]]:
        if not self.database.exists():
            return []
        address = f"file:{self.database}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            try:
                return connection.execute(query).fetchall()
            except sqlite3.OperationalError:  # it has not made its table yet
                return []


def of_rows(library: str, query: str, folder: Path, telegram: Telegram, *options: str) -> Contender:
    """A bot that commits one row an update."""
    name = f"{LIBRARIES[library]}, a row"
    return _bot(f"{library}_rows", name, query, folder, telegram, *options)


def of_register(library: str, folder: Path, telegram: Telegram) -> Contender:
    """A bot that does the same work as ours, through the ORM."""
    name = f"{LIBRARIES[library]}, the same work"
    return _bot(f"{library}_register", name, register.STORED, folder, telegram)


def of_terreau(village: Village, query: str) -> Contender:
    """Terreau, as `terreau run` runs it."""
    return Contender("Terreau", village.database, query, village.started)


def bot(
    module: str, *arguments: str, folder: Path, telegram: Telegram
) -> AbstractContextManager[Child]:
    """Start one of the bots of this folder."""
    log = folder / f"{module}.log"
    options = ("--api", telegram.url, "--token", TOKEN, *arguments)
    return running(f"tests.bench.bots.{module}", *options, log=log)


def _bot(
    module: str, name: str, query: str, folder: Path, telegram: Telegram, *options: str
) -> Contender:
    database = folder / f"{module}.db"
    arguments = ("--database", str(database), *options)
    start = partial(bot, module, *arguments, folder=folder, telegram=telegram)
    return Contender(name, database, query, start)
