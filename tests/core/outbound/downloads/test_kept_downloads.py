"""Fetched files across crashes, and when people leave or time passes."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.core.messages.incoming import Upload
from bot.domain.personal_data import RetentionPeriods
from bot.domain.roles import Role, Seat
from storage.communities import Communities, SeatHolders
from storage.files import Files
from storage.folder import FileGone as NoBytes
from storage.members import Identities, Members
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.core.outbound.downloads.downloading import (
    LIST,
    ZOE,
    bytes_in,
    ends,
    given,
    importing,
    populated,
    rows,
)


class Killed(BaseException):
    """The process was killed."""


@pytest.fixture
def killing(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts down the commits, and dies in the place of the one at nought."""
    left: list[int] = []
    really_commit = Session.commit

    def commit(session: Session) -> None:
        if left:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
        really_commit(session)

    monkeypatch.setattr(Session, "commit", commit)
    return left


HANDLED = pytest.param(5, marks=pytest.mark.crashes("failed", "a batch failed"))
"""The commit of the handler: its death looks like a failure of the handler."""


@pytest.mark.parametrize("nth", [*range(5), HANDLED, *range(6, 10)])
async def test_a_kill_at_any_commit_leaves_one_outcome_and_no_orphan(
    make: Make, tmp_path: Path, killing: list[int], nth: int
) -> None:
    engine = populated(make(importing(), data=tmp_path))
    await given(engine)
    killing[:] = [nth]
    with suppress(Killed):
        await ends(engine)
    killing.clear()

    after = make(importing(), data=tmp_path, clock=engine.clock, network=engine.network)
    after.store(after.fetching.recover)
    after.store(after.delivering.recover)
    after.clock.move(timedelta(hours=2))
    await ends(after)
    after.store(lambda store: store[Files].purge(after.clock.now(), RetentionPeriods()))

    assert len(rows(after)) == 1
    assert bytes_in(tmp_path) == [LIST]
    outcomes = "SELECT count(*) FROM inbox WHERE key LIKE 'fetched %'"
    assert after.store(lambda store: store._session.scalar(sql(outcomes))) == 1
    assert f"read {len(LIST)} bytes as n-Luc" in engine.network.said_in(ZOE)


def erase_zoe(store: Store) -> None:
    identity = store[Identities].get(ZOE)
    assert identity is not None
    member = store[Members].get(identity.member_id)
    assert member is not None
    store.erase(member)


async def test_files_of_an_erased_person_go_with_them(engine: Engine, tmp_path: Path) -> None:
    await given(engine)
    await ends(engine)
    assert (len(rows(engine)), bytes_in(tmp_path)) == (1, [LIST])

    engine.store(erase_zoe)

    assert (rows(engine), bytes_in(tmp_path)) == ([], [])


async def test_a_member_who_left_meanwhile_hears_nothing_of_it(
    engine: Engine, tmp_path: Path
) -> None:
    await given(engine)

    assert engine.store(lambda store: store[Identities].get(ZOE)) is not None
    engine.store(erase_zoe)

    assert await ends(engine) == ""
    assert (rows(engine), bytes_in(tmp_path)) == ([], [])


async def test_a_file_whose_row_is_erased_while_it_is_fetched_is_not_kept(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await given(engine)
    really_fetch = engine.network.fetch

    fetched: list[Upload] = []

    async def slowly(upload: Upload, most: int) -> bytes:
        fetched.append(upload)
        engine.store(lambda store: store._session.execute(sql("DELETE FROM deliveries")))
        return await really_fetch(upload, most)

    monkeypatch.setattr(engine.network, "fetch", slowly)

    assert await ends(engine) == ""
    assert len(fetched) == 1
    assert (rows(engine), bytes_in(tmp_path)) == ([], [])


async def test_the_file_of_a_former_gardener_is_not_read(make_light: Make, tmp_path: Path) -> None:
    engine = populated(make_light(importing(Role.GARDENER), data=tmp_path))
    seat(engine, ZOE)
    await given(engine)
    seat(engine, "")

    assert (await ends(engine)).startswith("Seule l'équipe de jardinage de")


def seat(engine: Engine, address: str) -> None:
    engine.store(
        lambda store: store[SeatHolders].put(store[Communities].get(1), Seat.TERRITORY, address)
    )


async def test_a_file_goes_after_its_time_with_its_bytes(engine: Engine, tmp_path: Path) -> None:
    await given(engine)
    await ends(engine)
    [row] = rows(engine)

    engine.clock.move(timedelta(hours=23))
    engine.store(lambda store: store[Files].purge(engine.clock.now(), RetentionPeriods()))
    assert bytes_in(tmp_path) == [LIST]
    engine.clock.move(timedelta(hours=2))
    engine.store(lambda store: store[Files].purge(engine.clock.now(), RetentionPeriods()))

    assert (rows(engine), bytes_in(tmp_path)) == ([], [])
    with pytest.raises(NoBytes):
        engine.store(lambda store: store[Files].read(row.id))


async def test_bytes_stay_while_what_erased_their_row_is_undone(
    engine: Engine, tmp_path: Path
) -> None:
    await given(engine)
    await ends(engine)
    [row] = rows(engine)

    def half_done(store: Store) -> None:
        with suppress(ZeroDivisionError), store.refusable():
            store[Files].drop(row.id)
            raise ZeroDivisionError

    def all_undone(store: Store) -> None:
        store[Files].drop(row.id)
        raise ZeroDivisionError

    engine.store(half_done)
    with suppress(ZeroDivisionError):
        engine.store(all_undone)

    assert bytes_in(tmp_path) == [LIST]
    assert engine.store(lambda store: store[Files].read(row.id)) == LIST
