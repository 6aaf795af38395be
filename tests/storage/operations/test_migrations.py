"""The schema goes up and down with data in every table, on both databases."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)

from storage.base import Base, is_copied, is_own
from storage.operations.migrating import (
    NewerSchema,
    check,
    is_current,
    migrate,
    migration_config,
    version,
)
from storage.unit_of_work import Database

ROWS = 3
REVISIONS = [
    each.revision for each in ScriptDirectory.from_config(migration_config()).walk_revisions()
][::-1]
NOT_OURS = "alembic_version"


def tables(connection: Connection, names: Sequence[str]) -> list[Table]:
    """These tables as the database has them, those that others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection, only=names)
    return [table for table in metadata.sorted_tables if table.name in names]


def plausible(column: Column, nth: int) -> object:  # type: ignore[type-arg]
    """A value that this column takes, another one for each row; an id where it refers to one."""
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


def test_the_migrated_schema_is_the_one_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_own}
        )
        assert inspect(connection).get_table_names() != []
        assert compare_metadata(context, Base.metadata) == []


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


def test_what_could_not_be_read_is_emptied_once(database: Database) -> None:
    """It was kept without the account by which an erasure finds it."""
    migrate(database, "0036")
    row = {"network": "telegram", "state": "quarantined", "attempts": 0, "failures": 0}
    row |= {"payload": {"raw": "un canari"}, "received_at": datetime(2026, 11, 24, tzinfo=UTC)}
    with database.engine.begin() as connection:
        [inbox] = tables(connection, ["inbox"])
        errors = ("unreadable", "KeyError")
        rows = [{**row, "id": nth, "key": why, "error": why} for nth, why in enumerate(errors, 1)]
        connection.execute(insert(inbox), rows)

    migrate(database)

    with database.engine.connect() as connection:
        kept = connection.execute(text("SELECT payload IS NULL FROM inbox ORDER BY id")).scalars()
        assert [bool(each) for each in kept] == [True, False]
