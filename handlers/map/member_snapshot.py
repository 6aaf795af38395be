"""The monthly snapshot of where members are."""

from datetime import date

from bot.core import JobContext
from bot.domain.map.area_counts import by_department, merged
from storage.map import MapSnapshots, MemberSnapshot


def monthly_snapshot(ctx: JobContext) -> MemberSnapshot:
    """The snapshot of this month; the first who looks has it taken.

    It stays until the month is over, so that no two looks tell who came or went in between.
    """
    snapshots = ctx.store[MapSnapshots]
    latest = snapshots.latest(ctx.community.id)
    if latest is not None and _month(latest.taken_on) == _month(ctx.today):
        return latest
    counts = {
        domain: areas
        for domain, people in snapshots.placed(ctx.community.id).items()
        if (areas := merged(by_department(people)))
    }
    taken = MemberSnapshot(ctx.today, counts)
    snapshots.put(ctx.community.id, taken)
    return taken


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
