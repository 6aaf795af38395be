"""Time within the process, and a machine whose clock is set while people wait."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core import Context, JobContext, Router, Text, text
from bot.core.context.clock import Clock, MovableClock
from bot.core.declarations.references import CardRef
from bot.core.messages.ports import TryLater
from bot.domain.dates.recurrence import Once, Recurring
from bot.domain.rates import Rate
from storage.inbound import CountedActs
from storage.outbound import Delivery, Mailing, Mailings, Paces, Priority
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.declarations.work import DAY, HOUR, MINUTE, PARIS, WEEK, Work, occurrences, plan
from tests.core.engine import SQUARE, START, Engine
from tests.core.inbound.dispatcher.noting import noting
from tests.core.outbound.sending import LIKE_TELEGRAM, OTHER, ROOM, SECOND, put, restart, states

AHEAD = (HOUR, DAY)


class Machine:
    """A machine whose clock is set, and which goes on."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 10, tzinfo=UTC)
        self.passed = timedelta()

    def goes_on(self, by: timedelta) -> None:
        self.time += by
        self.passed += by

    def clock(self) -> Clock:
        return Clock(lambda: self.time, lambda: self.passed)


def test_time_passes_as_on_the_machine() -> None:
    machine = Machine()
    clock = machine.clock()

    machine.goes_on(MINUTE)

    assert clock.now() == machine.time
    assert clock.jump() == timedelta()


@pytest.mark.parametrize("by", [-DAY, -HOUR, HOUR, DAY])
def test_a_set_clock_moves_nothing_until_it_is_followed(by: timedelta) -> None:
    machine = Machine()
    clock, followed = machine.clock(), list[timedelta]()
    clock.on_jump(followed.append)
    before = clock.now()

    machine.time += by
    assert clock.now() == before
    assert clock.jump() == by

    clock.adjust(by)
    assert clock.now() == machine.time
    assert followed == [by]
    assert clock.jump() == timedelta()


def test_small_differences_are_made_up_for_and_time_never_goes_back() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.time -= 30 * SECOND
    latest = clock.now()
    for _ in range(400):
        assert clock.jump() == timedelta()
        machine.goes_on(SECOND)
        assert clock.now() > latest
        latest = clock.now()
    assert clock.now() - machine.time < SECOND

    machine.time += 30 * SECOND
    clock.jump()
    assert clock.now() == machine.time


async def is_set(make: Make, engine: Engine, by: timedelta, how: str, **parts: object) -> Engine:
    """Have the machine's clock set, forward or back."""
    if how == "running":
        engine.clock.set_machine(by)
        await engine.jumps.follow()
        return engine
    engine.clock.move(by)
    return await restart(make, engine, **parts)


def ahead(make: Make, by: timedelta, *routers: Router, **parts: object) -> Engine:
    return make(*routers, clock=MovableClock(START + by), **parts)


both_ways = pytest.mark.parametrize("how", ["running", "restart"])
by_much = pytest.mark.parametrize("by", AHEAD, ids=["an hour", "a day"])


@both_ways
@by_much
async def test_nobody_waits_until_it_is_as_late_again(make: Make, by: timedelta, how: str) -> None:
    engine = ahead(make, by, noting(), capabilities=LIKE_TELEGRAM)
    engine.network.fails(OTHER, TryLater(20 * SECOND))
    for nth in range(25):
        put(engine, f"{nth}", room=SQUARE)
    for room in (ROOM, OTHER):
        put(engine, "answer", room=room, priority=Priority.ANSWER)
    await engine.send(within=30 * MINUTE)
    engine.network.fails(OTHER, TryLater(20 * SECOND))
    put(engine, "later", room=OTHER, priority=Priority.ANSWER)
    await engine.delivering.flush()
    assert states(engine)["waiting"] == 1

    engine = await is_set(make, engine, -by, how, capabilities=LIKE_TELEGRAM)
    put(engine, "now", room=ROOM, priority=Priority.ANSWER)
    put(engine, "in the square", room=SQUARE)
    await engine.send(within=90 * SECOND)

    assert set(states(engine)) == {"sent"}
    assert engine.network.said_in(OTHER)[-1] == "later"


@both_ways
@by_much
async def test_cards_are_refreshed_though_they_were_put_off(
    make: Make, by: timedelta, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.outbound.delivery.LONGEST_SLEEP", 30 * SECOND)
    router, shown = Router(), [1]

    @router.card("thing")
    def card(_ctx: JobContext, _key: int) -> str:
        return f"state {shown[0]}"

    engine = ahead(make, by, router, capabilities=LIKE_TELEGRAM)
    engine.act(lambda ctx: CardRef[Any]("thing").post(ctx, SQUARE, 1))
    await engine.delivering.flush()
    engine.network.fails(SQUARE, TryLater(20 * SECOND))
    shown[0] = 2
    engine.act(lambda ctx: CardRef[Any]("thing").refresh(ctx, 1))
    await engine.send(within=10 * SECOND)

    parts = {"capabilities": LIKE_TELEGRAM, "declared": engine.declared}
    engine = await is_set(make, engine, -by, how, **parts)
    before = len(engine.network.requests)
    await engine.send(within=60 * SECOND)

    assert [each.said for each in engine.network.requests[before:]] == ["state 2"]


@both_ways
@by_much
async def test_a_learned_pace_holds_nothing_back(make: Make, by: timedelta, how: str) -> None:
    engine = ahead(make, by)
    engine.network.fails(ROOM, TryLater(2 * SECOND, whole=True))
    put(engine, "first")
    await engine.send(within=10 * SECOND)

    engine = await is_set(make, engine, -by, how)
    put(engine, "second", priority=Priority.ANSWER)
    await engine.send(within=10 * SECOND)

    assert engine.network.said_in(ROOM)[-1] == "second"
    pace = engine.store(lambda store: store[Paces].known("telegram", engine.clock.now()))
    assert pace is not None
    assert pace.learned_at <= engine.clock.now()


@both_ways
@by_much
async def test_a_rate_counts_no_longer_than_its_window(make: Make, by: timedelta, how: str) -> None:
    router = Router()

    @router.command("act", fr="agir", limit=Rate("acts", 2))
    def act(_ctx: Context) -> Text:
        """Act."""
        return text("Done.")

    engine = ahead(make, by, router)
    done = [await engine.says("/act") for _ in range(3)]
    assert done[0] == done[1] != done[2]
    engine = await is_set(make, engine, -by, how, declared=engine.declared)
    engine.clock.move(HOUR + MINUTE)

    assert await engine.says("/act", key="another") == done[0]
    counted = engine.store(
        lambda store: store[CountedActs].times(
            "acts", member_id=None, account="telegram:7", since=START - WEEK, most=10
        )
    )
    assert max(counted) <= engine.clock.now()


@by_much
async def test_mail_for_the_morning_leaves_in_the_next_morning(make: Make, by: timedelta) -> None:
    late = START.replace(hour=22)
    engine = make(clock=MovableClock(late + by))
    engine.agrees(engine.member("Ana", ROOM), "letter")

    def mail(store: Store) -> Mailing:
        return store[Mailings].add(1, "letter", {"kind": "text"}, engine.clock.now())

    engine.store(mail)
    await engine.delivering.step()
    engine.clock.set_machine(-by)
    await engine.jumps.follow()

    [at] = engine.store(lambda store: store._session.scalars(select(Delivery.not_before)).all())
    assert at.astimezone(PARIS) == (late + DAY).replace(hour=8)


async def goes_on(engine: Engine, by: timedelta, step: timedelta = 10 * MINUTE) -> None:
    """Let so much time pass, and settle what is due meanwhile."""
    until = engine.clock.now() + by
    while engine.clock.now() < until:
        await engine.runner.tick()
        engine.clock.move(step)
    await engine.runner.tick()


JUMPS = {
    "an hour ahead and back": (HOUR, -HOUR),
    "a day ahead and back": (DAY, -DAY),
    "an hour back and ahead": (-HOUR, HOUR),
    "a day back and ahead": (-DAY, DAY),
    "an hour ahead": (HOUR,),
    "a day ahead": (DAY,),
    "an hour back": (-HOUR,),
    "a day back": (-DAY,),
}


@pytest.mark.slow
@both_ways
@pytest.mark.parametrize("jumps", JUMPS)
@pytest.mark.parametrize("start", [START, datetime(2026, 10, 25, 1, tzinfo=PARIS)])
async def test_letters_and_reminders_go_out_once(
    make_light: Make, jumps: str, how: str, start: datetime
) -> None:
    """Around the end of summer time, too; a letter of which the time was skipped goes out late."""
    work = Work(grace=2 * DAY)
    engine = make_light(jobs=[work.registry], clock=MovableClock(start))
    local = start.astimezone(PARIS)
    plan(engine, Recurring.weekly(local.weekday(), time(local.hour + 1, 30)), "letter", 1)
    plan(engine, Once(start + 2 * HOUR), "reminder", 2)

    await goes_on(engine, 20 * MINUTE)
    for by in JUMPS[jumps]:
        engine = await is_set(make_light, engine, by, how, jobs=[work.registry])
        await goes_on(engine, 20 * MINUTE)
    await goes_on(engine, start + 2 * DAY - engine.clock.now())

    assert sorted(work.done) == [("note", 1), ("note", 2)]


@both_ways
async def test_a_letter_missed_by_a_wrong_clock_goes_out_at_its_time(
    make_light: Make, how: str
) -> None:
    work = Work(grace=HOUR)
    engine = make_light(jobs=[work.registry])
    plan(engine, Recurring.weekly(1, time(12)))
    engine = await is_set(make_light, engine, DAY, how, jobs=[work.registry])
    await goes_on(engine, 20 * MINUTE)
    assert work.done == [("missed", 1)]

    engine = await is_set(make_light, engine, -DAY, how, jobs=[work.registry])
    await goes_on(engine, 3 * HOUR)

    assert work.done == [("missed", 1), ("note", 1)]
    assert [state for _, state in occurrences(engine)] == ["done"]


@both_ways
@by_much
async def test_housekeeping_goes_on(make_light: Make, by: timedelta, how: str) -> None:
    work = Work()
    swept: list[datetime] = []

    @work.registry.job("sweep", grace=5 * MINUTE, every=MINUTE)
    def sweep(ctx: JobContext, _argument: None) -> None:
        swept.append(ctx.now)

    engine = make_light(jobs=[work.registry], clock=MovableClock(START + by))
    await goes_on(engine, 10 * MINUTE, MINUTE)
    engine = await is_set(make_light, engine, -by, how, jobs=[work.registry])
    swept.clear()
    await goes_on(engine, 10 * MINUTE, MINUTE)

    assert len(swept) >= 9
