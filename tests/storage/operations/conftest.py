"""Databases of older versions, for the tests of what is done with a whole database."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.plugins.run import Run
from tests.storage.operations.test_migrations import REVISIONS, fill


def _file_of(folder: Path, revision: str) -> Path:
    """An empty SQLite file of a version, made once a run from the one before it."""
    path = folder / f"empty-{revision}.db"
    if not path.exists():
        growing = folder / "growing.db"
        if earlier := REVISIONS[: REVISIONS.index(revision)]:
            shutil.copyfile(_file_of(folder, earlier[-1]), growing)
        with closing(Database(f"sqlite:///{growing}")) as database:
            migrate(database, revision)
        growing.rename(path)
    return path


@pytest.fixture
def older(run: Run, tmp_path: Path, revision: str) -> Iterator[Database]:
    """A database of an old version, with rows in every table; filled once a run."""
    filled = run.folder / f"filled-{revision}.db"
    with run.alone("older"):
        if not filled.exists():
            filling = shutil.copyfile(_file_of(run.folder, revision), run.folder / "filling.db")
            with closing(Database(f"sqlite:///{filling}")) as database:
                fill(database)
            filling.rename(filled)
    copied = shutil.copyfile(filled, tmp_path / "older.db")
    with closing(Database(f"sqlite:///{copied}")) as database:
        yield database
