"""The database table by table: out of one, into another, of either kind and of any version."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, func, inspect, select, table, text

from bot.domain.polls.rules import Counts
from storage.audit import Audit
from storage.base import Base, is_copied
from storage.members import Identities, Members
from storage.operations.copies import NotTheSameTables, RowImport, Snapshot, snapshot
from storage.operations.database_swap import in_place_of, is_empty, kept_at
from storage.operations.migrations import is_current, raise_to, version
from storage.outbound import Outbox
from storage.outbound.deliveries import Priority
from storage.polls import BallotCounts, Ballots, NewPoll, Polls
from storage.unit_of_work import Database
from tests.databases import Fresh, Kind
from tests.storage.operations.test_migrations import fill
from tests.storage.polls.settled import community, person

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture
def opened(fresh_database: Fresh) -> Iterator[Callable[[Kind], Database]]:
    """Databases of either kind."""
    made: list[Database] = []

    def opened(kind: Kind) -> Database:
        made.append(Database(fresh_database(kind)))
        return made[-1]

    yield opened
    for each in made:
        each.close()


def moved(source: Database, target: Database, aside: str | None = None) -> None:
    """Put all that is in one database into another."""
    with snapshot(source) as seen, in_place_of(target, aside) as connection:
        _copy(seen, connection)


def _copy(seen: Snapshot, connection: Connection) -> None:
    assert seen.revision is not None
    raise_to(connection, seen.revision)
    row_import = RowImport(connection)
    for name in seen.tables:
        for part in seen.parts(name):
            rows = row_import.put(name, seen.columns(name), part.content)
            assert len(rows) == part.rows
        assert row_import.count(name) == seen.count(name)
    row_import.finish()
    raise_to(connection)


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.engine.connect() as connection:
        return {
            each.name: sorted((tuple(row) for row in connection.execute(select(each))), key=repr)
            for each in Base.metadata.sorted_tables
            if is_copied(each.name)
        }


@pytest.mark.slow
@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_every_value_of_every_table_arrives(
    opened: Callable[[Kind], Database], source: Kind, target: Kind
) -> None:
    one, other = opened(source), opened(target)
    fill(one)

    moved(one, other)

    assert rows(other) == rows(one)
    assert all(rows(other).values())
    assert is_current(other)


@pytest.mark.slow
def test_an_empty_json_column_stays_a_null_of_sql(
    opened: Callable[[Kind], Database], database: Database
) -> None:
    """A JSON column that is empty is found by SQL as such."""
    one = opened("sqlite")
    with one.unit() as store:
        store[Outbox].put(
            room="telegram:1", priority=Priority.ANSWER, at=NOW, locale="fr", zone="UTC"
        )

    moved(one, database)

    with database.engine.connect() as connection:
        found = "SELECT count(*) FROM deliveries WHERE payload IS NULL AND buttons IS NULL"
        assert connection.scalar(text(found)) == 1


@pytest.mark.slow
def test_new_rows_are_numbered_behind_the_old_ones(
    opened: Callable[[Kind], Database], database: Database
) -> None:
    one = opened("sqlite")
    with one.unit() as store:
        for number in range(5):
            store[Members].register(f"telegram:{number}", "Ana", direct=None, at=NOW)

    moved(one, database)

    with database.unit() as store:
        assert store[Members].register("telegram:9", "Zoé", direct=None, at=NOW).id == 6


@pytest.mark.slow
def test_ballots_are_counted_again_and_go_on_being_counted(
    opened: Callable[[Kind], Database], database: Database
) -> None:
    one = opened("sqlite")
    with one.unit() as store:
        here = community(store)
        ana, ben = (person(store, name, here).id for name in ("ana", "ben"))
        poll_id = store[Polls].open(here, ana, NewPoll("When?", ["a", "b"]), NOW).id
        store[Ballots].cast(poll_id, ana, (2,), NOW)

    moved(one, database)

    with database.unit() as store:
        counts = store[BallotCounts]
        counts.restored(NOW)
        assert counts.of(poll_id) == Counts(1, {(2,): 1})
        store[Ballots].cast(poll_id, ben, (2,), NOW)
        assert counts.of(poll_id) == Counts(2, {(2,): 2})


@pytest.mark.slow
def test_an_older_database_is_brought_up_to_date(
    opened: Callable[[Kind], Database], database: Database, next_version: Callable[[], str]
) -> None:
    older = opened("sqlite")
    fill(older)
    before, newest = version(older), next_version()

    moved(older, database)

    assert is_current(database)
    assert (version(older), version(database)) == (before, newest)


@pytest.mark.slow
def test_a_snapshot_leaves_out_rows_written_meanwhile(database: Database) -> None:
    """It is one instant, and nobody waits for it."""
    go_on, wrote = Event(), Event()

    def write() -> None:
        number = 0
        while not go_on.is_set():
            number += 1
            with database.unit() as store:
                store[Members].register(f"telegram:{number}", "Ana", direct=None, at=NOW)
            wrote.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert wrote.wait(60)
        with snapshot(database) as seen:
            members = seen.count("members")
            for _ in range(5):
                wrote.clear()
                assert wrote.wait(60), "the writer is held up"
            exported = {name: sum(p.rows for p in seen.parts(name)) for name in seen.tables}
    finally:
        go_on.set()
        writer.join()

    assert exported["members"] == exported["identities"] == members
    with database.unit() as store:
        assert sum(1 for _ in store[Identities].all()) > members


@pytest.mark.slow
def test_large_tables_come_in_pieces(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.operations.copies.PART_BYTES", 200)
    with database.unit() as store:
        for number in range(20):
            store[Members].register(f"telegram:{number}", "Ana", direct=None, at=NOW)

    with snapshot(database) as seen:
        parts = list(seen.parts("members"))

    assert len(parts) > 3
    assert sum(part.rows for part in parts) == 20


def test_other_columns_are_refused(database: Database) -> None:
    with database.engine.connect() as connection, pytest.raises(NotTheSameTables):
        RowImport(connection).put("members", ["id", "shoe_size"], b"[1, 42]\n")


# In the place of another


@pytest.mark.slow
def test_a_failed_replacement_leaves_the_old_database(database: Database) -> None:
    fill(database)
    before = rows(database)

    with suppress(ZeroDivisionError), in_place_of(database, "before-1") as connection:
        raise_to(connection)
        raise ZeroDivisionError

    assert rows(database) == before
    assert _left_beside(database) == []


@pytest.mark.slow
def test_the_old_database_is_kept_aside(
    opened: Callable[[Kind], Database], database: Database
) -> None:
    fill(database)
    before = rows(database)
    empty = opened("sqlite")

    moved(empty, database, "before-1")

    assert is_empty(database)
    if database.is_sqlite:
        kept = Database(f"sqlite:///{kept_at(database, 'before-1')}")
        assert rows(kept) == before
        kept.close()
    else:
        with database.engine.connect() as connection:
            names = inspect(connection).get_table_names("before-1")
            assert set(names) == {*Base.metadata.tables, "alembic_version"}
            assert kept_at(database, "before-1") == "before-1"
            kept_members = table("members", schema="before-1")
            counted = select(func.count()).select_from(kept_members)
            assert connection.scalar(counted) == len(before["members"])


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_kept_aside_with_its_log(
    opened: Callable[[Kind], Database], tmp_path: Path
) -> None:
    broken = Database(f"sqlite:///{tmp_path}/terreau.db")
    (tmp_path / "terreau.db").write_bytes(b"no database" * 1000)
    (tmp_path / "terreau.db-wal").write_bytes(b"its log")
    one = opened("sqlite")
    fill(one)

    assert not is_empty(broken)
    moved(one, broken, "before-1")

    assert rows(broken) == rows(one)
    assert (tmp_path / "terreau.db.before-1").read_bytes().startswith(b"no database")
    assert (tmp_path / "terreau.db.before-1-wal").read_bytes() == b"its log"


@pytest.mark.slow
def test_rows_in_the_log_of_a_killed_process_are_kept_too(
    opened: Callable[[Kind], Database], tmp_path: Path
) -> None:
    old = opened("sqlite")
    fill(old)
    with old.engine.connect():  # keeps its log
        for end in ("", "-wal"):
            source = Path(f"{old.url.database}{end}")
            (tmp_path / f"terreau.db{end}").write_bytes(source.read_bytes())
    killed = Database(f"sqlite:///{tmp_path}/terreau.db")

    moved(opened("sqlite"), killed, "before-1")

    kept = Database(f"sqlite:///{tmp_path}/terreau.db.before-1")
    assert rows(kept) == rows(old)
    kept.close()


def test_an_empty_database_is_known(database: Database, tmp_path: Path) -> None:
    assert is_empty(database)
    with database.unit() as store:
        store[Audit].note("zoé", "one", None, "done", NOW)
    assert not is_empty(database)
    assert is_empty(Database(f"sqlite:///{tmp_path}/not-there.db"))


def _left_beside(database: Database) -> list[str]:
    if not database.is_sqlite:
        return []
    file = Path(str(database.url.database))
    return [each.name for each in file.parent.glob(f"{file.name}.*")]
