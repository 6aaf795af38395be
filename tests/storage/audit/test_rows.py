"""Notes of acts are found again, and those of erased people forgotten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from storage.audit import Audit
from storage.audit.rows import About, Wanted
from storage.members import Members
from storage.members.member_tables import Member
from storage.unit_of_work import Database, Store

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ROOT = Path(__file__).parents[3]


def note(store: Store, who: Member | str, action: str, **more: object) -> None:
    """A trace of a member, by their account of the same name, or of a stranger's account."""
    account = who if isinstance(who, str) else f"telegram:{who.name}"
    member_id = None if isinstance(who, str) else who.id
    store[Audit].note(account, action, 1, "done", NOW, member_id=member_id, **more)  # type: ignore[arg-type]


def person(store: Store, name: str) -> Member:
    return store[Members].register(f"telegram:{name}", name, direct=None, at=NOW)


def test_a_trace_tells_who_did_what_to_whom(database: Database) -> None:
    with database.unit() as store:
        ana, zoe = person(store, "Ana"), person(store, "Zoé")
        note(store, ana, "move", about=About({"name": "Zoé", "number": 3}, zoe.id))

    with database.unit() as store:
        [trace] = store[Audit].latest(9)
        assert (trace.name, trace.actor, trace.action) == ("Ana", "telegram:Ana", "move")
        assert trace.facts == {"name": "Zoé", "number": 3}


def test_the_row_itself_holds_no_word_about_anybody(database: Database) -> None:
    with database.unit() as store:
        ana = person(store, "Ana")
        note(store, ana, "move", about=About({"name": "Ana"}, ana.id))

    with database.engine.connect() as connection:
        [row] = connection.execute(sql("SELECT * FROM audit"))
    assert "move" in str(row)
    assert "Ana" not in str(row)


def test_two_traces_of_one_person_cannot_be_linked(database: Database) -> None:
    with database.unit() as store:
        ana = person(store, "Ana")
        note(store, ana, "poll", about=About({"number": 1}))
        note(store, ana, "poll", about=About({"number": 1}))

    with database.engine.connect() as connection:
        rows = connection.execute(sql("SELECT actor, facts FROM audit")).all()
    assert len({hash_ for row in rows for hash_ in row}) == 4


def test_acts_of_an_erased_person_stay_without_their_name(database: Database) -> None:
    with database.unit() as store:
        ana, zoe = person(store, "Ana"), person(store, "Zoé")
        note(store, zoe, "poll", about=About({"number": 7}))
        note(store, ana, "move", about=About({"name": "Zoé"}, zoe.id))
        store.erase(zoe)

    with database.unit() as store:
        moved, asked = store[Audit].latest(9)
    assert (asked.actor, asked.name, asked.facts) == ("", None, {"number": 7})
    assert (moved.name, moved.facts) == ("Ana", None)


def test_an_account_that_is_forgotten_leaves_its_old_traces_too(database: Database) -> None:
    """Refused as a stranger, a member since."""
    with database.unit() as store:
        note(store, "telegram:Zoé", "poll")
        assert [trace.actor for trace in store[Audit].latest(9)] == ["telegram:Zoé"]
        store.erase(person(store, "Zoé"))
        assert [trace.actor for trace in store[Audit].latest(9)] == [""]


def test_two_merged_members_are_found_as_one(database: Database) -> None:
    with database.unit() as store:
        ana, other = person(store, "Ana"), person(store, "Anne")
        note(store, ana, "one")
        note(store, other, "two")
        note(store, ana, "three", about=About({"name": "Anne"}, other.id))
        store.merge(ana, other)

        found = store[Audit].page(Wanted(member_id=ana.id), most=9)
        assert [(trace.name, trace.action) for trace in found] == [
            ("Ana", "three"),
            ("Ana", "two"),
            ("Ana", "one"),
        ]
        store.erase(ana)
        assert {trace.actor for trace in store[Audit].latest(9)} == {""}


def test_traces_are_found_by_person_act_community_and_day(database: Database) -> None:
    with database.unit() as store:
        ana, zoe = person(store, "Ana"), person(store, "Zoé")
        note(store, ana, "poll")
        note(store, ana, "close", about=About({"name": "Zoé"}, zoe.id))
        note(store, "telegram:99", "poll")
        store[Audit].note("telegram:Ana", "poll", 2, "refused", NOW + timedelta(days=1))

        def found(**wanted: object) -> list[int]:
            page = store[Audit].page(Wanted(**wanted), most=9)  # type: ignore[arg-type]
            return [trace.id for trace in page]

        assert found() == [4, 3, 2, 1]
        assert found(member_id=ana.id) == [4, 2, 1], "one of them before she was known by it"
        assert found(member_id=zoe.id) == [2], "done to her"
        assert found(account="telegram:99") == [3]
        assert found(actions=frozenset({"poll", "open"})) == [4, 3, 1]
        assert found(community_id=2) == [4]
        assert found(since=NOW, until=NOW + timedelta(days=1)) == [3, 2, 1]
        assert found(member_id=ana.id, actions=frozenset({"close"})) == [2]
        assert [name for _, name in store[Audit].people()] == ["Ana", "Zoé"]


@pytest.mark.parametrize("most", [1, 2, 3, 10])
def test_pages_turn_both_ways_without_a_gap(database: Database, most: int) -> None:
    with database.unit() as store:
        for nth in range(7):
            note(store, "telegram:1", str(nth))

        there: list[int] = []
        before = None
        while page := store[Audit].page(Wanted(), most=most, before=before):
            there += [trace.id for trace in page]
            before = page[-1].id
        back: list[int] = []
        after = 0
        while page := store[Audit].page(Wanted(), most=most, after=after):
            back += [trace.id for trace in reversed(page)]
            after = page[0].id

    assert there == [7, 6, 5, 4, 3, 2, 1]
    assert back == there[::-1]


def test_nothing_else_of_ours_touches_the_tables() -> None:
    """A statement that writes to them by mistake would have to name them first."""
    names = ("AuditRow", "AuditActor", "AuditFacts", "AuditChain", "storage.audit.chain")
    allowed = {"storage/audit/rows.py", "storage/audit/chain.py"}
    readers = {"storage/audit/__init__.py"}  # it names the module only
    touching = {
        f"{path.relative_to(ROOT)}: {name}"
        for package in ("bot", "handlers", "schedules", "storage")
        for path in (ROOT / package).rglob("*.py")
        if str(path.relative_to(ROOT)) not in allowed and "migrations" not in path.parts
        for name in names
        if name in path.read_text(encoding="utf-8")
    }
    assert touching == {f"{each}: storage.audit.chain" for each in readers}


def test_no_statement_of_ours_changes_or_deletes_a_row() -> None:
    """A row is chained once, and deleted at its limit; else only what lies beside it goes."""
    source = (ROOT / "storage/audit/rows.py").read_text(encoding="utf-8")
    chaining = (ROOT / "storage/audit/chain.py").read_text(encoding="utf-8")

    assert "update(rows)" not in source
    assert "delete(rows)" not in source
    assert chaining.count("update(rows)") == 1
    assert chaining.count("delete(rows)") == 1
