"""The job that welcomes newcomers, through trouble of the network, and whatever people do."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.core.messages.incoming import Kind
from bot.core.messages.ports import FateUnknown, TryLater
from bot.domain.introductions import MOST_GREETED, WAIT_FOR_COMPANY, WELCOME_PACE
from handlers.joining.welcome import router
from schedules.joining import jobs
from storage.communities import Communities, RoomKind
from tests.core.engine import SQUARE, Engine
from tests.core.scripted_network import Request
from tests.databases import Fresh
from tests.plugins.sweeps import Sweep

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@contextmanager
def engine_over(url: str) -> Iterator[Engine]:
    engine = Engine(url, router, jobs=[jobs])
    try:
        yield engine
    finally:
        engine.close()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    with engine_over(database_url) as made:
        yield made


async def comes(engine: Engine, *names: str, kind: Kind = Kind.ENTERED) -> None:
    await engine.handle(
        *(
            engine.heard("", kind=kind, sender=f"telegram:{name}", room=SQUARE, name=name)
            for name in names
        )
    )


async def passes(engine: Engine, time: timedelta) -> None:
    """Move the clock of the jobs, with a look each minute."""
    await engine.runner.tick()  # the first one ever only plans
    until = engine.clock.now() + time
    while engine.clock.now() + MINUTE <= until:
        engine.clock.move(MINUTE)
        await engine.runner.tick()
        await engine.delivering.flush()


def welcomes(engine: Engine) -> list[Request]:
    return [each for each in engine.network.requests if each.action == "send"]


def greeting(said: Request) -> str:
    return said.said.partition("\n")[0]


@pytest.mark.slow
async def test_newcomers_are_added_to_a_welcome_that_cannot_leave_yet(engine: Engine) -> None:
    engine.network.fails(SQUARE, TryLater(HOUR))
    await comes(engine, "Zoé")
    await passes(engine, MINUTE)
    await comes(engine, "Max")
    await passes(engine, 30 * MINUTE)
    await comes(engine, "Inès")
    await passes(engine, 40 * MINUTE)

    refused, said = welcomes(engine)
    assert greeting(refused) == "Bienvenue, Zoé."
    assert greeting(said) == "Bienvenue, Zoé, Max et Inès."


@pytest.mark.slow
@pytest.mark.parametrize("it_ends", [False, True])
async def test_the_ten_minutes_count_from_when_the_welcome_left(
    engine: Engine, *, it_ends: bool
) -> None:
    engine.network.fails(SQUARE, TryLater(9 * MINUTE))
    await comes(engine, "Zoé")
    await passes(engine, 11 * MINUTE)
    if it_ends:
        await comes(engine, "Zoé", kind=Kind.EXITED)
    await comes(engine, "Max")
    await passes(engine, 15 * MINUTE)

    _, first, second = welcomes(engine)
    assert greeting(second) == "Bienvenue, Max."
    assert second.at - first.at >= WELCOME_PACE


@pytest.mark.slow
async def test_a_welcome_of_unknown_fate_is_not_said_twice(engine: Engine) -> None:
    engine.network.fails(SQUARE, FateUnknown("cut"))
    await comes(engine, "Zoé")
    await passes(engine, HOUR)
    assert [greeting(each) for each in welcomes(engine)] == ["Bienvenue, Zoé."]

    await comes(engine, "Max")
    await passes(engine, HOUR)
    assert [greeting(each) for each in welcomes(engine)] == ["Bienvenue, Zoé.", "Bienvenue, Max."]


@pytest.mark.slow
async def test_a_room_that_is_no_longer_the_communitys_loses_its_welcome(engine: Engine) -> None:
    await comes(engine, "Zoé")
    await passes(engine, MINUTE)
    await comes(engine, "Max")
    engine.store(lambda store: store[Communities].put_room(SQUARE, RoomKind.CHANNEL, None))
    await passes(engine, HOUR)

    assert [each.action for each in engine.network.requests] == ["send", "delete"]


@pytest.mark.slow
async def test_a_quiet_minute_asks_the_network_nothing(engine: Engine) -> None:
    await passes(engine, HOUR)
    assert engine.network.requests == []
    await comes(engine, "Zoé")
    await passes(engine, MINUTE)
    assert len(welcomes(engine)) == 1


happenings = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(["comes", "goes"]), st.integers(0, 9)),
    min_size=1,
    max_size=25,
)


@pytest.mark.slow
def test_each_stay_is_welcomed_once_after_any_events(fresh_database: Fresh, sweep: Sweep) -> None:
    @settings(
        max_examples=15 if sweep.is_whole else 5,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(happened=happenings)
    def live(happened: list[tuple[int, str, int]]) -> None:
        with engine_over(fresh_database("sqlite")) as engine:
            asyncio.run(_live(engine, happened))

    live()


async def _live(engine: Engine, happened: list[tuple[int, str, int]]) -> None:
    there: dict[str, datetime] = {}
    lasting: list[str] = []  # each stay that was long enough to be welcomed
    brief: set[tuple[str, datetime]] = set()
    for minutes, what, number in happened:
        await passes(engine, minutes * MINUTE)
        name, now = f"N{number}", engine.clock.now()
        if what == "comes" and name not in there:
            await comes(engine, name)
            there[name] = now
        elif what == "goes" and name in there:
            await comes(engine, name, kind=Kind.EXITED)
            came = there.pop(name)
            if now - came > WAIT_FOR_COMPANY + WELCOME_PACE + MINUTE:
                lasting.append(name)
            else:
                brief.add((name, came))
    await passes(engine, WAIT_FOR_COMPANY + WELCOME_PACE + 2 * MINUTE)
    lasting += there

    said = welcomes(engine)
    named = [name for each in said for name in _names(each)]
    assert all(len(_names(each)) <= MOST_GREETED for each in said)
    assert all(b.at - a.at >= WELCOME_PACE for a, b in pairwise(said))
    for name in {f"N{number}" for number in range(10)}:
        stays = lasting.count(name)
        tried = stays + sum(who == name for who, _ in brief)
        assert named.count(name) <= tried, "no stay is welcomed twice"
    counted = len(named) + sum(_others(each) for each in said)
    assert len(lasting) <= counted <= len(lasting) + len(brief)
    standing = len(said) - sum(each.action == "delete" for each in engine.network.requests)
    assert standing <= 1


def _names(said: Request) -> list[str]:
    words = greeting(said).replace(",", " ").replace(".", " ").split()
    return [word for word in words if word.startswith("N")]


def _others(said: Request) -> int:
    words = greeting(said).split()
    return int(words[-2]) if words[-1].startswith("autre") else 0
