"""Locks, lost connections and deadlocks of the database, which are no message's fault."""

import asyncio
import sqlite3
from asyncio import CancelledError
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

import psycopg
import pytest
from sqlalchemy import text as sql

from bot.core import Context, Router
from storage.trouble import DATABASE_TROUBLE
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.core.inbound.dispatcher.noting import SORRY, calls, note, notes, noting, rows, run, told
from tests.patience import HANG, patient


@contextmanager
def locked(engine: Engine) -> Iterator[None]:
    """Hold a lock as another writer that does not end."""
    file = engine.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_a_locked_database_is_no_attempt(make_light: Make) -> None:
    engine = make_light(noting())
    await engine.receive(*(engine.heard(f"/note {nth}") for nth in range(3)))
    claimed = engine.store(engine.dispatcher._batches.claim)
    engine.store(lambda store: _run_quietly(store, "PRAGMA busy_timeout=10"))

    for _ in range(5):
        with locked(engine), pytest.raises(DATABASE_TROUBLE):
            engine.dispatcher._batches.answers_to(claimed.rows)
        claimed = engine.store(engine.dispatcher._batches.claim)
        engine.dispatcher._batches.not_made.clear()
        assert [row.attempts for row in rows(engine)] == [1, 1, 1]


def _run_quietly(store: Store, statement: str) -> None:
    store._session.execute(sql(statement))


def kill_backends(engine: Engine) -> None:
    """End every connection of the engine, as a restart of PostgreSQL does."""
    with psycopg.connect(engine.url.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.postgres
async def test_a_killed_connection_is_no_attempt(make_postgresql: Make) -> None:
    router = Router()
    kills = 4

    @router.command("note", fr="noter")
    def note_words(ctx: Context, words: str) -> None:
        """Note words, while PostgreSQL restarts."""
        nonlocal kills
        note(ctx.store, words, ctx)
        if words == "2" and kills:
            kills -= 1
            kill_backends(engine)
            if kills % 2:
                run(ctx.store, "SELECT 1")

    engine = make_postgresql(router)
    await engine.receive(*(engine.heard(f"/note {nth}") for nth in range(5)))
    for _ in range(100):
        try:
            if not await engine.dispatcher.step():
                break
        except DATABASE_TROUBLE:
            continue
    assert kills == 0
    assert notes(engine) == ["0", "1", "2", "3", "4"]
    assert {(row.state, row.attempts) for row in rows(engine)} == {("done", 1)}


@pytest.mark.postgres
async def test_a_deadlock_is_no_attempt(make_postgresql: Make) -> None:
    router, engine_url = Router(), ""
    crossings: list[Thread] = []

    @router.command("lock", fr="verrou")
    def lock(ctx: Context) -> None:
        """Take two locks, the first time in another order than a neighbouring writer."""
        run(ctx.store, "SELECT pg_advisory_xact_lock(1)")
        if not crossings:
            other = psycopg.connect(engine_url)
            other.execute("SET deadlock_timeout = '1h'")
            other.execute("SELECT pg_advisory_xact_lock(2)")
            crossings.append(Thread(target=_lock_and_leave, args=(other,)))
            crossings[0].start()
        run(ctx.store, "SELECT pg_sleep(0.2), pg_advisory_xact_lock(2)")
        note(ctx.store, "had", ctx)

    engine = make_postgresql(router)
    engine_url = engine.url.replace("+psycopg", "")
    engine.store(lambda s: run(s, "SELECT set_config('deadlock_timeout', '50ms', false)"))
    await engine.receive(engine.heard("/lock"))
    with pytest.raises(DATABASE_TROUBLE):
        await engine.dispatcher.step()
    crossings[0].join(60)

    await engine.handle()
    assert notes(engine) == ["had"]
    assert [(row.state, row.failures) for row in rows(engine)] == [("done", 0)]


def _lock_and_leave(other: psycopg.Connection) -> None:
    with other:
        other.execute("SELECT pg_advisory_xact_lock(1)")


@pytest.mark.crashes("failed", "failed in a batch", "set aside")
@pytest.mark.postgres
async def test_a_row_that_takes_too_long_three_times_is_set_aside(
    make_postgresql: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.unit_of_work.LIMITS", {"statement_timeout": "200ms"})
    router = noting()

    @router.command("wait", fr="attendre")
    def wait(ctx: Context) -> None:
        """Take for ever."""
        calls.append("wait")
        run(ctx.store, "SELECT pg_sleep(60)")

    engine = make_postgresql(router)
    await engine.handle(
        engine.heard("/note before"), engine.heard("/wait"), engine.heard("/note behind")
    )

    assert calls == ["before", "wait", "wait", "wait", "behind"]
    assert notes(engine) == ["before", "behind"]
    assert [(row.state, row.error) for row in rows(engine)] == [
        ("done", None),
        ("quarantined", "TookTooLong"),
        ("done", None),
    ]
    assert await told(engine) == [SORRY]


@pytest.mark.postgres
async def test_a_statement_without_a_row_blames_no_row(
    make_postgresql: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.unit_of_work.LIMITS", {"lock_timeout": "100ms"})
    engine = make_postgresql(noting())
    await engine.receive(engine.heard("/note waits"))
    with psycopg.connect(engine.url.replace("+psycopg", "")) as other:
        other.execute("LOCK TABLE inbox IN EXCLUSIVE MODE")
        for _ in range(5):
            with pytest.raises(DATABASE_TROUBLE):
                await engine.dispatcher.step()

    await engine.handle()
    assert [(row.state, row.failures) for row in rows(engine)] == [("done", 0)]


async def test_messages_that_waited_on_the_network_are_marked_until_all_are_read(
    make_light: Make,
) -> None:
    router, marks = Router(), []

    @router.command("mark", fr="marquer")
    def mark(ctx: Context) -> None:
        """Note whether it waited."""
        marks.append(ctx.incoming.backlog)

    engine = make_light(router)
    await engine.receive(engine.heard("/mark"))
    engine.dispatcher.caught_up("telegram")
    await engine.receive(engine.heard("/mark"))
    while await engine.dispatcher.step():
        pass

    assert marks == [True, False]


@pytest.mark.crashes("database error, trying again")
async def test_the_loop_goes_on_after_a_database_error(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_light(noting())
    monkeypatch.setattr("bot.core.inbound.dispatcher.DATABASE_ERROR_PAUSE", 0.01)
    engine.store(lambda store: _run_quietly(store, "PRAGMA busy_timeout=10"))
    await engine.receive(engine.heard("/note waits"))

    running = asyncio.create_task(engine.dispatcher.run())
    with locked(engine):
        async with patient():
            while not engine.lanes.database.troubles:
                await asyncio.sleep(0.01)
        assert not running.done()
    engine.dispatcher.caught_up("telegram")
    await asyncio.wait_for(engine.dispatcher.backlog_handled(["telegram"]), HANG)
    running.cancel()

    assert notes(engine) == ["waits"]


async def test_ending_in_the_middle_loses_no_attempt_and_no_answer(make: Make) -> None:
    engine = make(noting())
    await engine.receive(*(engine.pressed("toast") for _ in range(30)))

    running = asyncio.create_task(engine.dispatcher.run())
    async with patient():
        while not engine.answers:
            await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(CancelledError):
        await running

    assert {row.attempts for row in rows(engine)} <= {0, 1}
    assert len(engine.answers) == len(notes(engine))
    await engine.handle()
    assert len(notes(engine)) == len(engine.answers) == 30
