"""Tampered chains, and heads that were noted elsewhere."""

import json
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from bot.domain.audit import ChainHead
from storage.audit import Chain
from storage.audit.chain import BreakKind
from storage.unit_of_work import Database
from tests.storage.audit.chains import DAY, NOW, ROWS, broken, chained, note, undone
from tests.storage.audit.mutations import MUTATIONS


def test_a_third_party_verifies_it_from_what_is_written_down(database: Database) -> None:
    """By the words of `bot/domain/audit.py`, without a line of our code."""
    chained(database)

    def digest(what: object) -> str:
        canonical = json.dumps(what, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
        return sha256(canonical.encode()).hexdigest()

    with database.engine.connect() as connection:
        rows = connection.execute(sql("SELECT * FROM audit ORDER BY position")).all()
        who = connection.execute(sql("SELECT * FROM audit_actors")).all()
        ends = connection.execute(sql("SELECT * FROM audit_chain")).one()
    salts = {row.audit_id: (row.salt, row.account) for row in who}
    previous = "0" * 64
    for nth, row in enumerate(rows):
        at = f"2026-11-{24 + nth}T10:00:00.000000Z"
        assert row.actor == digest([*salts[row.id]])
        previous = digest(
            [
                *(previous, row.position, row.id, at, row.action, row.community_id),
                *(row.outcome, row.actor, row.facts),
            ]
        )
        assert row.hash == previous
    assert (ends.position, ends.hash) == (ROWS, previous)


@pytest.mark.slow
@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_all_tampering_is_found(database: Database, data: st.DataObject) -> None:
    with database.unit() as store:
        if not store[Chain].head():
            for nth in range(ROWS):
                note(store, f"act {nth}", NOW + nth * DAY)
            store.flush()
            store[Chain].extend()
    assert broken(database) is None
    name = data.draw(st.sampled_from(sorted(MUTATIONS)))
    nth = data.draw(st.integers(1, ROWS))

    with undone(database) as store:
        MUTATIONS[name](store._session.connection(), database, nth)
        assert store[Chain].verify().broken is not None, f"{name} at {nth} went unseen"


@pytest.mark.parametrize("name", sorted(MUTATIONS))
@pytest.mark.parametrize("nth", [1, 3, ROWS])
def test_each_kind_of_tampering_is_found(database: Database, name: str, nth: int) -> None:
    chained(database)

    with undone(database) as store:
        MUTATIONS[name](store._session.connection(), database, nth)
        assert store[Chain].verify().broken is not None


@pytest.mark.parametrize(
    ("name", "nth", "told"),
    [
        pytest.param("changed action", 3, (3, BreakKind.CHANGED), id="changed"),
        pytest.param("deleted", 3, (3, BreakKind.MISSING), id="deleted"),
        pytest.param("deleted", ROWS, (ROWS, BreakKind.END), id="the last one deleted"),
        pytest.param("cut off", 3, (4, BreakKind.START), id="cut off"),
        pytest.param("cut off", ROWS, (ROWS + 1, BreakKind.START), id="all of it cut off"),
        pytest.param("inserted", 3, (3, BreakKind.CHANGED), id="inserted"),
        pytest.param("swapped", 3, (3, BreakKind.CHANGED), id="swapped"),
        pytest.param("another account", 3, (3, BreakKind.BESIDE), id="another account"),
        pytest.param("appended", 3, (ROWS + 1, BreakKind.END), id="appended"),
    ],
)
def test_the_place_of_a_break_is_told(
    database: Database, name: str, nth: int, told: tuple[int, BreakKind]
) -> None:
    chained(database)
    with database.engine.begin() as connection:
        MUTATIONS[name](connection, database, nth)

    found = broken(database)

    assert found is not None
    assert (found.position, found.why) == told


def test_a_noted_head_shows_that_a_chain_was_rewritten(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        noted = ChainHead.noted(str(store[Chain].head()))
        note(store, "later")
    with database.unit() as store:
        store[Chain].extend()
        assert store[Chain].verify(noted).noted_holds is True

    with database.engine.begin() as connection:
        connection.execute(sql("UPDATE audit SET outcome = 'x', position = NULL, hash = NULL"))
        connection.execute(sql("DELETE FROM audit_chain"))
    with database.unit() as store:
        store[Chain].extend()
        walk = store[Chain].verify(noted)

    assert walk.broken is None, "a chain written anew is whole in itself"
    assert walk.noted_holds is False


def test_a_head_beyond_the_end_was_never_here(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        walk = store[Chain].verify(ChainHead(ROWS + 1, "0" * 12))
        assert (walk.count, walk.noted_holds) == (ROWS, False)


@pytest.mark.parametrize(
    "typed", ["", "x", "1-", "0-0a1b2c3d4e5f", "1-0a1b2c3d4e5", "1-0a1b2c3d4e5g", "-1-0a1b2c3d4e5f"]
)
def test_a_wrong_head_is_told(typed: str) -> None:
    assert ChainHead.noted(typed) is None
    assert ChainHead.noted("1-0a1b2c3d4e5f") == ChainHead(1, "0a1b2c3d4e5f")


def test_a_head_is_read_as_it_was_written() -> None:
    assert str(ChainHead.noted(" 12-0A1B2C3D4E5F ")) == "12-0a1b2c3d4e5f"
