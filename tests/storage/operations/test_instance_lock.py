"""Nobody runs on a database while another replaces it."""

import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import event, text

from storage.inbound import Inbox
from storage.operations.instance_lock import (
    InUse,
    alone_on,
    is_in_use,
    lock_file,
    running_on,
    shares_connections,
)
from storage.trouble import DatabaseAway
from storage.unit_of_work import Database
from tests.databases import Fresh


@pytest.fixture
def other(database: Database) -> Database:
    """The same database, as another process opens it."""
    return Database(database.url.render_as_string(hide_password=False))


@pytest.fixture(autouse=True)
def _no_long_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.operations.instance_lock._PATIENCE", 0.3)


@pytest.fixture
def both(fresh_database: Fresh) -> Iterator[tuple[Database, ...]]:
    """One database on PostgreSQL, as two processes open it."""
    url = fresh_database("postgresql")
    opened = (Database(url), Database(url))
    yield opened
    for each in opened:
        each.close()


def test_a_running_instance_keeps_out_a_replacement(database: Database, other: Database) -> None:
    with running_on(database):
        with pytest.raises(InUse), alone_on(other):
            pass
        other.check()  # looking is allowed
    database.close()
    other.close()


def test_a_replacement_keeps_out_a_running_instance(database: Database, other: Database) -> None:
    with alone_on(database):
        with pytest.raises(InUse), running_on(other):
            pass
        with pytest.raises(InUse), alone_on(other):
            pass
    other.close()
    with running_on(database):
        pass


def test_only_one_instance_runs(database: Database, other: Database) -> None:
    assert not is_in_use(other)
    with running_on(database):
        assert is_in_use(other)
        with pytest.raises(InUse), running_on(other):
            pass
    database.close()
    assert not is_in_use(other)
    other.close()


def write(database: Database) -> None:
    with database.unit() as store:
        store[Inbox].advance("telegram", "1")


def end_session(database: Database, pid: object) -> None:
    """End a session, as a restart of the server or an operator does."""
    with database.engine.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


@pytest.mark.postgres
def test_a_session_made_anew_keeps_others_out_as_well(both: tuple[Database, ...]) -> None:
    one, two = both
    with running_on(one):
        with one.unit() as store:
            pid = store._session.scalar(text("SELECT pg_backend_pid()"))
        end_session(two, pid)
        with pytest.raises(DatabaseAway):
            write(one)
        write(one)
        with pytest.raises(InUse), alone_on(two):
            pass


def _write_while_cut_off(database: Database, other: Database) -> None:
    with database.unit() as store:
        store[Inbox].advance("telegram", "old")
        store.flush()
        end_session(other, store._session.scalar(text("SELECT pg_backend_pid()")))


@pytest.mark.postgres
def test_an_instance_that_lost_its_lock_commits_nothing(both: tuple[Database, ...]) -> None:
    one, two = both
    with running_on(one):
        with pytest.raises(DatabaseAway):
            _write_while_cut_off(one, two)
        with running_on(two):
            for _ in range(2):
                with pytest.raises(InUse):
                    write(one)
        with two.unit() as store:
            assert store[Inbox].position("telegram") is None


@pytest.mark.postgres
def test_an_instance_that_finds_its_lost_lock_free_again_ends_as_well(
    both: tuple[Database, ...],
) -> None:
    """It would do a second time what another one did meanwhile."""
    one, two = both
    with running_on(one):
        with pytest.raises(DatabaseAway):
            _write_while_cut_off(one, two)
        with running_on(two):
            pass
        two.close()
        for _ in range(2):
            with pytest.raises(InUse):
                write(one)
    with running_on(two):
        write(two)


@pytest.mark.postgres
def test_a_session_of_ours_that_did_not_end_there_is_ended(
    both: tuple[Database, ...],
) -> None:
    """As when a line was cut: PostgreSQL takes us for alive, and we have opened another."""
    one, _ = both
    with running_on(one):
        lost = one.writer.raw_connection()
        lost.detach()  # it stays open
        write(one)
        with pytest.raises(psycopg.OperationalError):
            lost.cursor().execute("SELECT 1")
        lost.close()


@pytest.mark.postgres
def test_a_direct_line_is_no_pooler(both: tuple[Database, ...]) -> None:
    assert shares_connections(both[0]) is False
    assert both[0].url.get_backend_name() == "postgresql"


@pytest.mark.postgres
def test_a_server_that_ends_a_session_while_it_is_looked_at_is_away(
    both: tuple[Database, ...],
) -> None:
    """A start then ends with the status that says “try again”."""
    one, _ = both
    opened: list[int] = []

    def end_the_first(connection: psycopg.Connection, _record: object) -> None:
        opened.append(connection.info.backend_pid)
        if len(opened) == 2:
            connection.execute("SELECT pg_terminate_backend(%s)", [opened[0]])
            connection.commit()

    event.listen(one.engine, "connect", end_the_first)
    with pytest.raises(DatabaseAway), running_on(one):
        pass


@pytest.mark.slow
def test_a_killed_process_lets_go(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    program = (
        "import sys, time\n"
        "from storage.operations.instance_lock import running_on\n"
        "from storage.unit_of_work import Database\n"
        "with running_on(Database(sys.argv[1])):\n"
        "    print('here', flush=True)\n"
        "    time.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, url], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "here\n"
    with pytest.raises(InUse), alone_on(database):
        pass

    child.kill()
    child.communicate()

    for _ in range(50):
        try:
            with alone_on(database):
                break
        except InUse:  # PostgreSQL notices a moment later
            pass
    else:
        pytest.fail("it is still held")


def test_a_database_in_memory_has_no_lock() -> None:
    with running_on(Database("sqlite://")):
        lock = lock_file(Database("sqlite://"))
        assert lock.name.endswith(".lock")
        assert not lock.exists()
