"""A canary in every column: its owner is told all of it, and none of it survives an erasure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from bot.app import declarations
from bot.core import JobContext, Text
from bot.core.context.job_context import Contact
from handlers.personal_data.data_overview import draw_everything
from handlers.personal_data.kept_data import COMMON_LABELS
from storage.base import Base, Choice
from storage.members import Members
from storage.revisions import RevisionRow
from storage.unit_of_work import Database
from tests.storage.canaries import CanaryPerson, arrive, dump, found_in, settle_in
from tests.storage.exempt_columns import NOBODYS, NOT_TOLD

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
PRIVACY = ROOT / "docs" / "privacy.md"


@pytest.fixture
def one(database: Database) -> CanaryPerson:
    return CanaryPerson("one", 1000)


@pytest.fixture
def two(database: Database, one: CanaryPerson) -> CanaryPerson:
    """Another person; both left something everywhere."""
    other = CanaryPerson("two", 2000)
    with database.engine.begin() as connection:
        found_in(connection)
        arrive(connection, one)
        arrive(connection, other)
        settle_in(connection, one, other)
        settle_in(connection, other, one)
    return other


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it is told to a person, with its own labels."""

    name: str
    place: Path
    """The file that declares it."""
    columns: frozenset[str]
    labels: Mapping[str, Text]


@pytest.fixture
def sections(database: Database, one: CanaryPerson, two: CanaryPerson) -> Sequence[Section]:
    places = {
        name: path.relative_to(ROOT)
        for path in (ROOT / "handlers").rglob("*.py")
        for name in re.findall(r'personal_data\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    declared = declarations().kept_data
    return [
        Section(name, places[name], frozenset(chain.from_iterable(rows)), declared[name].labels)
        for name, rows in everything(database, one).items()
    ]


def everything(database: Database, person: CanaryPerson) -> dict[str, list[dict[str, Any]]]:
    with database.unit() as store:
        member = store[Members].get(person.first)
        assert member is not None
        return store.everything_about(store.whom(member))


def file_of(database: Database, account: str, locale: str = "fr") -> str:
    who = Contact("Terreau", "Région", "dpo@region.example", "")
    with database.reading() as store:
        ctx = JobContext(store, now=NOW, community=None, contact=who, declared=declarations())
        return draw_everything(ctx, account, locale).content.decode()


def not_told() -> set[str]:
    return {column for columns in NOT_TOLD.values() for column in columns.split()}


def test_each_table_holds_something_of_a_person_or_is_known_not_to(
    one: CanaryPerson, two: CanaryPerson
) -> None:
    """A new table is decided on: by its columns' owner, by a canary, or by a reason for none."""
    assert one.tables.isdisjoint(NOBODYS)
    assert set(Base.metadata.tables) - one.tables - set(NOBODYS) == set()


def test_every_canary_is_told(database: Database, one: CanaryPerson, two: CanaryPerson) -> None:
    found = everything(database, one)
    text = file_of(database, one.telegram)

    missing = {
        f"{table}.{column}"
        for table, row in one.rows
        for column, value in row.items()
        if not _is_told(found.get(_section(table), ()), column, value)
        or (isinstance(value, str) and value.startswith("canary") and value not in text)
    }

    assert missing == not_told() | {each for table in one.by_rule for each in _numbers_of(table)}


def _numbers_of(table: str) -> set[str]:
    """The columns that only number a row, or refer to one: nobody is told them."""
    return {
        f"{table}.{each.name}"
        for each in Base.metadata.tables[table].c
        if each.name == "id" or (each.foreign_keys and each.name != "community_id")
    }


def _section(table: str) -> str:
    return "audit" if table.startswith("audit") else table


def _is_told(rows: Sequence[Mapping[str, Any]], column: str, value: object) -> bool:
    return any(column in row and row[column] == value for row in rows)


def test_each_section_is_declared(database: Database, one: CanaryPerson, two: CanaryPerson) -> None:
    assert set(everything(database, one)) == set(declarations().kept_data)


def test_no_two_sections_have_the_same_place() -> None:
    """Between equals, the order would be another one at each start."""
    orders = [each.order for each in declarations().kept_data.values()]

    assert sorted(set(orders)) == sorted(orders)


def test_each_column_has_a_label_and_each_label_a_column(sections: Sequence[Section]) -> None:
    unlabelled = {
        f"{each.place}: {each.name}.{column}"
        for each in sections
        for column in each.columns - each.labels.keys() - COMMON_LABELS.keys()
    }
    without_column = {
        f"{each.place}: {each.name}.{column}"
        for each in sections
        for column in each.labels.keys() - each.columns
    }

    assert sections
    assert unlabelled == set()
    assert without_column == set()


def test_the_labels_of_a_section_differ(sections: Sequence[Section]) -> None:
    for each in sections:
        labels = {**COMMON_LABELS, **each.labels}
        said = [str(labels[column].template) for column in each.columns & labels.keys()]
        assert sorted(set(said)) == sorted(said), f"{each.place}: {each.name}"


def test_a_label_stands_in_its_drawer(sections: Sequence[Section]) -> None:
    """Common are only the labels that two drawers need, or the tables of the core."""
    users: dict[str, set[str]] = {column: set() for column in COMMON_LABELS}
    for each in sections:
        for column in each.columns & COMMON_LABELS.keys() - each.labels.keys():
            users[column].add(each.place.parent.name)
    repeated = {
        f"{each.place}: {each.name}.{column}"
        for each in sections
        for column, label in each.labels.items()
        if label == COMMON_LABELS.get(column)
    }

    drawers = {column: found for column, found in users.items() if found != {"personal_data"}}
    assert drawers
    assert {column: found for column, found in drawers.items() if len(found) < 2} == {}
    assert repeated == set()


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_file_is_json_that_a_person_can_read(
    database: Database, one: CanaryPerson, two: CanaryPerson, locale: str
) -> None:
    told = json.loads(file_of(database, one.matrix, locale))

    sections = told["rubriques" if locale == "fr" else "sections"]
    assert len(sections) == len(declarations().kept_data)
    for each in sections:
        title, explanation, rows = each.values()
        assert title
        assert explanation.endswith(".")
        assert rows


def test_nothing_of_anybody_else_is_told(
    database: Database, one: CanaryPerson, two: CanaryPerson
) -> None:
    text = file_of(database, one.telegram)

    assert [word for word in one.words if word in text] != []
    assert [word for word in two.words if word in text] == []


def test_nothing_is_told_to_an_unknown_person(
    database: Database, one: CanaryPerson, two: CanaryPerson
) -> None:
    """A comparison with nobody would find all that is nobody's."""
    told = json.loads(file_of(database, "telegram:5"))

    assert "rubriques" in told
    assert told["rubriques"] == []


def test_only_the_written_exceptions_survive_an_erasure(
    database: Database, one: CanaryPerson, two: CanaryPerson
) -> None:
    with database.unit() as store:
        member = store[Members].get(one.first)
        assert member is not None
        store.erase(member)

    assert _left_of(database, one) == set(filter(_holds_values_of_one_person, _exceptions()))


def test_the_database_file_holds_nothing_of_an_erased_person(
    database: Database, one: CanaryPerson, two: CanaryPerson
) -> None:
    if not database.is_sqlite:
        return
    with database.unit() as store:
        member = store[Members].get(one.first)
        assert member is not None
        store.erase(member)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    assert database.url.database is not None
    content = Path(database.url.database).read_bytes()

    words = re.findall(rb"canary-one-([a-z_]+)-([a-z_0-9]+)-\d+", content)
    assert {f"{table.decode()}.{column.decode()}" for table, column in words} <= _exceptions()
    assert b"canary-two-members-name" in content


@pytest.mark.slow
def test_nobody_beside_loses_anything(
    database: Database, one: CanaryPerson, two: CanaryPerson
) -> None:
    before = everything(database, two)
    with database.engine.connect() as connection:
        rows = _without(dump(connection), one)

    with database.unit() as store:
        member = store[Members].get(one.first)
        assert member is not None
        store.erase(member)

    with database.engine.connect() as connection:
        after = _without(dump(connection), one)
    assert [row for row in rows if row not in after] == []
    for row in before["memberships"]:
        row["by_invitation"] = False  # by a person who is no more
    before["invitations"][0]["came"] = 0
    for section in ("circle_proposals", "proxies"):  # what was done for a person who is no more
        before[section] = [row for row in before[section] if not row["by_you"]]
    assert everything(database, two) == before


def _without(dumped: Mapping[str, Sequence[Mapping[str, Any]]], gone: CanaryPerson) -> list[str]:
    """The rows as text that are not of one person, whose number in others' rows is left out.

    How often a thing changed is of nobody: it is counted on.
    """
    return [
        f"{table}: { {k: None if v == gone.first else v for k, v in row.items()} }"
        for table, rows in dumped.items()
        for row in rows
        if table != RevisionRow.__tablename__ and not _is_of(gone, table, row)
    ]


def _is_of(person: CanaryPerson, table: str, row: Mapping[str, Any]) -> bool:
    keys = [column.name for column in Base.metadata.tables[table].primary_key]
    return any(
        name == table and all(row[key] == known[key] for key in keys) for name, known in person.rows
    )


def _left_of(database: Database, person: CanaryPerson) -> set[str]:
    """The columns in which something of a person is still found, numbers of rows left out."""
    mine = {
        _comparable(value)
        for table, row in person.rows
        for column, value in row.items()
        if _is_a_canary(person, table, column, value)
    }
    mine |= {person.telegram, person.matrix, person.room, person.mail}
    with database.engine.connect() as connection:
        return {
            f"{table}.{column}"
            for table, rows in dump(connection).items()
            for row in rows
            for column, value in row.items()
            if column != "id" and _comparable(value) in mine
        }


def _comparable(value: object) -> object:
    return json.dumps(value) if isinstance(value, list | dict) else value


def _is_a_canary(person: CanaryPerson, table: str, column: str, value: object) -> bool:
    """True if a value is found nowhere else."""
    if isinstance(value, str):
        return value.startswith(f"canary-{person.name}")
    if isinstance(value, bool) or column in {"id", "community_id", "here"}:
        return False
    refers = Base.metadata.tables[table].c[column].foreign_keys or column == "member_id"
    return value is not None and not refers and value != NOW


def _holds_values_of_one_person(name: str) -> bool:
    """False for a column with known words or numbers of other rows, which others' rows have too."""
    table, _, column = name.partition(".")
    of = Base.metadata.tables[table].c[column]
    return not (of.foreign_keys or isinstance(of.type, Choice))


def _exceptions() -> set[str]:
    """Return the columns that stay, from the table of `docs/privacy.md` under that heading."""
    section = PRIVACY.read_text().partition("## What stays after an erasure")[2]
    table = section.partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    return {
        name for line in rows for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", line.split("|")[1])
    }


def test_the_exceptions_are_read() -> None:
    assert "news.words" in _exceptions()
