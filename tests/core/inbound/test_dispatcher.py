"""What came in is handled once, in order, and nothing that goes wrong holds the rest up."""

import asyncio
import sqlite3
from asyncio import CancelledError
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from random import Random
from threading import Thread

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy import text as sql
from sqlalchemy.exc import StatementError

from bot.core import Context, Router, Toast, text
from bot.core.inbound.batches import DEATHS
from bot.core.messages.ports import Sealed
from storage.audit import Audit
from storage.communities import Communities, Community, RoomKind
from storage.inbound.inbox import Inbox, InboxRow, InboxState
from storage.members import Members
from storage.trouble import DATABASE_TROUBLE
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine

SORRY = "Quelque chose n'a pas marché, et c'est noté. Réessayez un peu plus tard."

calls: list[str] = []


@pytest.fixture(autouse=True)
def _no_calls_yet() -> None:
    calls.clear()


def note(store: Store, words: str, ctx: Context) -> None:
    store[Audit].note(ctx.incoming.room, words, None, "done", ctx.now)


def noting() -> Router:
    """A feature whose only effect is a row, and others that fail in their own ways."""
    router = Router()

    @router.command("note", fr="noter")
    def note_words(ctx: Context, words: str) -> None:
        """Note words."""
        calls.append(words)
        note(ctx.store, words, ctx)

    @router.command("fail", fr="rater")
    def fail(ctx: Context, words: str) -> None:
        """Fail."""
        calls.append(words)
        note(ctx.store, "half", ctx)
        FAILURES[words](ctx.store)

    @router.button("toast")
    def toast(ctx: Context) -> Toast:
        note(ctx.store, "pressed", ctx)
        return Toast(text("Cancel"))

    @router.button("limp")
    def limp(ctx: Context) -> Toast:
        calls.append("limp")
        note(ctx.store, f"try {len(calls)}", ctx)
        if len(calls) == 1:
            raise RuntimeError
        return Toast(text("Cancel"))

    @router.button("break")
    def break_down(ctx: Context) -> None:
        raise RuntimeError

    return router


def _raise(error: BaseException) -> None:
    raise error


def _clash(store: Store) -> None:
    same = {"slug": "energie", "name": "", "locale": "fr", "timezone": "UTC", "digest": ""}
    store[Communities].add(Community(polls_by="", **same))


FAILURES: dict[str, Callable[[Store], None]] = {
    "an exception": lambda _: _raise(RuntimeError("poison")),
    "a cancellation": lambda _: _raise(CancelledError()),
    "a broken constraint": _clash,
    "a wrong statement": lambda store: _run(store, "SELECT * FROM nowhere"),
    "an impossible number": lambda store: _raise(LookupError(store[Members].get(10**30))),
    "a program's end": lambda _: _raise(SystemExit()),
}


def _run(store: Store, statement: str) -> None:
    store._session.execute(sql(statement)).all()


def notes(engine: Engine) -> list[str]:
    """The effects committed, the oldest first."""
    rows = engine.store(lambda store: store[Audit].latest(1000))
    return [row.action for row in reversed(rows)]


def rows(engine: Engine) -> list[InboxRow]:
    return engine.store(
        lambda store: list(store._session.query(InboxRow).order_by(InboxRow.id).all())
    )


async def told(engine: Engine, room: str = "telegram:7") -> list[str]:
    await engine.delivering.flush()
    return engine.network.said_in(room)


# Batches


async def test_a_burst_is_handled_whole_and_in_order(make: Make) -> None:
    engine = make(noting())

    await engine.handle(*(engine.heard(f"/note {nth}") for nth in range(120)))

    assert notes(engine) == [str(nth) for nth in range(120)]
    assert {row.state for row in rows(engine)} == {"done"}


async def test_a_burst_shares_commits(make_light: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.core.inbound.batches.BATCH_SECONDS", 10)
    engine = make_light(noting())
    await engine.receive(*(engine.heard(f"/note {nth}") for nth in range(50)))

    commits = 0

    def count_commit(_: object) -> None:
        nonlocal commits
        commits += 1

    from sqlalchemy import event  # noqa: PLC0415

    event.listen(engine.lanes.database.writer, "commit", count_commit)
    while await engine.dispatcher.step():
        continue

    assert len(notes(engine)) == 50
    assert commits < 25


async def test_what_came_twice_is_handled_once(make: Make) -> None:
    engine = make(noting())
    heard = engine.heard("/note once")

    await engine.handle(heard)
    await engine.handle(heard, replace(heard, words="note twice"), heard)

    assert notes(engine) == ["once"]


async def test_a_handled_row_keeps_its_key_and_loses_what_was_said(make: Make) -> None:
    engine = make(noting())

    await engine.handle(engine.heard("/note secret", key="k1"))

    assert [(row.key, row.state, row.payload, row.room) for row in rows(engine)] == [
        ("k1", "done", None, None)
    ]


async def test_what_cannot_be_read_is_set_aside_with_the_position(make: Make) -> None:
    engine = make(noting())

    await engine.dispatcher.receive(
        "telegram", [engine.heard("/note good")], "41", [("40", '{"broken": \x00\ud800')]
    )
    await engine.handle()

    assert notes(engine) == ["good"]
    assert await engine.dispatcher.position("telegram") == "41"
    aside = rows(engine)[-1]
    assert (aside.state, aside.error) == ("quarantined", "unreadable")
    assert aside.payload is not None
    assert aside.payload["raw"].startswith('{"broken"')


async def test_whatever_characters_come_in_are_kept(make: Make) -> None:
    engine = make(noting())

    await engine.handle(
        engine.heard("/note a\x00b\ud800c", key="k\x00\udfff", name="\x00", handle="\ud83d")
    )

    assert notes(engine) == ["ab?c"]


# Poison


@pytest.mark.parametrize("way", FAILURES)
async def test_a_poison_gets_three_attempts_and_the_person_is_told(make: Make, way: str) -> None:
    engine = make(noting())

    await engine.handle(
        engine.heard("/note before"), engine.heard(f"/fail {way}"), engine.heard("/note behind")
    )

    assert calls.count(way) == 3
    assert notes(engine) == ["before", "behind"], "nothing half done stays, the order is kept"
    poison = rows(engine)[1]
    assert (poison.state, poison.attempts) == ("quarantined", 3)
    assert poison.payload is not None, "a person may look at it"
    assert await told(engine) == [SORRY]


@pytest.mark.postgres
async def test_a_statement_that_is_always_refused_is_a_poison_too(make_postgresql: Make) -> None:
    router = noting()

    @router.command("index", fr="indexer")
    def index(ctx: Context) -> None:
        """Put more into an index than it takes, which psycopg calls operational."""
        calls.append("index")
        long = "".join(Random(1).choices("abcdefghijklmnop", k=30_000))
        ctx.store[Communities].put_room(long, RoomKind.DIRECT, None)

    engine = make_postgresql(router)
    await engine.handle(engine.heard("/index"), engine.heard("/note behind"))
    assert calls == ["index", "index", "index", "behind"]


async def test_a_poison_holds_no_other_room_up(make: Make) -> None:
    engine = make(noting())

    await engine.handle(
        engine.heard("/fail an exception", sender="telegram:1"),
        *(engine.heard("/note fine", sender=f"telegram:{nth}") for nth in range(2, 12)),
    )

    assert notes(engine) == ["fine"] * 10


async def test_many_poisons_in_a_row_end_too(make: Make) -> None:
    engine = make(noting())

    await engine.handle(
        *(engine.heard("/fail an exception") for _ in range(5)), engine.heard("/note at last")
    )

    assert notes(engine) == ["at last"]
    assert len(calls) == 16


async def test_a_payload_that_cannot_be_decoded_is_set_aside(make: Make) -> None:
    engine = make(noting())
    payload = {"kind": "telepathy", "network": "telegram"}
    engine.store(
        lambda s: s[Inbox].receive("telegram", [("odd", "telegram:7", payload)], engine.clock.now())
    )

    await engine.handle(engine.heard("/note behind"))

    assert notes(engine) == ["behind"]
    assert [row.state for row in rows(engine)] == ["quarantined", "done"]


async def test_a_broken_button_is_answered(make: Make) -> None:
    engine = make(noting())

    await engine.handle(engine.pressed("break"), engine.pressed("toast"))

    assert [answer.words for answer in engine.answers] == [SORRY, "Annuler"]


async def test_a_press_that_succeeds_at_its_second_try_is_answered_once(make: Make) -> None:
    engine = make(noting())
    limps = engine.pressed("limp")

    await engine.handle(limps, engine.pressed("toast"))

    first, _ = engine.answers
    assert (first.press_id, first.words) == (limps.press_id, "Annuler")
    assert notes(engine) == ["try 2", "pressed"]


async def test_a_shared_room_hears_nothing_of_what_was_not_asked(make: Make) -> None:
    engine = make(noting())

    await engine.handle(engine.heard("/fail an exception", room=SQUARE))
    assert await told(engine, SQUARE) == [SORRY]


async def test_a_few_deaths_of_the_process_cost_no_message(make: Make) -> None:
    engine = make(noting())
    await engine.receive(engine.heard("/note innocent"))

    for _ in range(DEATHS - 1):  # it is claimed, then everything ends
        engine.store(engine.dispatcher._batches.claim)
    await engine.handle()

    assert notes(engine) == ["innocent"]


async def test_a_row_with_which_the_process_always_dies_is_set_aside(make: Make) -> None:
    engine = make(noting())
    await engine.receive(engine.heard("/note deadly"), engine.heard("/note behind"))

    for _ in range(DEATHS):  # it is claimed, then everything ends
        engine.store(engine.dispatcher._batches.claim)
    await engine.handle()

    assert notes(engine) == ["behind"]
    assert rows(engine)[0].error == "the process died with it"


async def test_those_behind_a_killed_batch_keep_their_attempts(make: Make) -> None:
    engine = make(noting())
    await engine.receive(*(engine.heard(f"/note {nth}") for nth in range(5)))

    engine.store(engine.dispatcher._batches.claim)
    await engine.handle()

    assert notes(engine) == ["0", "1", "2", "3", "4"]


# The database's own trouble


@contextmanager
def locked(engine: Engine) -> Iterator[None]:
    """Somebody else writes, and does not end."""
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
                _run(ctx.store, "SELECT 1")

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
        """Take two locks, the first time in another order than somebody beside us."""
        _run(ctx.store, "SELECT pg_advisory_xact_lock(1)")
        if not crossings:
            other = psycopg.connect(engine_url)
            other.execute("SET deadlock_timeout = '1h'")
            other.execute("SELECT pg_advisory_xact_lock(2)")
            crossings.append(Thread(target=_lock_and_leave, args=(other,)))
            crossings[0].start()
        _run(ctx.store, "SELECT pg_sleep(0.2), pg_advisory_xact_lock(2)")
        note(ctx.store, "had", ctx)

    engine = make_postgresql(router)
    engine_url = engine.url.replace("+psycopg", "")
    engine.store(lambda s: _run(s, "SELECT set_config('deadlock_timeout', '50ms', false)"))
    await engine.receive(engine.heard("/lock"))
    with pytest.raises(DATABASE_TROUBLE):
        await engine.dispatcher.step()
    crossings[0].join(10)

    await engine.handle()
    assert notes(engine) == ["had"]
    assert [(row.state, row.failures) for row in rows(engine)] == [("done", 0)]


def _lock_and_leave(other: psycopg.Connection) -> None:
    with other:
        other.execute("SELECT pg_advisory_xact_lock(1)")


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["locked", "endless"])
async def test_a_row_that_takes_too_long_three_times_is_set_aside(
    make_postgresql: Make, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    limits = {"lock_timeout": "100ms", "statement_timeout": "200ms"}
    monkeypatch.setattr("storage.unit_of_work.LIMITS", limits)
    router = noting()

    @router.command("wait", fr="attendre")
    def wait(ctx: Context) -> None:
        """Wait for what somebody else holds, or for ever."""
        calls.append("wait")
        held = "SELECT pg_advisory_xact_lock(1)"
        _run(ctx.store, held if way == "locked" else "SELECT pg_sleep(60)")

    engine = make_postgresql(router)
    await engine.receive(
        engine.heard("/note before"), engine.heard("/wait"), engine.heard("/note behind")
    )
    with psycopg.connect(engine.url.replace("+psycopg", "")) as other:
        other.execute("SELECT pg_advisory_xact_lock(1)")
        while await engine.dispatcher.step():
            continue

    assert calls == ["before", "wait", "wait", "wait", "behind"]
    assert notes(engine) == ["before", "behind"]
    assert [(row.state, row.error) for row in rows(engine)] == [
        ("done", None),
        ("quarantined", "TookTooLong"),
        ("done", None),
    ]
    assert await told(engine) == [SORRY]


@pytest.mark.postgres
async def test_what_is_no_rows_own_statement_blames_none(
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


async def test_what_waited_on_the_network_is_marked_until_it_was_read_through(
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


async def test_the_loop_goes_on_after_a_database_error(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_light(noting())
    monkeypatch.setattr("bot.core.inbound.dispatcher.PAUSE_AFTER_DATABASE_ERROR", 0.01)
    engine.store(lambda store: _run_quietly(store, "PRAGMA busy_timeout=10"))
    await engine.receive(engine.heard("/note waits"))

    running = asyncio.create_task(engine.dispatcher.run())
    with locked(engine):
        await asyncio.sleep(0.1)
        assert not running.done()
    engine.dispatcher.caught_up("telegram")
    await asyncio.wait_for(engine.dispatcher.backlog_handled(["telegram"]), 10)
    running.cancel()

    assert notes(engine) == ["waits"]


async def test_ending_in_the_middle_loses_no_attempt_and_no_answer(make: Make) -> None:
    engine = make(noting())
    await engine.receive(*(engine.pressed("toast") for _ in range(30)))

    running = asyncio.create_task(engine.dispatcher.run())
    await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(CancelledError):
        await running

    assert {row.attempts for row in rows(engine)} <= {0, 1}
    assert len(engine.answers) == len(notes(engine))
    await engine.handle()
    assert len(notes(engine)) == len(engine.answers) == 30


# One writer


async def test_the_order_of_the_inbox_is_kept_over_all_rooms(make: Make) -> None:
    engine = make(noting())
    chance = Random(7)
    poisons = {nth for nth in range(400) if nth % 67 == 13}
    arrivals = [
        engine.heard(
            "/fail an exception" if nth in poisons else f"/note {nth}",
            sender=f"telegram:{chance.randrange(40)}",
        )
        for nth in range(400)
    ]

    await engine.handle(*arrivals)

    assert notes(engine) == [str(nth) for nth in range(400) if nth not in poisons]
    assert engine.store(lambda s: s[Inbox].count(InboxState.QUARANTINED)) == len(poisons)


async def test_of_two_rooms_of_one_person_the_later_word_counts(make: Make) -> None:
    engine = make(noting())
    arrivals = [
        arrival
        for nth in range(30)
        for arrival in (
            engine.heard(f"/note {nth} yes", sender=f"telegram:{nth}", room=SQUARE),
            engine.heard(f"/note {nth} no", sender=f"telegram:{nth}"),
        )
    ]

    await engine.handle(*arrivals)

    latest = dict(words.split() for words in notes(engine))
    assert set(latest.values()) == {"no"}


# What waits for its key


async def waiting(engine: Engine) -> list[str]:
    return [each.key for each in await engine.dispatcher.sealed("telegram")]


async def test_what_is_sealed_waits_and_enters_in_the_commit_that_opens_it(make: Make) -> None:
    engine = make(noting())
    opened = engine.heard("/note opened")
    sealed = [Sealed(opened.key, SQUARE, '{"a": "\x00é"}'), Sealed("$2", SQUARE, "{}")]

    await engine.dispatcher.receive("telegram", [], "1", sealed=sealed)
    assert await engine.dispatcher.sealed("telegram") == [
        Sealed(opened.key, SQUARE, '{"a": "é"}'),
        Sealed("$2", SQUARE, "{}"),
    ]
    await engine.dispatcher.receive("telegram", [opened], "2", opened=[opened.key])
    await engine.handle()

    assert notes(engine) == ["opened"]
    assert await waiting(engine) == ["$2"]
    assert await engine.dispatcher.position("telegram") == "2"


async def test_what_was_read_or_waits_already_is_not_sealed_again(make: Make) -> None:
    engine = make(noting())
    heard = engine.heard("/note once")
    await engine.handle(heard)

    for _ in range(2):
        sealed = [Sealed(heard.key, SQUARE, "{}"), Sealed("$2", SQUARE, "{}")]
        await engine.dispatcher.receive("telegram", [], None, sealed=sealed)

    assert await waiting(engine) == ["$2"]


async def test_what_is_sealed_is_kept_with_its_position_or_not_at_all(make_light: Make) -> None:
    engine = make_light(noting())
    unstorable, sealed = object(), [Sealed("$1", SQUARE, "{}")]

    with pytest.raises(StatementError):
        await engine.dispatcher.receive("telegram", [], unstorable, sealed=sealed)  # type: ignore[arg-type]

    assert await waiting(engine) == []
    assert await engine.dispatcher.position("telegram") is None


async def test_what_comes_while_nothing_is_handled_takes_two_commits(make_light: Make) -> None:
    engine = make_light(noting())
    await engine.handle(engine.heard("/note before"))
    commits: list[object] = []
    event.listen(engine.lanes.database.writer, "commit", commits.append)
    running = asyncio.create_task(engine.dispatcher.run())
    await engine.dispatcher._idle.wait()
    commits.clear()

    await engine.receive(engine.heard("/note after"))
    assert [row.attempts for row in rows(engine)] == [1, 1], "it is claimed as it is kept"
    await engine.dispatcher._idle.wait()

    running.cancel()
    assert notes(engine) == ["before", "after"]
    assert len(commits) == 2 + 2, "one that keeps, one that handles; two looks of this test"


async def test_what_comes_alone_is_answered_once_it_is_kept(make_light: Make) -> None:
    engine = make_light(noting())
    running = asyncio.create_task(engine.dispatcher.run())
    await engine.dispatcher._idle.wait()

    await engine.receive(engine.pressed("toast"))
    assert len(engine.answers) == 1, "before anybody else has run"
    await engine.receive(engine.pressed("toast"), engine.pressed("toast"))
    assert len(engine.answers) == 1, "several wait for their turn"
    await engine.dispatcher._idle.wait()

    running.cancel()
    assert len(engine.answers) == len(notes(engine)) == 3


async def test_what_comes_alone_and_fails_is_tried_again(make_light: Make) -> None:
    engine = make_light(noting())
    running = asyncio.create_task(engine.dispatcher.run())
    await engine.dispatcher._idle.wait()

    await engine.receive(engine.pressed("limp"))
    await engine.dispatcher._idle.wait()

    running.cancel()
    assert notes(engine) == ["try 2"]
    assert len(engine.answers) == 1
