"""Messages leave in order, at the pace of the network."""

import asyncio
import sqlite3
from asyncio import CancelledError
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from bot.core.context.clock import Clock
from bot.core.messages.ports import (
    Capabilities,
    FateUnknown,
    TryLater,
)
from bot.core.messages.rendering import Rendered
from storage.outbound.deliveries import Priority
from tests.core.conftest import Make
from tests.core.outbound.sending import LIKE_TELEGRAM, OTHER, ROOM, SECOND, put, restart, states
from tests.core.scripted_network import FREE, ScriptedNetwork
from tests.patience import patient


async def test_urgent_messages_go_first(make: Make) -> None:
    engine = make(capabilities=LIKE_TELEGRAM)
    for nth, priority in enumerate([3, 2, 0, 3, 2, 0, 1]):
        put(engine, f"{priority}{nth}", priority=Priority(priority))

    await engine.send(within=10 * SECOND)

    assert engine.network.said_in(ROOM) == ["02", "05", "16", "21", "24", "30", "33"]


async def test_a_room_keeps_its_order_and_waits_for_no_other(make: Make) -> None:
    engine = make()
    for nth in range(10):
        put(engine, str(nth), room=ROOM)
        put(engine, str(nth), room=OTHER)
    engine.network.fails(ROOM, None, TryLater(5 * SECOND))

    await engine.send()
    assert engine.network.said_in(OTHER) == [str(nth) for nth in range(10)]
    assert engine.network.said_in(ROOM) == ["0", "1"]

    await engine.send(within=6 * SECOND)
    assert engine.network.said_in(ROOM) == ["0", "1", *(str(nth) for nth in range(1, 10))]


async def test_an_answer_overtakes_a_long_letter(make_light: Make) -> None:
    engine = make_light(capabilities=LIKE_TELEGRAM)
    for nth in range(300):
        put(engine, "letter", room=f"telegram:{nth + 100}", priority=Priority.DIGEST)
    await engine.send()
    put(engine, "answer", priority=Priority.ANSWER)

    await engine.send(within=SECOND)

    assert [each.said for each in engine.network.requests][30] == "answer"


async def test_one_room_is_asked_for_one_thing_at_a_time(make_light: Make) -> None:
    engine = make_light(network=SlowNetwork(FREE))
    for nth in range(5):
        put(engine, str(nth))

    await engine.send()

    assert isinstance(engine.network, SlowNetwork)
    assert engine.network.most_at_once == 1


class SlowNetwork(ScriptedNetwork):
    """A network that takes its time, and counts what is under way."""

    def __init__(self, capabilities: Capabilities) -> None:
        super().__init__(capabilities, Clock())
        self.at_once = self.most_at_once = 0

    async def send(self, room: str, said: Rendered, *, txn: str, reply_to: str | None) -> str:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        for _ in range(5):
            await asyncio.sleep(0)
        self.at_once -= 1
        return await super().send(room, said, txn=txn, reply_to=reply_to)


async def test_a_long_message_goes_in_pieces_that_lose_nothing(make_light: Make) -> None:
    engine = make_light(capabilities=LIKE_TELEGRAM)
    engine.network.longest = 40
    words = "\n".join(f"line {nth} of a long letter" for nth in range(8))
    put(engine, words)
    put(engine, "next")

    await engine.send(within=timedelta(minutes=1))

    *pieces, last = engine.network.said_in(ROOM)
    assert "".join(pieces) == words
    assert len(pieces) == 8
    assert last == "next"


async def test_a_crash_between_pieces_goes_on_at_the_right_one(make: Make) -> None:
    engine = make(capabilities=replace(LIKE_TELEGRAM, resends=True))
    engine.network.longest = 10
    put(engine, "first one second 2 third one ")
    await engine.send(within=SECOND)
    assert engine.network.said_in(ROOM) == ["first one ", "second 2 "]

    engine = await restart(make, engine)
    engine.network.fails(ROOM, FateUnknown("cut"))
    await engine.send(within=timedelta(minutes=1))

    assert engine.network.said_in(ROOM) == ["first one ", "second 2 ", "third one ", "third one "]
    assert len({each.txn for each in engine.network.requests}) == 3


async def test_ending_leaves_nothing_half_sent(make: Make) -> None:
    engine = make(network=SlowNetwork(FREE))
    for nth in range(40):
        put(engine, "letter", room=f"telegram:{nth}", again=False)

    running = asyncio.create_task(engine.delivering.run())
    async with patient():
        while not engine.network.requests:
            await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(CancelledError):
        await running

    assert set(states(engine)) <= {"sent", "waiting"}
    assert states(engine).get("sent", 0) == len(engine.network.requests)


@pytest.mark.crashes("not committed")
async def test_the_loop_begins_once_the_database_is_back(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.tasks.backoff", lambda _: 0.01)
    engine = make_light()
    engine.store(lambda s: s._session.connection().exec_driver_sql("PRAGMA busy_timeout=10"))
    put(engine, "at last")
    with structlog.testing.capture_logs() as logged:
        with closing(sqlite3.connect(engine.url.removeprefix("sqlite:///"))) as other:
            other.execute("BEGIN IMMEDIATE")
            running = asyncio.create_task(engine.delivering.run())
            async with patient():
                while "not committed" not in {each["event"] for each in logged}:
                    await asyncio.sleep(0.01)
            other.rollback()
        async with patient():
            while states(engine) != {"sent": 1}:
                await asyncio.sleep(0.02)
    running.cancel()
    with pytest.raises(CancelledError):
        await running


@pytest.mark.crashes("database error, trying again")
async def test_the_loop_goes_on_after_a_database_error(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.outbound.delivery.DATABASE_ERROR_PAUSE", 0.01)
    engine = make_light()
    engine.store(lambda s: s._session.connection().exec_driver_sql("PRAGMA busy_timeout=10"))
    put(engine, "at last", not_before=engine.clock.now() + timedelta(minutes=1))
    with structlog.testing.capture_logs() as logged:
        with closing(sqlite3.connect(engine.url.removeprefix("sqlite:///"))) as other:
            running = asyncio.create_task(engine.delivering.run())
            async with patient():
                while not engine.delivering._view.seen[0] >= 0:
                    await asyncio.sleep(0.01)
            other.execute("BEGIN IMMEDIATE")
            engine.clock.move(timedelta(minutes=1))
            engine.delivering.wake.set()
            async with patient():
                while "database error, trying again" not in {each["event"] for each in logged}:
                    await asyncio.sleep(0.01)
            other.rollback()
        async with patient():
            while states(engine) != {"sent": 1}:
                await asyncio.sleep(0.02)
    running.cancel()
    with pytest.raises(CancelledError):
        await running

    assert engine.network.said_in(ROOM) == ["at last"]
