"""What others have locked in the database sets nothing aside, and holds nobody else up."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest

from bot.core import Context, Router
from storage.communities import Communities
from storage.trouble import DATABASE_TROUBLE
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.core.inbound.dispatcher.noting import note, notes, noting, rows, run, told
from tests.patience import patient

ANA, BEN, ZOE = "telegram:1", "telegram:2", "telegram:3"
LOCKS = {
    "a row": "SELECT * FROM communities WHERE id = 1 FOR UPDATE",
    "a table": "LOCK TABLE communities IN EXCLUSIVE MODE",
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.unit_of_work.LIMITS", {"lock_timeout": "50ms"})
    monkeypatch.setattr("bot.core.inbound.batches.SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr("bot.core.inbound.batches.LONGEST_PAUSE", 0.05)


def voting() -> Router:
    """A command that changes a row which others may have locked, by Core or by the ORM."""
    router = noting()

    @router.command("vote", fr="voter")
    def vote(ctx: Context, words: str) -> None:
        """Vote."""
        if words.startswith("orm"):
            community = ctx.store[Communities].get(1)
            community.charter_url = f"https://{words.rsplit(maxsplit=1)[-1]}.example"
            ctx.store.flush()
        else:
            run(ctx.store, "UPDATE communities SET name = name WHERE id = 1 RETURNING id")
        note(ctx.store, words, ctx)

    return router


@contextmanager
def locked(engine: Engine, statement: str) -> Iterator[None]:
    """Hold a lock as another session does."""
    with psycopg.connect(engine.url.replace("+psycopg", "")) as other:
        other.execute(statement)
        yield


def in_order(noted: list[str], first: str, second: str) -> bool:
    return noted.index(first) < noted.index(second)


async def handle_for_a_while(engine: Engine, times: int) -> None:
    """Handle what can be, and try so many times what cannot."""
    held = engine.dispatcher._batches.held
    tries = 0
    while tries < times:
        if await engine.dispatcher.step():
            continue
        tries += 1
        await asyncio.sleep(held.pause() or 0)


@pytest.mark.postgres
@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("way", ["core", "orm"])
async def test_votes_wait_for_what_others_have_locked(
    make_postgresql: Make, lock: str, way: str
) -> None:
    engine = make_postgresql(voting())
    await engine.receive(
        engine.heard("/note before", sender=BEN),
        *(engine.heard(f"/vote {way} {who[-1]}", sender=who) for who in (ANA, BEN, ZOE)),
        engine.heard("/note later", sender=ANA),
        engine.heard("/note other", sender="telegram:4"),
    )

    with locked(engine, LOCKS[lock]):
        await handle_for_a_while(engine, times=10)
        assert sorted(notes(engine)) == ["before", "other"], "who does not need it goes on"
        assert [row.failures for row in rows(engine)] == [0] * 6
        assert engine.dispatcher.lock_waited > timedelta()

    await handle_for_a_while(engine, times=3)
    voted = [f"{way} {who[-1]}" for who in (ANA, BEN, ZOE)]
    assert sorted(notes(engine)) == sorted(["before", "other", "later", *voted])
    assert in_order(notes(engine), voted[0], "later")
    assert in_order(notes(engine), "before", voted[1])
    assert {(row.state, row.failures) for row in rows(engine)} == {("done", 0)}
    assert engine.dispatcher.lock_waited == timedelta()
    assert await told(engine, ANA) == []


@pytest.mark.postgres
async def test_one_persons_words_keep_their_order_behind_a_lock(make_postgresql: Make) -> None:
    engine = make_postgresql(voting())
    with locked(engine, LOCKS["a row"]):
        await engine.receive(engine.heard("/vote 1", sender=ANA))
        await handle_for_a_while(engine, times=2)
        for words in ("/note 2", "/vote 3", "/note 4"):
            await engine.receive(engine.heard(words, sender=ANA))
        await handle_for_a_while(engine, times=2)
        assert notes(engine) == []

    await handle_for_a_while(engine, times=3)
    assert notes(engine) == ["1", "2", "3", "4"]


@pytest.mark.postgres
async def test_the_running_dispatcher_goes_on_once_the_lock_is_gone(make_postgresql: Make) -> None:
    engine = make_postgresql(voting())
    running = asyncio.create_task(engine.dispatcher.run())
    with locked(engine, LOCKS["a table"]):
        await engine.receive(engine.heard("/vote 1", sender=ANA))
        await engine.receive(engine.heard("/note other", sender=BEN))
        async with patient():
            while notes(engine) != ["other"]:
                await asyncio.sleep(0.02)
    async with patient():
        while notes(engine) != ["other", "1"]:
            await asyncio.sleep(0.02)
    running.cancel()


@pytest.mark.slow
@pytest.mark.postgres
async def test_many_who_wait_cost_the_others_one_try_at_a_time(make_postgresql: Make) -> None:
    engine = make_postgresql(voting())
    await engine.receive(
        *(engine.heard("/vote x", sender=f"telegram:{nth}") for nth in range(100, 170))
    )
    with locked(engine, LOCKS["a row"]):
        await handle_for_a_while(engine, times=2)
        held = engine.dispatcher._batches.held
        assert len(held.ids) == 70
        await asyncio.sleep(held.pause() or 0)
        assert len(held.due(50)) == 1

    await handle_for_a_while(engine, times=3)
    assert notes(engine) == ["x"] * 70


@pytest.mark.crashes("failed", "set aside")
@pytest.mark.postgres
async def test_a_lock_on_the_answers_sets_nobody_aside(make_postgresql: Make) -> None:
    """What failed for good is told, though its answer cannot be kept for a while."""
    engine = make_postgresql(voting())
    await engine.receive(engine.heard("/fail an exception", sender=ANA))
    with locked(engine, "LOCK TABLE deliveries IN EXCLUSIVE MODE"):
        await handle_for_a_while(engine, times=5)
        assert [row.state for row in rows(engine)] == ["new"]

    await handle_for_a_while(engine, times=3)
    assert [row.state for row in rows(engine)] == ["quarantined"]
    assert len(await told(engine, ANA)) == 1


async def test_another_process_that_writes_to_sqlite_sets_nothing_aside(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.inbound.dispatcher.DATABASE_ERROR_PAUSE", 0.01)
    engine = make_light(noting())
    engine.store(lambda store: run_quietly(store, "PRAGMA busy_timeout=10"))
    await engine.receive(*(engine.heard(f"/note {nth}", sender=ANA) for nth in range(3)))
    hold = (
        "import sqlite3, sys; it = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "it.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    file = engine.url.removeprefix("sqlite:///")
    with subprocess.Popen(  # noqa: ASYNC220 - it begins at once
        [sys.executable, "-c", hold, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        await asyncio.to_thread(other.stdout.readline)
        for _ in range(10):
            with pytest.raises(DATABASE_TROUBLE):
                await engine.dispatcher.step()
        assert other.stdin is not None
        other.stdin.close()

    await engine.handle()
    assert notes(engine) == ["0", "1", "2"]
    assert {(row.state, row.failures) for row in rows(engine)} == {("done", 0)}


def run_quietly(store: Store, statement: str) -> None:
    store._session.connection().exec_driver_sql(statement)
