"""Schedules and their occurrences: `UNIQUE (schedule, due_at)` makes each happen once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ForeignKey,
    UniqueConstraint,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.dates.recurrence import next_due, parse_rule
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, BigId, Choice, changed, table
from storage.repository import Repository, move_stamps
from storage.retention import Purged
from storage.statements import insert_into


class OccurrenceState(StrEnum):
    """The end of a due time."""

    DONE = "done"
    MISSED = "missed"


SETTLED = timedelta(days=400)
"""The time for which it is known that a planned job was done."""
RECURRED = timedelta(days=2)
"""The same for a job that recurs by itself: only a laggard asks."""


class Schedule(Base):
    """A rule that a job follows; `since` is the instant up to which its due times are settled."""

    __tablename__ = "schedules"

    key: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str]
    argument: Mapped[int | None]
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"))
    rule: Mapped[str]
    zone: Mapped[str]
    since: Mapped[datetime]


class Occurrence(Base):
    """One due time of one schedule."""

    __tablename__ = "occurrences"
    __table_args__ = (UniqueConstraint("schedule", "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    schedule: Mapped[str]
    due_at: Mapped[datetime]
    state: Mapped[OccurrenceState] = mapped_column(Choice(OccurrenceState))
    settled_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule as the runner reads it."""

    key: str
    job: str
    argument: int | None
    community_id: int | None
    rule: str
    zone: str
    since: datetime


_schedules = table(Schedule)
_PLANNED = select(*(_schedules.c[each.name] for each in fields(Planned)))


class Schedules(Repository):
    """Plans, and the due times that were settled."""

    def put(self, planned: Planned) -> None:
        """Plan, or plan anew; a rule that did not change keeps what is settled."""
        row = self._session.get(Schedule, planned.key)
        if row is None:
            row = Schedule(key=planned.key, since=planned.since)
            self._session.add(row)
        elif (row.rule, row.zone) != (planned.rule, planned.zone):
            row.since = planned.since
        row.job, row.argument, row.community_id = (
            planned.job,
            planned.argument,
            planned.community_id,
        )
        row.rule, row.zone = planned.rule, planned.zone
        self._session.flush()

    def drop(self, key: str) -> None:
        """Remove the plan."""
        self._session.execute(delete(Schedule).where(Schedule.key == key))

    def rezone(self, community_id: int, zone: str, at: datetime) -> None:
        """Move the recurring plans of a community to another time zone; single instants stay."""
        self._session.execute(
            update(Schedule)
            .where(
                Schedule.community_id == community_id,
                Schedule.zone != zone,
                ~Schedule.rule.startswith("once "),
            )
            .values(zone=zone, since=at)
        )

    def forget_like(self, pattern: str) -> None:
        """Keep neither plan nor due time under keys like this."""
        self._session.execute(delete(Schedule).where(Schedule.key.like(pattern)))
        self._session.execute(delete(Occurrence).where(Occurrence.schedule.like(pattern)))

    def drop_community(self, community_id: int) -> None:
        """Plan nothing more for a community."""
        self._session.execute(delete(Schedule).where(Schedule.community_id == community_id))

    def all(self) -> Sequence[Planned]:
        """Everything planned."""
        self._session.flush()
        return self._values(Planned, _PLANNED.order_by(_schedules.c.key))

    def get(self, key: str) -> Planned | None:
        """One plan."""
        self._session.flush()
        return self._value(Planned, _PLANNED.where(_schedules.c.key == key))

    def next_due(self, key: str, after: datetime | None = None) -> datetime | None:
        """The first due time of a plan that is not settled, and later than `after`."""
        planned = self.get(key)
        if planned is None:
            return None
        since = planned.since if after is None else max(planned.since, after)
        return next_due(parse_rule(planned.rule), ZoneInfo(planned.zone), since)

    def settle(self, key: str, due_at: datetime, state: OccurrenceState, now: datetime) -> bool:
        """Claim a due time inside the transaction that acts on it; False when it was settled."""
        self._session.flush()
        made = self._session.execute(  # waits for the unit that settles it now
            insert_into(self._session, Occurrence)
            .values(schedule=key, due_at=due_at, state=state, settled_at=now)
            .on_conflict_do_nothing()
            .returning(Occurrence.id)
        )
        is_new = made.first() is not None
        self._session.execute(
            update(_schedules)
            .where(_schedules.c.key == key, _schedules.c.since < due_at)
            .values(since=due_at)
        )
        return is_new

    def newest(self) -> datetime | None:
        """Time at which an occurrence was settled last."""
        return self._session.scalar(select(func.max(Occurrence.settled_at)))

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """Keep occurrences done ahead of time; make missed ones due again."""
        recurring = select(Schedule.key).where(Schedule.key == Schedule.job)
        undone = or_(Occurrence.state == OccurrenceState.MISSED, Occurrence.schedule.in_(recurring))
        self._session.execute(delete(Occurrence).where(Occurrence.due_at > now, undone))
        self._session.execute(update(Schedule).where(Schedule.since > now).values(since=now))
        move_stamps(self._session, Occurrence.settled_at, by, now)

    def missed_since(self, at: datetime) -> int:
        """Count the due times that were missed since `at`."""
        missed = Occurrence.state == OccurrenceState.MISSED
        counted = select(func.count()).where(missed, Occurrence.settled_at >= at)
        return self._session.scalar(counted) or 0

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete settled occurrences after a while; recurring ones sooner."""
        recurred, settled = now - RECURRED, now - SETTLED
        old = delete(Occurrence).where(Occurrence.settled_at < settled)
        return [
            Purged("occurrences (recurring)", recurred, self._drop_recurring(recurred)),
            Purged("occurrences", settled, changed(self._session, old)),
        ]

    def _drop_recurring(self, before: datetime) -> int:
        """Some recur each minute. Their schedules bear the job's name."""
        recurring = select(Schedule.key).where(Schedule.key == Schedule.job)
        return changed(
            self._session,
            delete(Occurrence).where(
                Occurrence.settled_at < before, Occurrence.schedule.in_(recurring)
            ),
        )
