"""The clock of the jobs: APScheduler tells the time, the occurrences decide what happens."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.core.context.clock import Clock
from bot.core.declarations.jobs import Due, Jobs
from bot.core.tasks import Heartbeat, Lanes, kept
from storage.unit_of_work import DATABASE_TROUBLE, Store

LOOK_AGAIN = timedelta(seconds=20)
SHORTEST = timedelta(milliseconds=200)

log = structlog.get_logger()


class Runner:
    """Runs due jobs, each due time in its own unit of work."""

    def __init__(
        self, lanes: Lanes, jobs: Jobs, clock: Clock, *, on_commit: Callable[[], None]
    ) -> None:
        self._lanes = lanes
        self._jobs = jobs
        self._clock = clock
        self._on_commit = on_commit
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self.heartbeat = Heartbeat("schedule")
        clock.on_jump(self._follow_clock)

    @kept
    async def run(self) -> None:
        """Tick now, then whenever something is due, until cancelled."""
        self._scheduler.start()
        try:
            await self._tick_and_rearm()
            await asyncio.Event().wait()
        finally:
            self._scheduler.shutdown(wait=False)

    def _follow_clock(self, _by: timedelta) -> None:
        """Tick soon: the scheduler goes by the machine's clock."""
        if self._scheduler.running:
            self._tick_after(SHORTEST)

    async def tick(self) -> None:
        """Run all due jobs; a failed one is retried, and does not block others."""
        now = self._clock.now()
        failed: set[str] = set()
        for due in await self._lanes.run(partial(self._plan_and_look, now=now)):
            self.heartbeat.beat()
            if due.planned.key in failed:
                continue  # a later run also covers earlier ones
            try:
                apart = self._jobs.reads_apart(due)
                run = self._lanes.run_reading_apart if apart else self._lanes.run
                settled = await run(partial(self._jobs.settle, due=due, now=now))
                number, is_left = 0, settled and self._jobs.is_in_slices(due)
                while is_left:
                    self.heartbeat.beat()
                    number += 1
                    is_left = await run(partial(self._jobs.go_on, due=due, now=now, number=number))
            except DATABASE_TROUBLE:
                raise
            except Exception:
                log.exception("a job failed", schedule=due.planned.key)
                failed.add(due.planned.key)
        self.heartbeat.beat(LOOK_AGAIN.total_seconds())
        self._on_commit()

    def _plan_and_look(self, store: Store, now: datetime) -> list[Due]:
        self._jobs.plan_recurring(store, now)
        return self._jobs.due(store, now)

    async def _tick_and_rearm(self) -> None:
        """Tick, and rearm the timer in any case."""
        now = self._clock.now()
        following = now + LOOK_AGAIN
        try:
            await self.tick()
            due = await self._lanes.run(lambda store: self._jobs.next_due(store, now))
            following = min(following, due or following)
        except DATABASE_TROUBLE:
            log.exception("database error, looking again soon")
        finally:
            # Our clock may tell another time than the machine's, which the scheduler goes by, and
            # may have been put back meanwhile.
            self._tick_after(max(min(following - self._clock.now(), LOOK_AGAIN), SHORTEST))

    async def _tick_until_stopped(self) -> None:
        """Tick; a stop ends it quietly, since the scheduler logs a cancellation as an error."""
        try:
            await self._tick_and_rearm()
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or not task.cancelling():
                raise  # not the tick was cancelled, but something in it

    def _tick_after(self, pause: timedelta) -> None:
        self._scheduler.add_job(
            self._tick_until_stopped,
            DateTrigger(datetime.now(UTC) + pause),
            id="tick",
            replace_existing=True,
            misfire_grace_time=None,
        )
