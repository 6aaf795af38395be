"""A frozen database: its schema and all its rows, as text that both kinds of databases take in.

There are two of each release: one in which an invented community lived a week, as the demo shows
it, and one with rows of two people in every table that knows of people.
"""

import asyncio
import gzip
import json
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.operations.playground.opening import opened_scene
from bot.operations.stage import PARIS
from storage.operations import RowImport, migrate, snapshot
from storage.unit_of_work import Database
from tests.storage.canaries import CanaryPerson, arrive, found_in, settle_in
from tests.storage.operations.test_migrations import schema

HERE = Path(__file__).parent / "frozen"
ROOT = Path(__file__).parents[2]
COMMUNITY = "energie"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=PARIS)
"""The day on which the week of the community begins."""

Rows = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Frozen:
    """The frozen content of a database."""

    revision: str
    schema: dict[str, dict[str, list[str]]]
    """That of SQLite."""
    rows: dict[str, list[dict[str, Any]]]
    """By table, those first that others refer to."""

    @classmethod
    def read(cls, file: Path) -> "Frozen":
        return cls(**json.loads(gzip.decompress(file.read_bytes())))

    def write(self, file: Path) -> None:
        told = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
        file.write_bytes(gzip.compress(told.encode(), mtime=0))

    def put_into(self, database: Database) -> None:
        """Make the tables of that time anew in a database, and put the rows into them."""
        migrate(database, "base")
        migrate(database, self.revision)
        with database.engine.begin() as connection:
            importing = RowImport(connection)
            for table, rows in self.rows.items():
                columns = list(rows[0]) if rows else []
                lines = [json.dumps(list(row.values())).encode() for row in rows]
                if rows:
                    importing.put(table, columns, b"\n".join(lines))
            importing.finish()


def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All rows of a database, by table."""
    with snapshot(database) as seen:
        return {
            name: [
                dict(zip(seen.columns(name), json.loads(line), strict=True))
                for part in seen.parts(name)
                for line in part.content.splitlines()
            ]
            for name in seen.tables
        }


def frozen(database: Database) -> Frozen:
    """The present content of a database."""
    with snapshot(database) as seen:
        assert seen.revision is not None
        return Frozen(seen.revision, schema(database), rows_of(database))


def lived(folder: Path) -> Frozen:
    """A community of the demo after its week."""
    asyncio.run(_live(folder))
    with closing(Database(f"sqlite:///{folder / f'{COMMUNITY}-fr' / 'demo.db'}")) as database:
        return frozen(database)


async def _live(folder: Path) -> None:
    scene = await opened_scene(folder, COMMUNITY, "fr", MONDAY)
    await scene.stage.app.close()


def everywhere(folder: Path) -> Frozen:
    """Two people with something of theirs in every table."""
    with closing(Database(f"sqlite:///{folder / 'everywhere.db'}")) as database:
        migrate(database)
        one, two = CanaryPerson("one", 1000), CanaryPerson("two", 2000)
        with database.engine.begin() as connection:
            found_in(connection)
            for person in (one, two):
                arrive(connection, person)
            settle_in(connection, one, two)
            settle_in(connection, two, one)
        return frozen(database)


def freeze(version: str) -> Iterator[Path]:
    """Write the two files of a version; one that is there already is not changed any more."""
    HERE.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="terreau-"))
    try:
        for name, make in (("lived", lived), ("everywhere", everywhere)):
            file = HERE / f"{version}-{name}.json.gz"
            if file.exists():
                sys.exit(f"{file.name} is frozen already: it is what that version left behind.")
            make(folder).write(file)
            yield file
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for made in freeze(pyproject["project"]["version"]):
        print(f"{made.relative_to(ROOT)}: {made.stat().st_size:,} bytes")  # noqa: T201 - the files
