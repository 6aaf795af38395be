"""Jobs happen once at their time; past their grace they are missed, and said so."""

import asyncio
from datetime import time
from functools import partial
from threading import Barrier

import pytest

from bot.core import JobContext, JobRegistry
from bot.domain.dates.recurrence import Once, Recurring
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.declarations.work import (
    DAY,
    HOUR,
    MINUTE,
    WEEK,
    Work,
    occurrences,
    plan,
    planned,
    tick,
)
from tests.core.engine import START, Engine


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


async def test_a_job_planned_once_is_not_planned_again(make_light: Make) -> None:
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
                together.wait(60)
                return engine.jobs.settle(store, each, now)  # type: ignore[arg-type]

            settled.append(engine.lanes.in_unit(settle))
        return settled

    first, second = await asyncio.gather(
        asyncio.to_thread(settle_all, one), asyncio.to_thread(settle_all, other)
    )
    assert [a + b for a, b in zip(first, second, strict=True)] == [1] * 10
    assert sorted(work.done) == [("note", nth) for nth in range(10)]


async def test_a_job_in_slices_is_called_in_further_units_until_nothing_is_left(
    make_light: Make,
) -> None:
    registry, left, units = JobRegistry(), [3], []

    @registry.job("slices", grace=DAY, every=HOUR, in_slices=True)
    def do_some(ctx: JobContext, _argument: None) -> bool:
        units.append(ctx.store)
        left[0] -= 1
        return left[0] > 0

    engine = make_light(jobs=[registry])
    await tick(engine)
    await tick(engine, HOUR)

    assert left == [0]
    assert len({id(each) for each in units}) == 3


async def test_a_job_due_during_a_pause_is_caught_up(make_light: Make) -> None:
    work = Work(grace=DAY)
    engine = make_light(jobs=[work.registry])
    plan(engine, Once(START + HOUR), "note/1", 1)
    plan(engine, Once(START + 2 * HOUR), "note/2", 2)

    await tick(engine, 20 * HOUR)

    assert work.done == [("note", 1), ("note", 2)]


async def test_a_job_later_than_its_grace_is_missed(make_light: Make) -> None:
    work = Work(grace=HOUR)
    engine = make_light(jobs=[work.registry])
    plan(engine, Recurring.weekly(1, time(10, 30)))

    await tick(engine, 2 * WEEK + HOUR)
    await tick(engine)

    assert work.done == [("missed", 1), ("missed", 1), ("note", 1)]
    assert [state for _, state in occurrences(engine)] == ["missed", "missed", "done"]


async def test_a_job_exactly_at_its_grace_still_happens(make_light: Make) -> None:
    work = Work(grace=HOUR)
    engine = make_light(jobs=[work.registry])
    plan(engine, Once(START + HOUR))

    await tick(engine, 2 * HOUR)

    assert work.done == [("note", 1)]
