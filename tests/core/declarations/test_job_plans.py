"""Plans of jobs, and the clock that goes by them."""

import asyncio
import sqlite3
from asyncio import CancelledError
from contextlib import closing
from datetime import datetime, time, timedelta, tzinfo
from threading import Event

import pytest

from bot.core import JobContext
from bot.core.context.clock import MovableClock
from bot.core.declarations.jobs import JobRegistry
from bot.domain.dates.recurrence import Every, Once, Recurring
from schedules.runner import Runner
from storage.schedules import OccurrenceState, Planned, Schedules
from tests.core.conftest import Make
from tests.core.declarations.work import (
    DAY,
    HOUR,
    MINUTE,
    PARIS,
    WEEK,
    Work,
    doubting,
    occurrences,
    plan,
    planned,
    tick,
)
from tests.core.engine import START
from tests.patience import patient
from tests.traffic import traffic

SOON = timedelta(milliseconds=600)


async def test_a_changed_rule_begins_anew_and_the_same_rule_goes_on(make_light: Make) -> None:
    work = Work()
    engine = make_light(jobs=[work.registry])
    plan(engine, Recurring.weekly(1, time(10, 30)))
    engine.clock.move(HOUR)

    plan(engine, Recurring.weekly(1, time(10, 30)))
    await tick(engine)
    assert work.done == [("note", 1)], "what is due is not forgotten"

    plan(engine, Recurring.weekly(1, time(10, 45)))
    await tick(engine)
    assert work.done == [("note", 1)], "a new rule does not look back"


async def test_an_unplanned_job_does_not_happen(make_light: Make) -> None:
    work = Work()
    engine = make_light(jobs=[work.registry])
    plan(engine, Once(START + HOUR))
    plan(engine, Once(START + HOUR), key="note/2")
    engine.act(lambda ctx: ctx.unplan("note/1"))

    await tick(engine, HOUR)

    assert len(work.done) == 1


async def test_housekeeping_after_a_pause_is_done_once(make_light: Make) -> None:
    registry, swept = JobRegistry(), []

    @registry.job("sweep", grace=DAY, every=HOUR)
    def sweep(ctx: JobContext, argument: None) -> None:
        swept.append(ctx.now)

    engine = make_light(jobs=[registry])
    await tick(engine)
    await tick(engine, 10 * HOUR)
    await tick(engine)
    assert len(swept) == 1
    await tick(engine, HOUR)
    assert len(swept) == 2


def test_the_next_due_time_is_known(make_light: Make) -> None:
    engine = make_light(jobs=[Work().registry])
    assert engine.store(lambda s: engine.jobs.next_due(s, START)) is None
    plan(engine, Recurring.weekly(1, time(8)), "note/1")
    plan(engine, Every(DAY), "note/2")
    plan(engine, Once(START + 30 * MINUTE), "note/3")

    assert engine.store(lambda s: engine.jobs.next_due(s, START)) == START + 30 * MINUTE


@pytest.mark.slow
@pytest.mark.parametrize(
    ("around", "weekday"),
    [
        pytest.param(datetime(2026, 10, 18, 12, tzinfo=PARIS), 6, id="winter time begins"),
        pytest.param(datetime(2027, 3, 21, 12, tzinfo=PARIS), 6, id="summer time begins"),
    ],
)
@pytest.mark.parametrize("at", [time(2, 30), time(8)])
async def test_a_week_with_another_hour_has_one_due_time_at_the_same_hour(
    make_light: Make, around: datetime, weekday: int, at: time
) -> None:
    work = Work(grace=WEEK)
    engine = make_light(jobs=[work.registry], clock=MovableClock(around))
    plan(engine, Recurring.weekly(weekday, at))

    for _ in range(3 * 7 * 24 * 2):
        await tick(engine, 30 * MINUTE)

    hours = [due.time() for due, _ in occurrences(engine)]
    assert len(hours) == 3
    assert {hour for hour in hours if hour != time(3, 30)} == {at}


@pytest.mark.crashes("database error, looking again soon")
async def test_the_clock_goes_on_after_a_database_error(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.runner.LOOK_AGAIN", timedelta(milliseconds=50))
    work = Work()
    engine = make_light(jobs=[work.registry])
    engine.store(lambda s: s._session.connection().exec_driver_sql("PRAGMA busy_timeout=10"))
    plan(engine, Once(START + HOUR))
    engine.clock.move(HOUR)
    with closing(sqlite3.connect(engine.url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        running = asyncio.create_task(engine.runner.run())
        async with patient():
            while not engine.lanes.database.troubles:
                await asyncio.sleep(0.01)
        assert not running.done()
        other.rollback()
    async with patient():
        while not work.done:
            await asyncio.sleep(0.02)
    running.cancel()
    with pytest.raises(CancelledError):
        await running

    assert work.done == [("note", 1)]


async def test_a_stop_while_a_job_runs_is_no_failure(
    make_light: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The scheduler logs whatever ends the work that it called."""
    monkeypatch.setattr("schedules.runner.LOOK_AGAIN", timedelta(milliseconds=50))
    registry, begun, may_end = JobRegistry(), Event(), Event()

    @registry.job("long", grace=DAY)
    def work(ctx: JobContext, argument: None) -> None:
        begun.set()
        assert may_end.wait(60)

    engine = make_light(jobs=[registry])
    engine.act(lambda ctx: ctx.plan("long", "long", Once(START + HOUR)))
    running = asyncio.create_task(engine.runner.run())
    async with patient():
        while engine.runner.heartbeat.task is None:
            await asyncio.sleep(0.01)
        engine.clock.move(HOUR)
        while not begun.is_set():
            await asyncio.sleep(0.01)
        running.cancel()
        with pytest.raises(CancelledError):
            await running
        may_end.set()
        await engine.lanes.call(lambda: None)

    assert "raised an exception" not in caplog.text


@pytest.mark.parametrize("year", [2001, 2999])
async def test_jobs_follow_a_clock_that_differs_from_the_machine(
    make_light: Make, year: int
) -> None:
    start, work = datetime(year, 5, 4, 12, tzinfo=PARIS), Work()
    ticks: list[int] = []
    engine = make_light(jobs=[work.registry], clock=MovableClock(start))
    plan(engine, Once(start + SOON))
    runner = Runner(engine.lanes, engine.jobs, engine.clock, on_commit=lambda: ticks.append(1))
    running = asyncio.create_task(runner.run())
    await asyncio.sleep(SOON.total_seconds() / 3)
    before = len(ticks)
    engine.clock.move(SOON)
    async with patient():
        while not work.done:
            await asyncio.sleep(0.02)
    running.cancel()
    with pytest.raises(CancelledError):
        await running

    assert before <= 1, "it looks when something is due, not all the time"
    assert work.done == [("note", 1)]


async def test_jobs_go_on_once_a_clock_that_was_put_back_is_followed(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scheduler goes by the machine's clock, and would wait for the old time."""
    put_back = timedelta()

    class MachineTime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - put_back

    monkeypatch.setattr("schedules.runner.LOOK_AGAIN", timedelta(milliseconds=50))
    monkeypatch.setattr("schedules.runner.datetime", MachineTime)
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", MachineTime)
    ticks: list[int] = []
    engine = make_light()
    runner = Runner(engine.lanes, engine.jobs, engine.clock, on_commit=lambda: ticks.append(1))
    running = asyncio.create_task(runner.run())
    for by in (timedelta(), DAY):
        put_back = by
        engine.clock.set_machine(-by)
        await engine.jumps.follow()
        seen = len(ticks)
        async with patient():
            while len(ticks) < seen + 4:
                await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(CancelledError):
        await running


async def test_a_clock_that_is_put_back_during_a_look_delays_no_other(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.runner.LOOK_AGAIN", timedelta(milliseconds=50))
    ticks: list[int] = []
    engine = make_light()

    def put_back() -> None:
        ticks.append(1)
        if len(ticks) == 1:
            engine.clock.adjust(-DAY)

    runner = Runner(engine.lanes, engine.jobs, engine.clock, on_commit=put_back)
    running = asyncio.create_task(runner.run())
    async with patient():
        while len(ticks) < 2:
            await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(CancelledError):
        await running


def test_settling_is_told_apart_from_having_settled(make: Make) -> None:
    engine = make()
    due = START + HOUR
    engine.store(lambda s: s[Schedules].put(Planned("k", "j", None, None, "x", "UTC", START)))

    def settle(at: datetime) -> bool:
        return engine.store(
            lambda s: s[Schedules].settle("k", at, OccurrenceState.DONE, engine.clock.now())
        )

    assert settle(due + HOUR)
    assert settle(due)
    assert not settle(due)
    [plan] = engine.store(lambda s: s[Schedules].all())
    assert plan.since == due + HOUR, "it never goes back"


async def test_recurring_jobs_are_planned_once(make_light: Make) -> None:
    engine = make_light(jobs=[doubting(Work(), [], fails=False)])
    engine.store(lambda store: engine.jobs.plan_recurring(store, START))

    with traffic(engine.lanes.database) as seen:
        engine.store(lambda store: engine.jobs.plan_recurring(store, START + DAY))

    assert [each.split()[0] for each in seen.statements] == ["SELECT"]
    assert planned(engine) == ["sweep"]
