"""The schema goes up and down with data in every table, on both databases."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from storage.base import Base, Choice, is_copied, is_own
from storage.operations import migrations
from storage.operations.migrations import (
    MigrationFailed,
    NewerSchema,
    OlderSchema,
    check,
    is_current,
    migrate,
    migration_config,
    version,
)
from storage.repository import repositories
from storage.unit_of_work import Database

repositories()  # registers all tables

ROWS = 3
REVISIONS = [
    each.revision for each in ScriptDirectory.from_config(migration_config()).walk_revisions()
][::-1]
VERSIONS = Path(ScriptDirectory.from_config(migration_config()).versions)
NOT_OURS = "alembic_version"


def tables(connection: Connection, names: Sequence[str]) -> list[Table]:
    """These tables as the database has them, those that others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection, only=names)
    return [table for table in metadata.sorted_tables if table.name in names]


def plausible(column: Column, nth: int) -> object:  # type: ignore[type-arg]
    """A value that this column takes, another one for each row; an id where it refers to one.

    Of a column with known words, one of these.
    """
    ours = Base.metadata.tables.get(column.table.name)
    if ours is not None and isinstance(
        known := getattr(ours.c.get(column.name), "type", None), Choice
    ):
        words = [each.value for each in known.kind]
        return words[nth % len(words)]
    if isinstance(column.type, JSON):
        return {"n": nth}
    kind = column.type.python_type
    values: dict[type, object] = {
        bool: nth % 2 == 0,
        int: nth,
        str: f"{column.name}é{nth}",
        datetime: datetime(2026, 11, nth, 12, tzinfo=UTC),
        date: date(2026, 11, nth),
    }
    if column.foreign_keys and kind is str:
        [foreign] = column.foreign_keys
        return f"{foreign.column.name}é{nth}"
    return values[kind]


def fill(database: Database) -> None:
    """Put rows into every table that has none."""
    empty = [name for name, count in counts(database).items() if not count]
    with database.engine.begin() as connection:
        for table in tables(connection, empty):
            rows = [
                {column.name: plausible(column, nth) for column in table.columns}
                for nth in range(1, ROWS + 1)
            ]
            connection.execute(insert(table), rows)
        if inspect(connection).has_table("revisions"):  # those that new parts of things raised
            connection.execute(text("DELETE FROM revisions WHERE kind NOT LIKE 'kindé%'"))


def counts(database: Database) -> dict[str, int]:
    """The number of rows of each table."""
    with database.engine.begin() as connection:
        names = [each for each in inspect(connection).get_table_names() if is_copied(each)]
        return {
            name: connection.scalar(select(func.count()).select_from(text(f'"{name}"'))) or 0
            for name in names
            if name != NOT_OURS
        }


@pytest.mark.slow
def test_up_and_down_with_data_in_every_table(database: Database) -> None:
    migrate(database, "base")
    assert counts(database) == {}

    for revision in REVISIONS:
        before = counts(database)
        migrate(database, revision)
        assert before.items() <= counts(database).items(), "going up loses nothing"
        fill(database)
        assert set(counts(database).values()) == {ROWS}
    assert is_current(database)

    for revision in [*REVISIONS[:-1][::-1], "base"]:
        migrate(database, revision)
        assert set(counts(database).values()) <= {ROWS}
    assert counts(database) == {}
    assert version(database) is None

    migrate(database)
    assert is_current(database)
    fill(database)


@pytest.mark.slow
def test_the_migrated_schema_is_the_one_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_own}
        )
        assert inspect(connection).get_table_names() != []
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.slow
def test_a_migrated_table_has_the_constraints_and_indexes_of_the_code(database: Database) -> None:
    """What Alembic does not compare: known words, and what becomes of rows that refer to others."""
    migrated = schema(database)
    migrate(database, "base")
    Base.metadata.create_all(database.engine)

    made = schema(database)

    assert migrated.keys() == made.keys()
    for name, parts in made.items():
        assert migrated[name] == parts, name


def schema(database: Database) -> dict[str, dict[str, list[str]]]:
    """The keys, constraints and indexes of each table, as the database tells them."""
    found: dict[str, dict[str, list[str]]] = {}
    with database.engine.connect() as connection:
        seen = inspect(connection)
        for name in filter(is_own, set(seen.get_table_names()) - {NOT_OURS}):
            parts: dict[str, Iterable[object]] = {
                "foreign keys": seen.get_foreign_keys(name),
                "checks": [
                    {**each, "sqltext": sorted(re.findall("'([^']*)'", each["sqltext"]))}
                    for each in seen.get_check_constraints(name)
                ],
                "uniques": seen.get_unique_constraints(name),
                "indexes": [each for each in seen.get_indexes(name) if is_own(each["name"])],
                "key": seen.get_pk_constraint(name)["constrained_columns"],
                "ids are never given again": [counts_on(connection, name)],
                "columns": [
                    (each["name"], str(each["type"]), each["nullable"])
                    for each in seen.get_columns(name)
                ],
            }
            found[name] = {kind: sorted(map(str, each)) for kind, each in parts.items()}
    return found


def counts_on(connection: Connection, table: str) -> bool:
    """True if an SQLite table never gives an id again, as PostgreSQL's do not."""
    if connection.dialect.name != "sqlite":
        return True
    found = text("SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_master WHERE name = :name")
    return bool(connection.scalar(found, {"name": table}))


@pytest.mark.slow
def test_a_migrated_table_takes_no_unknown_word_and_no_lost_reference(database: Database) -> None:
    fill(database)
    for change in (
        "UPDATE events SET state = 'postponed'",
        "UPDATE events SET series_id = 99",
        "DELETE FROM event_series",
    ):
        with pytest.raises(IntegrityError), database.engine.begin() as connection:
            connection.execute(text(change))


def test_an_index_leads_to_what_refers_to_a_row() -> None:
    """Without one, deleting a row reads the whole table; a community only goes while it is new."""
    without = {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.c
        if {each.column.table.name for each in column.foreign_keys} - {"communities"}
        and column not in {each[0] for each in _ordered_columns(table)}
    }
    assert len(Base.metadata.tables) > 50
    assert without == set()


def _ordered_columns(table: Table) -> Iterator[list[object]]:
    """The columns of each index, those of keys and unique constraints included."""
    yield list(table.primary_key)
    for each in (*table.constraints, *table.indexes):
        if isinstance(each, UniqueConstraint | Index):
            yield list(each.columns)


OTHERS = {
    *("audit.community_id", "audit_actors.member_id", "audit_facts.member_id"),
    *("cards.community_id", "deliveries.community_id"),
}
"""The audit log outlives what it names; the message about its removal, a community."""


def test_a_column_that_holds_ids_refers_to_their_table() -> None:
    loose = {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.c
        if column.name.endswith("_id") and not column.foreign_keys and column.name != "message_id"
    }
    assert loose == OTHERS


def test_revision_ids_are_unique_and_increasing() -> None:
    """An id is never used again: a database may have it from a version that is gone."""
    ids = [each.name[:4] for each in sorted(VERSIONS.glob("*.py"))]

    assert len(set(ids)) == len(ids)
    assert ids == REVISIONS == sorted(REVISIONS)
    assert ids[0] == "0100", "those below were used before version 1.0"


@pytest.mark.slow
def test_the_next_version_changes_a_constraint_and_leaves_rows_and_triggers(
    database: Database, next_version: Callable[[], str]
) -> None:
    """On SQLite, constraints of tables that hold rows are changed by a way of their own."""
    before, postponed = version(database), "UPDATE events SET state = 'postponed' WHERE id = 1"
    fill(database)
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(text(postponed))

    newest = next_version()
    migrate(database)

    assert version(database) == newest
    with database.engine.begin() as connection:
        connection.execute(text(postponed))
        connection.execute(text("UPDATE events SET title = 'another' WHERE id = 1"))
        raised = "SELECT changes FROM revisions WHERE kind = 'event' AND key = 1"
        assert connection.scalar(text(raised)) == 1
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(text("UPDATE events SET state = 'somewhere' WHERE id = 1"))

    assert before is not None
    migrate(database, before)
    assert counts(database)["events"] == ROWS
    assert not inspect(database.engine).has_table("things_to_borrow")


@pytest.mark.slow
def test_migrating_again_changes_nothing(database: Database) -> None:
    fill(database)
    migrate(database)
    migrate(database, "head")
    assert set(counts(database).values()) == {ROWS}


@pytest.mark.parametrize("act", [check, migrate, is_current])
def test_a_newer_schema_is_refused(database: Database, act: Callable[[Database], object]) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))

    with pytest.raises(NewerSchema, match="newer Terreau"):
        act(database)


@pytest.mark.parametrize("act", [check, migrate, is_current])
def test_a_schema_from_before_the_first_release_is_refused(
    database: Database, act: Callable[[Database], object]
) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0063'"))

    before = schema(database)

    with pytest.raises(OlderSchema, match=r"from before version 1\.0: keep that version"):
        act(database)

    assert (version(database), schema(database)) == ("0063", before)


@pytest.mark.slow
def test_an_empty_database_is_not_current(database: Database) -> None:
    assert is_current(database)
    migrate(database, "base")
    assert not is_current(database)


def test_every_constraint_has_a_name(database: Database) -> None:
    named = {
        f"{table.name}: {type(constraint).__name__}": constraint.name is not None
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
    }
    assert len(named) > 100
    assert [each for each, is_named in named.items() if not is_named] == []


FAILING = '''"""Fails half way."""

from alembic import op

revision: str = "9999"
down_revision: str | None = "{before}"


def upgrade() -> None:
    op.drop_table("audit_facts")
    raise ValueError("Zoé Martin")
'''


def test_a_migration_that_fails_changes_nothing_and_is_told_without_its_words(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = version(database)
    shutil.copytree(VERSIONS.parent, tmp_path / "migrations")
    failing = FAILING.format(before=before)
    (tmp_path / "migrations" / "versions" / "9999_failing.py").write_text(failing)
    monkeypatch.setattr(migrations, "_SCRIPTS", tmp_path / "migrations")

    with pytest.raises(MigrationFailed) as failed:
        migrate(database)

    assert str(failed.value) == "9999_failing.py: ValueError"
    assert version(database) == before
    assert inspect(database.engine).has_table("audit_facts")
