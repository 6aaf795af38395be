"""Jobs that note that they happened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core import JobContext
from bot.core.declarations.jobs import JobRegistry
from bot.domain.dates.recurrence import Rule
from storage.audit import Audit
from storage.schedules import Occurrence, Schedules
from tests.core.engine import Engine

PARIS = ZoneInfo("Europe/Paris")
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
