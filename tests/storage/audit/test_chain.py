"""The chain of the audit: nothing is skipped, nothing changed unseen, and the old can go."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy import text as sql

from bot.domain.audit import ChainHead
from storage.audit import Audit, Chain
from storage.audit.chain import PURGED
from storage.audit.chain_walk import Break, Why
from storage.audit.rows import About
from storage.members import Members
from storage.unit_of_work import Database, Store
from tests.databases import Fresh

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ROWS = 6


def note(store: Store, action: str = "poll", at: datetime = NOW) -> None:
    store[Audit].note("telegram:7", action, 1, "done", at, about=About({"name": "Zoé", "n": 1}))


def chained(database: Database, rows: int = ROWS) -> None:
    """Rows in the chain, a day apart."""
    with database.unit() as store:
        for nth in range(rows):
            note(store, f"act {nth}", NOW + nth * DAY)
    with database.unit() as store:
        assert store[Chain].extend() == rows


def order(database: Database) -> list[str]:
    """The actions as they stand in the chain."""
    with database.engine.connect() as connection:
        found = connection.execute(
            sql("SELECT action FROM audit WHERE position IS NOT NULL ORDER BY position")
        )
        return [row.action for row in found]


def broken(database: Database) -> Break | None:
    with database.unit() as store:
        return store[Chain].verify().broken


# Chaining


def test_an_empty_chain_is_whole(database: Database) -> None:
    with database.unit() as store:
        assert store[Chain].extend() == 0
        walk = store[Chain].verify()
        assert (walk.broken, walk.head, walk.count) == (None, None, 0)
        assert store[Chain].head() is None


def test_rows_are_chained_once_and_in_batches(database: Database) -> None:
    with database.unit() as store:
        for nth in range(5):
            note(store, f"act {nth}")
    for left in (2, 2, 1, 0):
        with database.unit() as store:
            assert store[Chain].extend(2) == left

    assert order(database) == [f"act {nth}" for nth in range(5)]
    with database.unit() as store:
        walk = store[Chain].verify()
        assert (walk.count, walk.waiting, walk.since, walk.broken) == (5, 0, NOW, None)
        assert walk.head == store[Chain].head()


def test_what_is_not_chained_yet_is_counted(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        note(store)
        walk = store[Chain].verify()
    assert (walk.count, walk.waiting, walk.broken) == (ROWS, 1, None)


def test_an_id_that_was_rolled_back_is_no_gap(database: Database) -> None:
    with database.unit() as store:
        note(store, "one")
    with undone(database) as store:
        note(store, "undone")
    with database.unit() as store:
        note(store, "two")
    with database.unit() as store:
        store[Chain].extend()

    assert order(database) == ["one", "two"]
    assert broken(database) is None


@pytest.fixture
def postgresql_database(fresh_database: Fresh) -> Iterator[Database]:
    opened = Database(fresh_database("postgresql"))
    yield opened
    opened.close()


@contextmanager
def as_another(database: Database) -> Iterator[Database]:
    """The same database as another process has it open, such as one that exports."""
    opened = Database(database.url.render_as_string(hide_password=False))
    yield opened
    opened.close()


@pytest.mark.postgres
def test_a_row_that_is_committed_late_is_not_skipped(postgresql_database: Database) -> None:
    """Two processes: the first one's row has the smaller id, and is committed after the other's."""
    database = postgresql_database
    with as_another(database) as other, other.unit() as slow:
        note(slow, "late")
        slow.flush()
        with database.unit() as quick:
            note(quick, "early")
        with database.unit() as store:
            assert store[Chain].extend() == 1
    with database.unit() as store:
        assert store[Chain].extend() == 1

    assert order(database) == ["early", "late"]
    with database.unit() as store:
        walk = store[Chain].verify()
        ids = [(trace.position, trace.id) for trace in store[Audit].latest(9)]
    assert (walk.broken, walk.count) == (None, 2)
    assert ids == [(1, 2), (2, 1)], "the second to be chained has the smaller id"


@pytest.mark.postgres
def test_others_wait_neither_for_the_job_nor_for_each_other(postgresql_database: Database) -> None:
    """While one holds the chain, others note what they do and commit."""
    database = postgresql_database
    chained(database)
    noted = Event()

    def work() -> None:
        with database.unit() as store:
            note(store, "meanwhile")
        noted.set()

    with as_another(database) as other, other.unit() as store:
        note(store, "mine")
        store[Chain].extend()
        thread = Thread(target=work)
        thread.start()
        assert noted.wait(10), "another one waited for the chain"
        thread.join()
    assert broken(database) is None


@pytest.mark.postgres
def test_two_who_chain_at_once_chain_each_row_once(postgresql_database: Database) -> None:
    database = postgresql_database
    with database.unit() as store:
        for nth in range(20):
            note(store, f"act {nth}")
    done: list[int] = []

    def chain() -> None:
        with as_another(database) as other:
            for _ in range(5):
                with other.unit() as store:
                    done.append(store[Chain].extend(3))

    threads = [Thread(target=chain) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(done) == 20
    assert broken(database) is None


# Verifying


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


def test_erasing_a_person_keeps_the_chain_whole(database: Database) -> None:
    with database.unit() as store:
        zoe = store[Members].register("telegram:7", "Zoé", direct=None, at=NOW)
        for _ in range(3):
            store[Audit].note("telegram:7", "poll", None, "done", NOW, member_id=zoe.id)
        store[Audit].note("telegram:8", "poll", None, "done", NOW)
    with database.unit() as store:
        store[Chain].extend()
    with database.unit() as store:
        found = store[Members].get(zoe.id)
        assert found is not None
        store.erase(found)
        walk = store[Chain].verify()
    assert (walk.broken, walk.count, walk.erased) == (None, 4, 3)


CONTENT = ("id", "at", "action", "community_id", "outcome", "actor", "facts", "position", "hash")
OTHER = {
    "id": "1000",
    "at": "'2020-01-01 00:00:00'",
    "action": "'x'",
    "community_id": "99",
    "outcome": "'x'",
    "actor": "'x'",
    "facts": "'x'",
    "position": "1000",
    "hash": "'x'",
}
Mutation = Callable[[Connection, Database, int], None]


def run(statement: str) -> Mutation:
    """A statement about the row at a position, as somebody with the database would type it."""

    def mutate(connection: Connection, _: Database, nth: int) -> None:
        connection.execute(sql(statement), {"nth": nth})

    return mutate


def changed(column: str, to: str) -> Mutation:
    return run(f"UPDATE audit SET {column} = {to} WHERE position = :nth")  # noqa: S608 - a test's own


def beside(statement: str) -> Mutation:
    """The same about what lies beside the row."""
    of_row = "WHERE audit_id = (SELECT id FROM audit WHERE position = :nth)"
    return run(f"{statement} {of_row}")


def deleted(connection: Connection, database: Database, nth: int) -> None:
    for statement in ("DELETE FROM audit_actors", "DELETE FROM audit_facts"):
        beside(statement)(connection, database, nth)
    connection.execute(sql("DELETE FROM audit WHERE position = :nth"), {"nth": nth})


def deleted_and_closed_up(connection: Connection, database: Database, nth: int) -> None:
    """The gap is closed, so that the positions look whole."""
    deleted(connection, database, nth)
    for place in range(nth + 1, ROWS + 1):
        connection.execute(
            sql("UPDATE audit SET position = position - 1 WHERE position = :nth"), {"nth": place}
        )


def inserted(connection: Connection, _: Database, nth: int) -> None:
    """Another row takes the place, and all behind it move on by one."""
    for place in range(ROWS, nth - 1, -1):
        connection.execute(
            sql("UPDATE audit SET position = position + 1 WHERE position = :nth"), {"nth": place}
        )
    connection.execute(
        sql(
            "INSERT INTO audit (id, at, action, community_id, outcome, position, hash)"
            " SELECT 1000, at, action, community_id, outcome, :nth, hash FROM audit"
            " WHERE position = :next"
        ),
        {"nth": nth, "next": nth + 1},
    )


def swapped(connection: Connection, _: Database, nth: int) -> None:
    """Two rows change places, links and all."""
    other = nth % ROWS + 1
    for old, new in ((nth, 1000), (other, nth), (1000, other)):
        connection.execute(
            sql("UPDATE audit SET position = :new WHERE position = :old"), {"old": old, "new": new}
        )


def cut_off(connection: Connection, _: Database, nth: int) -> None:
    """The rows up to one are gone, and the chain is said to begin behind them."""
    for table in ("audit_actors", "audit_facts"):
        connection.execute(
            sql(
                f"DELETE FROM {table} WHERE audit_id IN"  # noqa: S608 - a test's own
                " (SELECT id FROM audit WHERE position <= :nth)"
            ),
            {"nth": nth},
        )
    connection.execute(
        sql(
            "UPDATE audit_chain SET purged = :nth,"
            " purged_hash = (SELECT hash FROM audit WHERE position = :nth)"
        ),
        {"nth": nth},
    )
    connection.execute(sql("DELETE FROM audit WHERE position <= :nth"), {"nth": nth})


def put_before_all(connection: Connection, _: Database, nth: int) -> None:
    connection.execute(
        sql(
            "INSERT INTO audit (id, at, action, outcome, position, hash)"
            " SELECT 1000, at, action, outcome, -:nth, hash FROM audit WHERE position = 1"
        ),
        {"nth": nth},
    )


def appended(connection: Connection, _: Database, nth: int) -> None:
    """A row behind the end, of which the end knows nothing."""
    connection.execute(
        sql(
            "INSERT INTO audit (id, at, action, outcome, position, hash)"
            " SELECT 1000, at, action, outcome, :last, hash FROM audit WHERE position = :nth"
        ),
        {"nth": nth, "last": ROWS + 1},
    )


MUTATIONS: dict[str, Mutation] = {
    **{f"changed {name}": changed(name, OTHER[name]) for name in CONTENT if name != "id"},
    "taken out of the chain": changed("position", "NULL"),
    "without its link": changed("hash", "NULL"),
    "of no community": changed("community_id", "NULL"),
    "without its actor": changed("actor", "''"),
    "a moment later": run(
        "UPDATE audit SET at = (SELECT at FROM audit WHERE position = :nth % 6 + 1)"
        " WHERE position = :nth"
    ),
    "another account": beside("UPDATE audit_actors SET account = 'telegram:9'"),
    "another salt": beside("UPDATE audit_actors SET salt = 'x'"),
    "other facts": beside("""UPDATE audit_facts SET facts = '{"name": "Ana"}'"""),
    "another salt of facts": beside("UPDATE audit_facts SET salt = 'x'"),
    "deleted": deleted,
    "deleted and closed up": deleted_and_closed_up,
    "inserted": inserted,
    "swapped": swapped,
    "cut off": cut_off,
    "put before all": put_before_all,
    "appended": appended,
    "the end moved": run("UPDATE audit_chain SET position = position - :nth"),
    "the end's link": run("UPDATE audit_chain SET hash = 'x' || :nth"),
    "purged by word only": run("UPDATE audit_chain SET purged = :nth"),
    "purged with another link": run("UPDATE audit_chain SET purged_hash = 'x' || :nth"),
    "the end forgotten": run("DELETE FROM audit_chain WHERE id < 1 + :nth"),
}


class UndoneError(Exception):
    """Leaves the database as it was."""


@contextmanager
def undone(database: Database) -> Iterator[Store]:
    """A unit of work that leaves nothing behind."""
    with suppress(UndoneError), database.unit() as store:
        yield store
        raise UndoneError


@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_tampered_with_is_found(database: Database, data: st.DataObject) -> None:
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
        pytest.param("changed action", 3, (3, Why.CHANGED), id="changed"),
        pytest.param("deleted", 3, (3, Why.MISSING), id="deleted"),
        pytest.param("deleted", ROWS, (ROWS, Why.END), id="the last one deleted"),
        pytest.param("cut off", 3, (4, Why.START), id="cut off"),
        pytest.param("cut off", ROWS, (ROWS + 1, Why.START), id="all of it cut off"),
        pytest.param("inserted", 3, (3, Why.CHANGED), id="inserted"),
        pytest.param("swapped", 3, (3, Why.CHANGED), id="swapped"),
        pytest.param("another account", 3, (3, Why.BESIDE), id="another account"),
        pytest.param("appended", 3, (ROWS + 1, Why.END), id="appended"),
    ],
)
def test_it_is_told_where_the_chain_breaks(
    database: Database, name: str, nth: int, told: tuple[int, Why]
) -> None:
    chained(database)
    with database.engine.begin() as connection:
        MUTATIONS[name](connection, database, nth)

    found = broken(database)

    assert found is not None
    assert (found.position, found.why) == told


# A noted head


def test_a_noted_head_shows_whether_all_was_written_anew(database: Database) -> None:
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
        assert store[Chain].verify(ChainHead(ROWS + 1, "0" * 12)).noted_holds is False


@pytest.mark.parametrize(
    "typed", ["", "x", "1-", "0-0a1b2c3d4e5f", "1-0a1b2c3d4e5", "1-0a1b2c3d4e5g", "-1-0a1b2c3d4e5f"]
)
def test_what_is_no_head_is_told(typed: str) -> None:
    assert ChainHead.noted(typed) is None


def test_a_head_is_read_as_it_was_written() -> None:
    assert str(ChainHead.noted(" 12-0A1B2C3D4E5F ")) == "12-0a1b2c3d4e5f"


# Purging

LATER = NOW + 9 * DAY


def purged(store: Store, days: int) -> int:
    """Purge what is older than so many days after the first row."""
    return store[Chain].purge_before(NOW + days * DAY, LATER)


@pytest.mark.parametrize("days", range(ROWS + 2))
def test_what_is_left_after_a_purge_is_verified(database: Database, days: int) -> None:
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
    assert (found.position, found.why, found.at) == (4, Why.START, NOW + 3 * DAY)


def test_a_purge_of_which_the_details_were_deleted_is_not_told(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        purged(store, 2)
    with database.engine.begin() as connection:
        beside("DELETE FROM audit_facts")(connection, database, ROWS + 1)

    found = broken(database)

    assert found is not None
    assert (found.position, found.why) == (3, Why.START)


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
    assert (walk.broken.why, walk.waiting) == (Why.START, 1)


def test_what_was_cut_off_is_not_covered_up_by_the_next_purge(database: Database) -> None:
    chained(database)
    with database.engine.begin() as connection:
        cut_off(connection, database, 2)
    with database.unit() as store:
        assert purged(store, 4) == 0
        trace = store[Audit].latest(9)[-1]

    assert (trace.position, trace.actor, trace.facts) == (3, "", None), (
        "it tells of nobody any more"
    )
    assert broken(database) == Break(3, Why.START, NOW + 2 * DAY)


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


def test_what_is_not_chained_is_not_purged_but_tells_of_nobody_any_more(
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
