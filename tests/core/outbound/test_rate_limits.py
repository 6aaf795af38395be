"""Limits of a network: given, learned, and kept across restarts."""

from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from bot.core import JobContext, Router
from bot.core.context.clock import MovableClock
from bot.core.declarations.references import CardRef
from bot.core.declarations.registry import long_waits
from bot.core.messages.ports import TryLater
from bot.domain.send_limits import Pace
from storage.outbound.deliveries import Priority
from storage.outbound.traffic import Paces
from tests.core.conftest import Make
from tests.core.engine import SQUARE, START
from tests.core.outbound.sending import (
    LIKE_TELEGRAM,
    OTHER,
    ROOM,
    SECOND,
    OneBudget,
    put,
    restart,
    row,
    states,
)
from tests.domain.send_limits.test_learned_pace import Synapse
from tests.domain.send_limits.test_limits import exceeded


@pytest.mark.slow
async def test_no_limit_is_exceeded_across_a_restart(make: Make) -> None:
    engine = make(capabilities=LIKE_TELEGRAM)
    chance = Random(3)
    rooms = [SQUARE, "telegram:-2", *(f"telegram:{nth}" for nth in range(12))]
    for nth in range(150):
        put(engine, f"{nth}", room=chance.choice(rooms), priority=Priority(chance.randrange(4)))

    await engine.send(within=2 * SECOND)
    engine = await restart(make, engine)
    await engine.send(within=5 * SECOND)
    engine = await restart(make, engine)
    await engine.send(within=timedelta(minutes=3))

    assert states(engine) == {"sent": 150}
    times = [each.at for each in engine.network.requests]
    assert exceeded(times, LIKE_TELEGRAM.whole) == []
    for room in rooms:
        windows = LIKE_TELEGRAM.shared if ":-" in room else LIKE_TELEGRAM.direct
        theirs = [each.at for each in engine.network.requests if each.room == room]
        assert exceeded(theirs, windows) == []


@pytest.mark.slow
async def test_a_burst_to_many_takes_no_longer_than_the_network_needs(make_light: Make) -> None:
    engine = make_light(capabilities=LIKE_TELEGRAM)
    for nth in range(300):
        put(engine, "letter", room=f"telegram:{nth + 100}", priority=Priority.DIGEST)
    began = engine.clock.now()

    await engine.send(within=timedelta(minutes=1))

    assert engine.network.requests[-1].at - began == 9 * SECOND


async def test_the_network_is_obeyed_when_it_asks_to_wait(make_light: Make) -> None:
    engine = make_light()
    for room in (ROOM, OTHER):
        put(engine, "late", room=room)
    engine.network.fails(ROOM, TryLater(20 * SECOND, whole=True))

    await engine.send(within=19 * SECOND)
    put(engine, "later", room="telegram:3")
    await engine.send()
    assert len(engine.network.requests) == 2, "what was under way, and nothing more"

    await engine.send(within=2 * SECOND)
    assert engine.network.said_in(ROOM) == ["late", "late"]
    assert row(engine, 1).attempts == 1, "a wait that was asked for is no attempt"
    await engine.send(within=21 * SECOND)
    assert states(engine) == {"sent": 3}, "no faster than was taught"


async def test_a_long_wait_is_news_once_and_is_known_after_a_restart(make: Make) -> None:
    news: list[tuple[str, str | None]] = []
    router = Router()

    @router.contribution(long_waits)
    def note(_ctx: JobContext, network: str, room: str | None, _until: datetime) -> None:
        news.append((network, room))

    engine = make(router)
    for room in (ROOM, OTHER):
        put(engine, "late", room=room, priority=Priority.ANSWER)
        engine.network.fails(room, TryLater(timedelta(days=1)))
    await engine.send(within=SECOND)
    put(engine, "now", room="telegram:3")
    await engine.send(within=SECOND)

    again = await restart(make, engine)

    assert news == [("telegram", ROOM)]
    assert engine.network.said_in("telegram:3") == ["now"]
    assert again.delivering.long_waits().rooms == 2
    await again.send(within=timedelta(days=1))
    assert states(again) == {"sent": 3}
    assert not again.delivering.long_waits()


async def test_a_wait_without_end_is_asked_about_again_after_a_week(make_light: Make) -> None:
    engine = make_light()
    put(engine, "late")
    engine.network.fails(ROOM, TryLater(timedelta.max, whole=True))

    await engine.send(within=timedelta(days=8))

    assert states(engine) == {"sent": 1}


async def test_a_refresh_that_must_wait_holds_its_room(make_light: Make) -> None:
    engine = make_light(drawing()[0])
    engine.act(lambda ctx: CardRef[Any]("count").post(ctx, ROOM, 1))
    await engine.send()
    engine.act(lambda ctx: CardRef[Any]("count").refresh(ctx, 1))
    engine.network.fails(ROOM, TryLater(30 * SECOND))
    await engine.send()
    put(engine, "answer", priority=Priority.ANSWER)

    await engine.send(within=29 * SECOND)
    assert "answer" not in engine.network.said_in(ROOM)
    await engine.send(within=2 * SECOND)
    assert engine.network.said_in(ROOM)[-2:] == ["answer", "count 1: 1"]


@pytest.mark.slow
async def test_one_budget_for_all_rooms_is_learned_and_outlives_a_restart(make: Make) -> None:
    clock = MovableClock(START)
    network = OneBudget(clock, Synapse(rate=0.2, burst=10, began=START))
    engine = make(clock=clock, network=network)
    for nth in range(60):
        put(engine, str(nth), room=f"telegram:{nth + 1}", priority=Priority.ANSWER)

    await engine.send(within=60 * SECOND)
    refused, taken = network.refused, len(network.requests)
    assert 20 <= taken <= 22, "ten at once, then one in five seconds"
    assert 1 <= refused <= 10, "those that were on their way together, and one more"

    for _ in range(3):
        engine = await restart(make, engine)
        await engine.send(within=60 * SECOND)
    await engine.send(within=30 * SECOND)

    assert network.refused == refused, "no restart bursts"
    assert states(engine) == {"sent": 60}


async def test_a_learned_budget_is_forgotten_a_day_after_the_last_refusal(make_light: Make) -> None:
    clock = MovableClock(START)
    network = OneBudget(clock, Synapse(rate=0.2, burst=2, began=START))
    engine = make_light(clock=clock, network=network)
    for nth in range(10):
        put(engine, str(nth), room=f"telegram:{nth + 1}")
    await engine.send(within=60 * SECOND)
    network.server = Synapse(rate=100, burst=100, began=START)  # the limit was lifted
    clock.move(timedelta(hours=24))

    for nth in range(10):
        put(engine, str(nth), room=f"telegram:{nth + 1}")
    await engine.send()

    assert states(engine) == {"sent": 20}


async def test_half_of_a_learned_burst_is_left_to_answers(make_light: Make) -> None:
    router, state = drawing()
    clock = MovableClock(START)
    network = OneBudget(clock, Synapse(rate=0.2, burst=10, began=START))
    engine = make_light(router, clock=clock, network=network)
    engine.store(lambda s: s[Paces].keep("telegram", Pace(5 * SECOND, 10, START)))
    for nth in range(12):
        engine.act(partial(CardRef[Any]("count").post, room=f"telegram:{nth + 1}", key=1))
    engine.store(engine.delivering.recover)
    await engine.send(within=timedelta(minutes=3))
    state[0] += 1
    engine.act(lambda ctx: CardRef[Any]("count").refresh(ctx, 1))

    await engine.send()
    refreshed = [each for each in network.requests if each.action == "edit"]
    for nth in range(4):
        put(engine, "answer", room=f"telegram:{nth + 50}", priority=Priority.ANSWER)
    await engine.send()

    assert len(refreshed) == 6, "until half of the burst is left"
    assert [each.said for each in network.requests[-4:]] == ["answer"] * 4, "at once"
    await engine.send(within=timedelta(minutes=3))
    assert sum(each.action == "edit" for each in network.requests) == 12
    assert network.refused == 0


def drawing() -> tuple[Router, list[int]]:
    router = Router()
    state = [1]

    @router.card("count")
    def draw(ctx: JobContext, key: int) -> str:
        return f"count {key}: {state[0]}"

    return router, state
