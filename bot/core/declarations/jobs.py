"""Jobs: declared by features, made due by rules, each due time settled once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, Required, TypedDict, TypeVar, Unpack, cast
from zoneinfo import ZoneInfo

import structlog

from bot.core.context.job_context import Contact, JobContext
from bot.core.declarations.references import JobRef
from bot.domain.dates.recurrence import Every, Once, due_times, next_due, parse_rule
from storage.communities import Communities
from storage.schedules import OccurrenceState, Planned, Schedules
from storage.unit_of_work import DATABASE_TROUBLE, Store

log = structlog.get_logger()

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Job:
    """A declared job."""

    name: str
    call: Callable[..., Any]
    grace: timedelta
    """An occurrence older than this is missed."""
    every: timedelta | None = None
    """The interval of a job that is planned by itself."""
    missed: Callable[..., Any] | None = None
    """Called in place of a missed occurrence."""
    in_doubt: Callable[..., Any] | None = None
    """Called after a backup was restored, for an occurrence that may have been done."""
    in_slices: bool = False
    """True if it does a part at a time: it is called in further units of work while it returns
    True. What is left when the process ends is done at the next due time."""
    apart: bool = False
    """True if what it reads with `JobContext.apart` is read beside the writer; it is called again
    then, as a message is."""


class JobOptions(TypedDict, total=False):
    """Options of a job: see `Job`."""

    grace: Required[timedelta]
    every: timedelta | None
    missed: Callable[..., Any] | None
    in_doubt: Callable[..., Any] | None
    in_slices: bool
    apart: bool


class JobRegistry:
    """Jobs of one schedule file, collected at import."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}

    def job(
        self, name: str | JobRef[..., Any], **more: Unpack[JobOptions]
    ) -> Callable[[Callable[Concatenate[JobContext, P], R]], JobRef[P, R]]:
        """Declare a job called with `(ctx, argument)` at each due time of its schedules.

        One with `every` is planned by itself; after a pause only its last due time counts.
        """

        def declare(call: Callable[Concatenate[JobContext, P], R]) -> JobRef[P, R]:
            made = JobRef[..., Any](name) if isinstance(name, str) else name
            reference = cast("JobRef[P, R]", made)
            reference.bind(call)
            self.jobs[reference.name] = Job(reference.name, reference.call, **more)
            return reference

        return declare


@dataclass(frozen=True, slots=True)
class Due:
    """One due time of a schedule, not settled yet."""

    planned: Planned
    at: datetime


class Jobs:
    """All declared jobs: finds due times and settles them."""

    def __init__(
        self, registries: Iterable[JobRegistry], contact: Contact, declared: object = None
    ) -> None:
        self._jobs = {name: job for each in registries for name, job in each.jobs.items()}
        self._contact = contact
        self._declared = declared

    def plan_recurring(self, store: Store, now: datetime) -> None:
        """Plan the jobs that recur by themselves."""
        planned = {each.key: each for each in store[Schedules].all()}
        for job in self._jobs.values():
            if job.every is None:
                continue
            known = planned.get(job.name)
            since = now if known is None else known.since
            wanted = Planned(job.name, job.name, None, None, str(Every(job.every)), "UTC", since)
            if wanted != known:
                store[Schedules].put(replace(wanted, since=now))

    def due(self, store: Store, now: datetime) -> list[Due]:
        """All due times up to `now` that are not settled, the oldest first."""
        found: list[Due] = []
        for planned in store[Schedules].all():
            job = self._jobs.get(planned.job)
            if job is None:
                continue
            rule, zone = parse_rule(planned.rule), ZoneInfo(planned.zone)
            since = planned.since
            if job.every is not None:  # only its last due time counts
                since = max(since, now - job.every)
            found += [Due(planned, at) for at in due_times(rule, zone, since, now)]
        return sorted(found, key=lambda due: due.at)

    def next_due(self, store: Store, now: datetime) -> datetime | None:
        """The next instant at which something will be due."""
        times = [
            next_due(parse_rule(planned.rule), ZoneInfo(planned.zone), max(now, planned.since))
            for planned in store[Schedules].all()
        ]
        return min((at for at in times if at is not None), default=None)

    def settle(self, store: Store, due: Due, now: datetime) -> bool:
        """Run a due job in the unit of work that marks it; False if it was settled before."""
        job = self._jobs[due.planned.job]
        late = now - due.at > job.grace
        state = OccurrenceState.MISSED if late else OccurrenceState.DONE
        return self._settle(store, due, state, job.missed if late else job.call, now)

    def is_in_slices(self, due: Due) -> bool:
        """True for a job that does a part at a time."""
        return self._jobs[due.planned.job].in_slices

    def reads_apart(self, due: Due) -> bool:
        """True for a job that reads beside the writer."""
        return self._jobs[due.planned.job].apart

    def go_on(self, store: Store, due: Due, now: datetime, *, number: int) -> bool:
        """Do the slice with this number of a job that was settled; True while more is left."""
        job = self._jobs[due.planned.job]
        return now - due.at <= job.grace and bool(self._call(store, due, job.call, now, number))

    def give_up(self, store: Store, now: datetime) -> int:
        """Mark as missed every occurrence that was due since a restored backup was made.

        It may have been done. Returns the number of due times, without jobs that recur by
        themselves. A failing feature does not stop the restore.
        """
        given_up = 0
        for due in self.due(store, now):
            job = self._jobs[due.planned.job]
            if job.every is not None:
                continue
            try:
                with store.savepoint():
                    given_up += self._settle(store, due, OccurrenceState.MISSED, job.in_doubt, now)
            except DATABASE_TROUBLE:
                raise
            except Exception:
                log.exception("a job in doubt failed", schedule=due.planned.key)
                given_up += self._settle(store, due, OccurrenceState.MISSED, None, now)
        return given_up

    def _settle(
        self,
        store: Store,
        due: Due,
        state: OccurrenceState,
        act: Callable[..., Any] | None,
        now: datetime,
    ) -> bool:
        planned = due.planned
        if not store[Schedules].settle(planned.key, due.at, state, now):
            return False
        if isinstance(parse_rule(planned.rule), Once):
            store[Schedules].drop(planned.key)
        if act is not None:
            self._call(store, due, act, now)
        return True

    def _call(
        self, store: Store, due: Due, act: Callable[..., Any], now: datetime, number: int = 0
    ) -> Any:  # noqa: ANN401 - the job's
        planned, community = due.planned, None
        if planned.community_id is not None:
            community = store[Communities].get(planned.community_id)
        ctx = JobContext(
            store, now=now, community=community, contact=self._contact, declared=self._declared
        )
        ctx.slice_number = number
        return act(ctx, planned.argument)
