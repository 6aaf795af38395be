"""Purges of old rows of the audit."""

import pytest
from sqlalchemy import text as sql

from bot.domain.audit import ChainHead
from storage.audit import Audit, Chain
from storage.audit.chain import PURGED, Break, BreakKind
from storage.audit.rows import About
from storage.unit_of_work import Database, Store
from tests.storage.audit.chains import DAY, NOW, ROWS, beside, broken, chained, cut_off, note
from tests.storage.audit.mutations import MUTATIONS

LATER = NOW + 9 * DAY


def purged(store: Store, days: int) -> int:
    """Purge what is older than so many days after the first row."""
    return store[Chain].purge_before(NOW + days * DAY, LATER)


@pytest.mark.parametrize("days", range(ROWS + 2))
def test_the_rest_after_a_purge_is_verified(database: Database, days: int) -> None:
    chained(database)
    gone = min(days, ROWS)

    with database.unit() as store:
        assert purged(store, days) == gone
    with database.unit() as store:
        assert purged(store, days) == 0
        note(store, "later", NOW + 9 * DAY)
    with database.unit() as store:
        store[Chain].extend()
        walk = store[Chain].verify()

    notes = 1 if gone else 0
    assert (walk.broken, walk.count) == (None, ROWS - gone + 1 + notes)
    assert walk.head is not None
    assert walk.head.position == ROWS + 1 + notes, "positions go on behind those that went"
    with database.engine.connect() as connection:
        for table, more in (("audit_actors", 0), ("audit_facts", notes)):
            left = connection.scalar(sql(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own
            assert left == ROWS - gone + 1 + more


def test_each_purge_is_told_by_a_row_of_the_chain(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        last = store[Audit].latest(ROWS)[2]
        purged(store, 4)
    with database.unit() as store:
        told = store[Audit].latest(1)[0]

    assert (last.position, told.position) == (4, ROWS + 1)
    assert (told.action, told.outcome, told.actor, told.at) == (PURGED, "done", "", LATER)
    assert told.facts == {"rows": 4, "position": 4, "hash": last.hash}


def test_the_rows_of_older_purges_go_like_any_other(database: Database) -> None:
    chained(database)
    for days in (2, 3, 20):
        with database.unit() as store:
            store[Chain].purge_before(NOW + days * DAY, LATER + days * DAY)
        assert broken(database) is None

    with database.unit() as store:
        [told] = store[Audit].latest(9)
    assert told.facts is not None
    assert told.facts["position"] == ROWS + 2, "what told of the second purge went with the third"


def test_a_purge_whose_row_tells_something_else_is_found(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        purged(store, 2)
    with database.engine.begin() as connection:
        cut_off(connection, database, 3)

    found = broken(database)

    assert found is not None
    assert (found.position, found.why, found.at) == (4, BreakKind.START, NOW + 3 * DAY)


def test_a_purge_of_which_the_details_were_deleted_is_not_told(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        purged(store, 2)
    with database.engine.begin() as connection:
        beside("DELETE FROM audit_facts")(connection, database, ROWS + 1)

    found = broken(database)

    assert found is not None
    assert (found.position, found.why) == (3, BreakKind.START)


def test_a_row_of_a_purge_that_was_put_in_by_hand_is_not_chained(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        link = store[Audit].latest(ROWS)[2].hash
        told = About({"rows": 4, "position": 4, "hash": link or ""})
        store[Audit].note("", PURGED, None, "done", LATER, about=told)
    with database.engine.begin() as connection:
        cut_off(connection, database, 4)
    with database.unit() as store:
        assert store[Chain].extend() == 0
        walk = store[Chain].verify()

    assert walk.broken is not None
    assert (walk.broken.why, walk.waiting) == (BreakKind.START, 1)


def test_rows_cut_off_are_not_covered_up_by_the_next_purge(database: Database) -> None:
    chained(database)
    with database.engine.begin() as connection:
        cut_off(connection, database, 2)
    with database.unit() as store:
        assert purged(store, 4) == 0
        trace = store[Audit].latest(9)[-1]

    assert (trace.position, trace.actor, trace.facts) == (3, "", None), (
        "it tells of nobody any more"
    )
    assert broken(database) == Break(3, BreakKind.START, NOW + 2 * DAY)


def test_the_row_of_a_purge_keeps_its_details_beyond_the_limit(database: Database) -> None:
    """A row of a lane whose clock was ahead stands before it, and is younger."""
    chained(database)
    with database.unit() as store:
        note(store, "ahead", LATER + 2 * DAY)
        store.flush()
        store[Chain].extend()
        purged(store, 8)
    with database.unit() as store:
        assert store[Chain].purge_before(LATER + DAY, LATER + 9 * DAY) == 0
        assert "ahead" in [each.action for each in store[Audit].latest(99)]
    assert broken(database) is None


@pytest.mark.parametrize("name", ["deleted", "changed action", "purged with another link"])
def test_tampering_behind_a_purge_is_found(database: Database, name: str) -> None:
    chained(database)
    with database.unit() as store:
        purged(store, 3)
    with database.engine.begin() as connection:
        MUTATIONS[name](connection, database, 4)

    found = broken(database)

    assert found is not None
    assert found.position == 4


def test_a_head_that_was_purged_says_nothing_any_more(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        heads = [
            ChainHead(each.position or 0, each.hash or "") for each in store[Audit].latest(ROWS)
        ]
        purged(store, 3)
    with database.unit() as store:
        holds = {each.position: store[Chain].verify(each).noted_holds for each in heads}
    assert holds == {1: None, 2: None, 3: True, 4: True, 5: True, 6: True}


def test_unchained_rows_are_not_purged_but_name_nobody_any_more(
    database: Database,
) -> None:
    with database.unit() as store:
        note(store)
        assert purged(store, 1) == 0
    with database.unit() as store:
        [trace] = store[Audit].latest(9)
        assert (trace.actor, trace.facts) == ("", None)
        store[Chain].extend()
        assert purged(store, 1) == 1


def test_a_purge_or_new_rows_in_the_midst_of_a_walk_are_no_break(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        walk = store[Chain].go_on(type(store[Chain].verify())(), most=2)
    with database.unit() as store:
        purged(store, 4)
        note(store, "later", NOW + 9 * DAY)
        store.flush()
        store[Chain].extend()
    while not walk.ended:
        with database.unit() as store:
            walk = store[Chain].go_on(walk, most=2)
    assert walk.broken is None
    assert walk.position == ROWS + 2
