"""Jobs that fail, and jobs that may have been done before a backup was restored."""

from asyncio import CancelledError
from datetime import time

import pytest

from bot.domain.dates.recurrence import Once, Recurring
from storage.audit import Audit
from tests.core.conftest import Make
from tests.core.declarations.work import (
    DAY,
    HOUR,
    WEEK,
    Work,
    doubting,
    occurrences,
    plan,
    planned,
    tick,
)
from tests.core.engine import START


@pytest.mark.crashes("a job failed")
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


@pytest.mark.crashes("a job failed")
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


@pytest.mark.parametrize(
    "fails", [False, pytest.param(True, marks=pytest.mark.crashes("a job in doubt failed"))]
)
async def test_a_job_that_may_have_been_done_is_not_done_again(make: Make, fails: bool) -> None:  # noqa: FBT001 - a parameter
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
