"""What each act costs the only writer in communities of three sizes, on both databases."""

import asyncio
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bot.operations.run import collect_seldom
from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.bench.databases import both_kinds, know_tables
from tests.bench.growth.acts import ACTS, Grown
from tests.bench.growth.filling import region_of
from tests.bench.growth.meter import Metered, metered
from tests.bench.scale import Scale
from tests.bench.tables import console, show

ALLOWED = 50
"""Milliseconds of processor time for which the writer may be held."""
ROOMS = 200
NOTE = """\
{sizes} members, who are all in one community and share out others of about 500, with a fifth as
many past events and polls and as many questions; {rooms} rooms. Medians of {turns} turns, for each
of the sizes: milliseconds of processor time with the connection that writes, statements, rows that
were read, and the longest time for which it was held at once. What a reader does beside it is not
counted. The processor time of PostgreSQL's own process is. {allowed} ms are allowed.
{verdict}"""

Figures = tuple[float, int, int, float]
"""Processor time, statements, rows, longest hold."""


def bench(folder: Path, scale: Scale) -> Sequence[str]:
    """Do each act in turn, in communities of each size; gives those that take too long."""
    sizes = (scale.members // 100, scale.members // 10, scale.members)
    turns = scale.repeats
    figures: dict[tuple[str, str], list[Figures]] = {}
    with both_kinds(folder) as kinds:
        for kind, url_of in kinds.items():
            for size in sizes:
                began = time.monotonic()
                for act, found in _measured(url_of(f"grown{size}"), size, turns).items():
                    figures.setdefault((act, kind), []).append(found)
                console.print(f"{kind}, {size:,} members: {time.monotonic() - began:.0f} s")
    slow = [f"{act} ({kind})" for (act, kind), found in figures.items() if found[-1][-1] > ALLOWED]
    verdict = f"Longer than allowed: {', '.join(slow)}." if slow else "All stay within it."
    note = NOTE.format(
        sizes=" / ".join(f"{each:,}" for each in sizes),
        rooms=ROOMS,
        turns=turns,
        allowed=ALLOWED,
        verdict=verdict,
    )
    columns = ("what is done", "database", "processor, ms", "statements", "rows", "longest, ms")
    show("Growth", columns, [_row(*key, found) for key, found in figures.items()], note)
    return [f"{each}: longer than {ALLOWED} ms at once" for each in slow]


def _measured(url: str, size: int, turns: int) -> Mapping[str, Figures]:
    with closing(Database(url)) as database:
        migrate(database)
    with closing(Grown(url, region_of(size, rooms=ROOMS))) as grown:
        return asyncio.run(_figures(grown, turns))


async def _figures(grown: Grown, turns: int) -> Mapping[str, Figures]:
    await grown.prepare()
    collect_seldom()
    taken: dict[str, list[Metered]] = {}
    for turn in range(turns + 1):
        know_tables(grown.engine.lanes.database)  # else keys are checked by plans for empty tables
        for name, act in ACTS.items():
            with metered(grown.engine.lanes.database) as figures:
                await act(grown)
            if turn:  # the first turn makes statements that are kept
                taken.setdefault(name, []).append(figures)
    return {name: _median(each) for name, each in taken.items()}


def _median(turns: Sequence[Metered]) -> Figures:
    return (
        statistics.median(sum(each.holds) for each in turns),
        statistics.median_low([each.statements for each in turns]),
        statistics.median_low([each.rows for each in turns]),
        statistics.median(each.longest for each in turns),
    )


def _row(act: str, kind: str, found: Sequence[Figures]) -> Sequence[str]:
    processor, statements, rows, longest = zip(*found, strict=True)
    return (
        act,
        kind,
        " / ".join(f"{each:.1f}" for each in processor),
        " / ".join(f"{each}" for each in statements),
        " / ".join(f"{each}" for each in rows),
        " / ".join(f"{each:.1f}" for each in longest),
    )
