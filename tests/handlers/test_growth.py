"""What the writer reads for a frequent act does not grow with the register: counted, not timed."""

import asyncio
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from tests.bench.growth.acts import ACTS, Grown
from tests.bench.growth.filling import region_of
from tests.bench.growth.meter import Metered, metered
from tests.databases import Fresh

SMALL, LARGE = 150, 1500
LONG_AGO = timedelta(days=90)
"""Nothing past is so recent that somebody has to be asked about it: that would be more to read."""
MORE_STATEMENTS, MORE_ROWS = 4, 20
BROADER = 5.0
"""How many times the instructions of SQLite's virtual machine, where all else grows tenfold."""
BOUNDED = {"a first name of thousands", "members", "map"}
"""These read more until a limit is reached: as many namesakes as can be shown, names of a page,
projects of a map."""


def test_frequent_acts_read_no_more_in_a_community_ten_times_as_large(
    fresh_database: Fresh,
) -> None:
    small, large = (_figures(fresh_database("sqlite"), size) for size in (SMALL, LARGE))

    steady = {each for each in ACTS if _is_steady(small[each], large[each])}
    assert steady | BOUNDED == set(ACTS), {
        each: [(it.statements, it.rows, it.steps) for it in (small[each], large[each])]
        for each in ACTS.keys() - steady
    }


def _is_steady(before: Metered, after: Metered) -> bool:
    """True if an act takes no more statements and rows, and looks at no more rows."""
    return (
        after.statements <= before.statements + MORE_STATEMENTS
        and after.rows <= before.rows + MORE_ROWS
        and after.steps <= before.steps * BROADER
    )


def _figures(url: str, size: int) -> Mapping[str, Metered]:
    region = replace(region_of(size, rooms=3), communities=2, latest=LONG_AGO)
    with closing(Grown(url, region)) as grown:
        return asyncio.run(_done_twice(grown))


async def _done_twice(grown: Grown) -> Mapping[str, Metered]:
    """The figures of each act when it is done a second time: the first makes what is kept."""
    await grown.prepare()
    found: dict[str, Metered] = {}
    for _ in range(2):
        for name, act in ACTS.items():
            with metered(grown.engine.lanes.database) as figures:
                await act(grown)
            found[name] = figures
    return found
