"""What is due happens once, whoever fires it; past its grace it is missed, and said so."""

import asyncio
import sqlite3
from asyncio import CancelledError
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, time, timedelta
from functools import partial
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from bot.core import JobContext
from bot.core.context.clock import MovableClock
from bot.core.declarations.jobs import JobRegistry
from bot.domain.dates.recurrence.recurrence import Every, Once, Recurring, Rule
from schedules.runner import Runner
from storage.audit import Audit
from storage.schedules.occurrences import Occurrence, OccurrenceState, Planned, Schedules
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import START, Engine
from tests.traffic import traffic

PARIS = ZoneInfo("Europe/Paris")
SOON = timedelta(milliseconds=600)
MINUTE, HOUR, DAY, WEEK = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(weeks=1),
)


class Work:
    """Jobs that note that they happened."""

    def __init__(self, *, grace: timedelta = HOUR) -> None:
        self.registry = JobRegistry()
        self.done: list[tuple[str, int | None]] = []
        self.fails: list[BaseException] = []
        self.then: Callable[[JobContext], None] = lambda _: None

        def missed(ctx: JobContext, argument: int | None) -> None:
            self.done.append(("missed", argument))

        @self.registry.job("note", grace=grace, missed=missed)
        def note(ctx: JobContext, argument: int | None) -> None:
            self.done.append(("note", argument))
            ctx.store[Audit].note("job", "note", ctx.community.id, "done", ctx.now)
            if self.fails:
                raise self.fails.pop()
            self.then(ctx)


def plan(engine: Engine, rule: Rule, key: str = "note/1", argument: int | None = 1) -> None:
    engine.act(lambda ctx: ctx.plan(key, "note", rule, argument))


def occurrences(engine: Engine) -> list[tuple[datetime, str]]:
    rows = engine.store(lambda s: s._session.query(Occurrence).order_by(Occurrence.due_at).all())
    return [(row.due_at.astimezone(PARIS), row.state) for row in rows]


def planned(engine: Engine) -> list[str]:
    return [each.key for each in engine.store(lambda s: s[Schedules].all())]


async def tick(engine: Engine, by: timedelta = timedelta()) -> None:
    engine.clock.move(by)
    await engine.runner.tick()


# Once each


async def test_a_due_time_happens_once_however_often_it_is_looked_at(make: Make) -> None:
    work = Work()
    engine = make(jobs=[work.registry])
    plan(engine, Recurring.weekly(1, time(10, 30)))

    await tick(engine)
    assert work.done == []
    await tick(engine, 30 * MINUTE)
    await tick(engine)
    await tick(engine, MINUTE)

    assert work.done == [("note", 1)]
    await tick(engine, WEEK)
    assert work.done == [("note", 1), ("note", 1)]


async def test_what_happens_once_is_planned_no_more(make_light: Make) -> None:
    work = Work()
    engine = make_light(jobs=[work.registry])
    plan(engine, Once(START + HOUR))

    await tick(engine, HOUR)

    assert work.done == [("note", 1)]
    assert planned(engine) == []
    assert occurrences(engine) == [(START + HOUR, "done")]


async def test_two_processes_with_the_same_list_settle_each_due_time_once(make: Make) -> None:
    work = Work()
    one, other = (make(jobs=[work.registry]) for _ in range(2))
    for nth in range(5):
        plan(one, Once(START + nth * MINUTE + MINUTE), f"note/{nth}", nth)
    now = START + HOUR
    due = one.store(lambda store: one.jobs.due(store, now))

    settled = [
        engine.store(partial(engine.jobs.settle, due=each, now=now))
        for each in due
        for engine in (one, other)
    ]

    assert settled == [True, False] * 5
    assert sorted(work.done) == [("note", nth) for nth in range(5)]


@pytest.mark.postgres
async def test_two_processes_that_settle_at_the_same_moment_settle_once(
    make_postgresql: Make,
) -> None:
    work = Work()
    one, other = (make_postgresql(jobs=[work.registry]) for _ in range(2))
    for nth in range(10):
        plan(one, Recurring.weekly(1, time(10, 30)), f"note/{nth}", nth)
    now = START + HOUR
    due = one.store(lambda store: one.jobs.due(store, now))
    together = Barrier(2)

    def settle_all(engine: Engine) -> list[bool]:
        settled = []
        for each in due:

            def settle(store: Store, each: object = each) -> bool:
                together.wait(10)
                return engine.jobs.settle(store, each, now)  # type: ignore[arg-type]

            settled.append(engine.lanes.in_unit(settle))
        return settled

    first, second = await asyncio.gather(
        asyncio.to_thread(settle_all, one), asyncio.to_thread(settle_all, other)
    )
    assert [a + b for a, b in zip(first, second, strict=True)] == [1] * 10
    assert sorted(work.done) == [("note", nth) for nth in range(10)]


# Late


async def test_what_was_due_while_nobody_looked_is_caught_up(make_light: Make) -> None:
    work = Work(grace=DAY)
    engine = make_light(jobs=[work.registry])
    plan(engine, Once(START + HOUR), "note/1", 1)
    plan(engine, Once(START + 2 * HOUR), "note/2", 2)

    await tick(engine, 20 * HOUR)

    assert work.done == [("note", 1), ("note", 2)]


async def test_what_is_later_than_its_grace_is_missed(make_light: Make) -> None:
    work = Work(grace=HOUR)
    engine = make_light(jobs=[work.registry])
    plan(engine, Recurring.weekly(1, time(10, 30)))

    await tick(engine, 2 * WEEK + HOUR)
    await tick(engine)

    assert work.done == [("missed", 1), ("missed", 1), ("note", 1)]
    assert [state for _, state in occurrences(engine)] == ["missed", "missed", "done"]


async def test_exactly_at_its_grace_it_still_happens(make_light: Make) -> None:
    work = Work(grace=HOUR)
    engine = make_light(jobs=[work.registry])
    plan(engine, Once(START + HOUR))

    await tick(engine, 2 * HOUR)

    assert work.done == [("note", 1)]


# Failures


@pytest.mark.parametrize("error", [RuntimeError("no"), CancelledError()])
async def test_a_job_that_fails_holds_no_other_up_and_is_tried_again(
    make: Make, error: BaseException
) -> None:
    work = Work()
    engine = make(jobs=[work.registry])
    plan(engine, Once(START + HOUR), "note/1", 1)
    plan(engine, Once(START + HOUR), "note/2", 2)
    work.fails = [error]

    await tick(engine, HOUR)
    assert sorted(work.done) == [("note", 1), ("note", 2)]
    await tick(engine)
    assert sorted(work.done) == [("note", 1), ("note", 1), ("note", 2)]
    assert len(engine.store(lambda store: store[Audit].latest(9))) == 2, "half of it was undone"
    assert planned(engine) == []


async def test_a_due_time_that_failed_is_not_skipped_by_a_later_one(make_light: Make) -> None:
    work = Work(grace=3 * WEEK)
    engine = make_light(jobs=[work.registry])
    plan(engine, Recurring.weekly(1, time(10, 30)))
    work.fails = [RuntimeError("no")]

    await tick(engine, WEEK + HOUR)
    assert occurrences(engine) == []
    await tick(engine)

    assert [state for _, state in occurrences(engine)] == ["done", "done"]


async def test_a_job_may_plan_itself_anew(make_light: Make) -> None:
    work = Work()
    engine = make_light(jobs=[work.registry])
    work.then = lambda ctx: ctx.plan("note/1", "note", Once(ctx.now + HOUR), 2)
    plan(engine, Once(START + HOUR))

    await tick(engine, HOUR)
    await tick(engine, HOUR)

    assert work.done == [("note", 1), ("note", 2)]


async def test_a_plan_whose_job_is_gone_is_passed_over(make_light: Make) -> None:
    engine = make_light(jobs=[])
    plan(engine, Once(START + HOUR))

    await tick(engine, 2 * HOUR)

    assert planned(engine) == ["note/1"]


# Plans


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


async def test_what_is_unplanned_does_not_happen(make_light: Make) -> None:
    work = Work()
    engine = make_light(jobs=[work.registry])
    plan(engine, Once(START + HOUR))
    engine.act(lambda ctx: ctx.unplan("note/1"))

    await tick(engine, HOUR)

    assert work.done == []


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


# Summer and winter time


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


# The clock


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
        await asyncio.sleep(0.2)
        assert not running.done()
        other.rollback()
    for _ in range(100):
        await asyncio.sleep(0.02)
        if work.done:
            break
    running.cancel()
    with pytest.raises(CancelledError):
        await running

    assert work.done == [("note", 1)]


@pytest.mark.parametrize("year", [2001, 2999])
async def test_a_clock_with_another_time_than_the_machine_is_gone_by(
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
    for _ in range(100):
        await asyncio.sleep(0.02)
        if work.done:
            break
    running.cancel()
    with pytest.raises(CancelledError):
        await running

    assert before <= 1, "it looks when something is due, not all the time"
    assert work.done == [("note", 1)]


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


# After a backup was put back


def doubting(work: Work, doubts: list[int | None], *, fails: bool = False) -> JobRegistry:
    """Jobs that may have been done: one that says what then, one that does not, and housekeeping.

    The one that says so may fail, after it did something.
    """
    registry = JobRegistry()

    def in_doubt(ctx: JobContext, argument: int | None) -> None:
        doubts.append(argument)
        ctx.store[Audit].note("job", "doubt", None, "done", ctx.now)
        if fails:
            raise ValueError

    registry.job("note", grace=10 * WEEK, in_doubt=in_doubt)(work.registry.jobs["note"].call)
    registry.job("plain", grace=10 * WEEK)(work.registry.jobs["note"].call)
    registry.job("sweep", grace=DAY, every=HOUR)(work.registry.jobs["note"].call)
    return registry


@pytest.mark.parametrize("fails", [False, True])
async def test_what_may_have_been_done_is_not_done_again(make: Make, fails: bool) -> None:  # noqa: FBT001 - a parameter
    work, doubts = Work(), list[int | None]()
    engine = make(jobs=[doubting(work, doubts, fails=fails)])
    plan(engine, Once(START + HOUR), "note/1", 1)
    plan(engine, Once(START + WEEK), "note/2", 2)
    engine.act(lambda ctx: ctx.plan("plain", "plain", Recurring.weekly(1, time(12))))
    engine.store(lambda store: engine.jobs.plan_recurring(store, START))

    given_up = engine.store(lambda store: engine.jobs.give_up(store, START + DAY))

    assert (given_up, doubts, work.done) == (2, [1], [])
    assert [state for _, state in occurrences(engine)] == ["missed", "missed"]
    assert planned(engine) == ["note/2", "plain", "sweep"]
    noted = engine.store(lambda store: [row.action for row in store[Audit].latest(9)])
    assert noted.count("doubt") == (0 if fails else 1), "what failed is undone"


async def test_recurring_jobs_are_planned_once(make_light: Make) -> None:
    engine = make_light(jobs=[doubting(Work(), [], fails=False)])
    engine.store(lambda store: engine.jobs.plan_recurring(store, START))

    with traffic(engine.lanes.database) as seen:
        engine.store(lambda store: engine.jobs.plan_recurring(store, START + DAY))

    assert [each.split()[0] for each in seen.statements] == ["SELECT"]
    assert planned(engine) == ["sweep"]
