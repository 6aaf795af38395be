"""The list of erasures: nothing committed is missing in it, and nobody is in it by mistake."""

import signal
import stat
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.context.clock import MovableClock
from storage.audit import Audit
from storage.members import Identities, Identity, Members
from storage.restored_backups import (
    Erased,
    ErasureKeyLost,
    ErasureList,
    Recogniser,
    email_trace,
    member_trace,
    traces_in,
)
from storage.trouble import DatabaseAway
from storage.unit_of_work import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ANA, ZOE = "telegram:42", "matrix:@zoe:hs"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def erasures(tmp_path: Path, clock: MovableClock) -> ErasureList:
    return ErasureList(tmp_path / "data", clock.now)


@pytest.fixture
def kept(database: Database, erasures: ErasureList) -> Database:
    """A database whose erasures are listed, with Ana in it."""
    database.erasures = erasures
    with database.unit() as store:
        store[Members].register(ANA, "Ana", direct=ANA, at=NOW)
    return database


def erase(database: Database, address: str = ANA) -> None:
    with database.unit() as store:
        standing = store[Members].standing(address, None)
        assert standing is not None
        store.erase(standing.member)


def settle(database: Database, erasures: ErasureList) -> None:
    with database.unit() as store:
        erasures.settle(lambda left: store.not_erased(left, erasures.hash_of))


@pytest.mark.slow
def test_an_erased_person_is_listed_by_each_of_their_traces(
    kept: Database, erasures: ErasureList
) -> None:
    with kept.unit() as store:
        standing = store[Members].standing(ANA, None)
        assert standing is not None
        standing.member.email = " Ana@Exemple.fr"
        store[Identities].add(standing.member, ZOE, direct=None, at=NOW)
        member_id = standing.member.id

    erase(kept)

    [erasure] = erasures.read().erasures
    known = Recogniser([erasure], erasures.hash_of)
    assert erasure.at == NOW
    assert not erasure.open
    assert all(
        known.find(trace) == erasure
        for trace in (ANA, ZOE, "ana@exemple.fr", member_trace(member_id, NOW))
    )
    assert known.find("telegram:43") is None


def test_the_list_tells_nothing_without_its_key(kept: Database, erasures: ErasureList) -> None:
    erase(kept)

    said = erasures.path.read_text()

    assert "42" not in [word for word in said.split() if len(word) < 16]
    assert "Ana" not in said
    assert stat.S_IMODE(erasures.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(erasures.key_path.stat().st_mode) == 0o600
    assert ErasureList(erasures.path.parent / "other", lambda: NOW).hash_of(ANA) not in said


def test_nothing_is_made_before_it_is_needed(kept: Database, erasures: ErasureList) -> None:
    with kept.unit() as store:
        store[Members].register(ZOE, "Zoé", direct=None, at=NOW)
    with kept.unit() as store:
        assert store[Identities].get(ZOE) is not None

    assert not erasures.path.parent.exists()


@pytest.mark.parametrize("undo", ["savepoint", "refusable", "unit"])
def test_an_undone_erasure_is_not_listed(kept: Database, erasures: ErasureList, undo: str) -> None:
    with suppress(ZeroDivisionError), kept.unit() as store:
        standing = store[Members].standing(ANA, None)
        assert standing is not None
        if undo == "unit":
            store.erase(standing.member)
            raise ZeroDivisionError
        with suppress(ZeroDivisionError), getattr(store, undo)():
            store.erase(standing.member)
            raise ZeroDivisionError

    assert erasures.read().erasures == ()
    with kept.unit() as store:
        assert store[Identities].get(ANA) is not None


def test_an_erasure_refused_by_the_database_is_not_listed(
    kept: Database, erasures: ErasureList
) -> None:
    with suppress(Exception), kept.unit() as store:
        standing = store[Members].standing(ANA, None)
        assert standing is not None
        store.erase(standing.member)
        store[Audit]._session.add(Identity(address=ANA, member_id=None))
    assert erasures.read().erasures == ()


def test_without_the_list_nobody_is_erased(kept: Database, erasures: ErasureList) -> None:
    """A full disk is the database's own trouble: the message waits, and is handled later."""
    erasures.make()
    erasures.path.unlink()
    erasures.path.mkdir()

    with pytest.raises(DatabaseAway):
        erase(kept)

    with kept.unit() as store:
        assert store[Identities].get(ANA) is not None
    erasures.path.rmdir()
    erase(kept)
    assert len(erasures.read().erasures) == 1


CHILD = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy.orm import Session
from storage.restored_backups import ErasureList
from storage.members import Members
from storage.unit_of_work import Database

def killed(session):
    if sys.argv[3] == "after":
        really_commit(session)
    os.kill(os.getpid(), signal.SIGKILL)

erasures = ErasureList(Path(sys.argv[2]), lambda: datetime.now(UTC))
database = Database(sys.argv[1], erasures=erasures)
really_commit, Session.commit = Session.commit, killed
with database.unit() as store:
    store.erase(store[Members].standing("telegram:42", None).member)
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_around_the_commit_is_settled_at_the_next_start(
    kept: Database, erasures: ErasureList, moment: str
) -> None:
    url = kept.url.render_as_string(hide_password=False)
    child = [sys.executable, "-c", CHILD, url, str(erasures.path.parent), moment]
    assert subprocess.run(child, check=False).returncode == -signal.SIGKILL

    [left] = erasures.read().erasures
    assert left.open, "it is listed, whatever became of it"
    settle(kept, erasures)

    with kept.unit() as store:
        is_there = store[Identities].get(ANA) is not None
    assert is_there == (moment == "before")
    assert [each.open for each in erasures.read().erasures] == ([] if is_there else [False])


def test_an_open_erasure_limits_how_far_the_list_is_settled(
    kept: Database, erasures: ErasureList, clock: MovableClock
) -> None:
    with suppress(ZeroDivisionError), erasures.listing([Erased((ANA,))]):
        raise ZeroDivisionError
    clock.move(timedelta(hours=1))

    listed = erasures.read()
    assert listed.settled_until(clock.now()) == NOW
    assert [each.at for each in listed.since(NOW)] == [NOW]

    settle(kept, erasures)

    assert erasures.read().settled_until(clock.now()) == clock.now()


def test_a_line_that_was_cut_spoils_no_other(kept: Database, erasures: ErasureList) -> None:
    erase(kept)
    whole = erasures.path.read_bytes()
    erasures.path.write_bytes(whole + whole[:70])
    with kept.unit() as store:
        store[Members].register(ZOE, "Zoé", direct=None, at=NOW)

    erase(kept, ZOE)

    known = Recogniser(erasures.read().erasures, erasures.hash_of)
    assert known.find(ANA)
    assert known.find(ZOE)
    assert len(erasures.read().erasures) == 2


@pytest.mark.parametrize("spoil", ["gone", "no key"])
def test_a_list_without_its_key_is_told(
    kept: Database, erasures: ErasureList, spoil: str, clock: MovableClock
) -> None:
    erase(kept)
    erasures.key_path.unlink() if spoil == "gone" else erasures.key_path.write_text("hush\n")

    with pytest.raises(ErasureKeyLost):
        ErasureList(erasures.path.parent, clock.now).check()


def test_two_processes_make_one_key(tmp_path: Path, clock: MovableClock) -> None:
    lists = [ErasureList(tmp_path, clock.now) for _ in range(3)]
    for each in lists:
        each.make()
    assert len({each.fingerprint() for each in lists}) == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["erasures", "erasures.key"]


@pytest.mark.parametrize(
    ("value", "traces"),
    [
        pytest.param("telegram:42", ["telegram:42"], id="an account"),
        pytest.param(
            "matrix:!room:hs/@zoe:hs",
            ["matrix:!room:hs/@zoe:hs", "matrix:@zoe:hs", "matrix:!room:hs/@zoe:hs"],
            id="a direct room",
        ),
        pytest.param("Ana@Exemple.FR", ["ana@exemple.fr"], id="an e-mail"),
        pytest.param("Bonjour", [], id="a word"),
        pytest.param("telegram:-1001/17", ["telegram:-1001/17"], id="a topic"),
    ],
)
def test_a_value_tells_of_a_person(value: str, traces: list[str]) -> None:
    assert list(traces_in(value)) == traces
    assert email_trace(" Ana@Exemple.fr ") == "ana@exemple.fr"
