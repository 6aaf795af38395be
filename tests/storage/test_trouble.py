"""A full disk, a database that takes no changes, a damaged one: told apart, as they come."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text as sql

from storage import unit_of_work
from storage.inbound import Inbox
from storage.inbound.inbox import InboxState
from storage.operations.instance_lock import running_on
from storage.restored_backups import Erased, ErasureList
from storage.trouble import (
    DATABASE_TROUBLE,
    DatabaseAway,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseNotOpened,
    DatabaseReadOnly,
    DiskFails,
    OnlyRead,
)
from storage.unit_of_work import Database
from tests.databases import Fresh

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
WORDS = "words " * 2000
PAGE = 4096


@pytest.fixture
def path(fresh_database: Fresh) -> Path:
    """A database of SQLite, with more in it than one page of words."""
    path = Path(fresh_database("sqlite").removeprefix("sqlite:///"))
    with closing(Database(f"sqlite:///{path}")) as database:
        for _ in range(3):
            keep(database)
    return path


def keep(database: Database) -> None:
    """Write more than a page."""
    with database.unit() as store:
        key = str(store[Inbox].count(InboxState.NEW))
        store[Inbox].receive("telegram", [(key, "telegram:7", {"words": WORDS})], NOW)


def kept(database: Database) -> int:
    """The amount of written words, read as a whole."""
    with database.unit() as store:
        return sum(len(row.payload["words"]) for row in store[Inbox].waiting(100))


@contextmanager
def without_room(database: Database) -> Iterator[None]:
    """Stop the file from growing."""
    limit(database, 1)  # it is never less than what is there
    yield
    limit(database, 1_000_000)


def limit(database: Database, pages: int) -> None:
    with database.unit() as store:
        store._session.execute(sql(f"PRAGMA max_page_count={pages}"))


def test_a_full_disk_is_told_undoes_the_unit_and_is_written_on_once_there_is_space(
    path: Path,
) -> None:
    with closing(Database(f"sqlite:///{path}")) as database:
        before = kept(database)
        with without_room(database):
            for _ in range(3):
                with pytest.raises(DatabaseFull):
                    keep(database)
            assert kept(database) == before
            assert isinstance(database.recent_trouble(), DatabaseFull)
        keep(database)
        assert kept(database) > before


def test_a_trouble_is_told_for_a_while_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Database(f"sqlite:///{path}")) as database:
        with without_room(database), suppress(DatabaseFull):
            keep(database)
        assert database.recent_trouble()
        monkeypatch.setattr(unit_of_work, "REMEMBERED_SECONDS", 0.0)
        assert not database.recent_trouble()


def test_a_lock_passes_by_itself_and_is_not_remembered(path: Path) -> None:
    with closing(Database(f"sqlite:///{path}")) as database:
        with database.unit() as store:
            store._session.execute(sql("PRAGMA busy_timeout=10"))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseAway) as raised:
                kept(database)
        assert type(raised.value) is DatabaseAway
        assert not database.recent_trouble()


class Usage(NamedTuple):
    """The disk usage as the system tells it."""

    total: int
    used: int
    free: int


@pytest.mark.parametrize("free", [0, unit_of_work.LEAST_FREE - 1])
def test_a_disk_without_space_is_full_before_anything_is_written(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    for folder in (path.parent, tmp_path):
        left = {folder: free}
        monkeypatch.setattr(
            unit_of_work, "disk_usage", lambda of, left=left: Usage(0, 0, left.get(of, 10**9))
        )
        with (
            closing(Database(f"sqlite:///{path}", tmp_path)) as database,
            pytest.raises(DatabaseFull),
        ):
            database.check()


def test_a_file_that_takes_no_changes_is_told_and_may_be_read(path: Path) -> None:
    with closing(Database(f"sqlite:///file:{path}?mode=ro&uri=true")) as database:
        with pytest.raises(DatabaseReadOnly):
            keep(database)
        with database.reading() as store:
            assert store[Inbox].waiting(1)
        with pytest.raises(OnlyRead), database.reading() as store:
            store[Inbox].done([1], NOW)


@pytest.mark.parametrize(
    ("at", "spoilt"),
    [
        pytest.param(0, b"no more", id="its beginning"),
        pytest.param(100, b"\xff" * (PAGE - 100), id="its first page"),
        pytest.param(PAGE, b"\xff" * PAGE * 1000, id="all other pages"),
    ],
)
def test_a_damaged_file_is_told(path: Path, at: int, spoilt: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(spoilt[: path.stat().st_size - at])

    with closing(Database(f"sqlite:///{path}")) as database:
        with pytest.raises(DatabaseDamaged):
            kept(database)
        assert isinstance(database.recent_trouble(), DatabaseDamaged)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    nowhere = Database(f"sqlite:///{tmp_path}/nowhere/terreau.db")
    with pytest.raises(DatabaseNotOpened):
        nowhere.check()
    with pytest.raises(DatabaseNotOpened), running_on(nowhere):
        pass


def test_a_lock_that_is_no_database_is_told(path: Path) -> None:
    Path(f"{path}.lock").write_text("this is a letter, not a database " * 100)
    with closing(Database(f"sqlite:///{path}")) as database:  # noqa: SIM117 - one after the other
        with pytest.raises(DatabaseDamaged), running_on(database):
            pass


def test_erasures_that_find_no_space_are_the_databases_trouble(tmp_path: Path) -> None:
    (tmp_path / "erasures").symlink_to("/dev/full")  # a disk that is always full
    (tmp_path / "erasures.key").write_text("00" * 32)
    with (
        pytest.raises(DatabaseFull),
        ErasureList(tmp_path, lambda: NOW).listing([Erased(("zoé",))]),
    ):
        pass


# PostgreSQL


@pytest.fixture
def postgresql(fresh_database: Fresh) -> Iterator[Database]:
    with closing(Database(fresh_database("postgresql"))) as opened:
        yield opened


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", DatabaseFull),
        ("25006", DatabaseReadOnly),
        ("XX001", DatabaseDamaged),
        ("XX002", DatabaseDamaged),
        ("58P01", DatabaseDamaged),
        ("58030", DiskFails),
        ("53200", DatabaseAway),
    ],
)
def test_error_codes_of_postgresql_are_classified(
    postgresql: Database, state: str, kind: type[DatabaseAway]
) -> None:
    with pytest.raises(DATABASE_TROUBLE) as raised, postgresql.unit() as store:
        store._session.execute(sql(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
    assert type(raised.value) is kind
    assert bool(postgresql.recent_trouble()) is (kind is not DatabaseAway)
    keep(postgresql)


@pytest.mark.postgres
def test_a_server_that_takes_no_changes_is_told(postgresql: Database, new_sessions: None) -> None:
    name = postgresql.url.database
    for setting, refused in (("on", True), ("off", False)):
        with postgresql.engine.begin() as connection:
            connection.execute(sql("SET TRANSACTION READ WRITE"))
            connection.execute(
                sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {setting}')
            )
        postgresql.close()
        if refused:
            with pytest.raises(DatabaseReadOnly):
                postgresql.check()
            with pytest.raises(DatabaseReadOnly):
                keep(postgresql)
        else:
            postgresql.check()
            keep(postgresql)
