"""Nobody runs on a database while another replaces it."""

import subprocess
import sys

import pytest

from storage.occupying import InUse, alone_on, lock_file, running_on
from storage.unit_of_work import Database
from tests.databases import Fresh


@pytest.fixture
def other(database: Database) -> Database:
    """The same database, as another process opens it."""
    return Database(database.url.render_as_string(hide_password=False))


def test_who_runs_keeps_out_who_replaces(database: Database, other: Database) -> None:
    with running_on(database):
        with pytest.raises(InUse), alone_on(other):
            pass
        other.check()  # looking is allowed
    database.close()
    other.close()


def test_who_replaces_keeps_out_who_runs(database: Database, other: Database) -> None:
    with alone_on(database):
        with pytest.raises(InUse), running_on(other):
            pass
        with pytest.raises(InUse), alone_on(other):
            pass
    other.close()
    with running_on(database):
        pass


def test_only_one_runs_on_a_file(fresh_database: Fresh) -> None:
    url = fresh_database("sqlite")
    with running_on(Database(url)), pytest.raises(InUse), running_on(Database(url)):
        pass


@pytest.mark.postgres
def test_several_may_run_on_a_server(fresh_database: Fresh) -> None:
    url = fresh_database("postgresql")
    one, two = Database(url), Database(url)
    with running_on(one), running_on(two):
        pass
    one.close()
    two.close()


@pytest.mark.postgres
def test_a_connection_made_anew_keeps_others_out_as_well(fresh_database: Fresh) -> None:
    url = fresh_database("postgresql")
    one, two = Database(url), Database(url)
    with running_on(one):
        one.close()  # as after a restart of the server
        one.check()
        with pytest.raises(InUse), alone_on(two):
            pass
    one.close()
    two.close()


def test_a_killed_process_lets_go(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    program = (
        "import sys, time\n"
        "from storage.occupying import running_on\n"
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


def test_a_database_in_memory_is_ones_own() -> None:
    with running_on(Database("sqlite://")):
        assert not lock_file(Database("sqlite://")).exists()
