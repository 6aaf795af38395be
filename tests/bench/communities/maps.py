"""The map of a large community: the first look of a month, later ones, and its drawing."""

import asyncio
import time
from collections import defaultdict
from functools import partial
from pathlib import Path

from sqlalchemy import delete

from bot.core import Map
from bot.core.files import draw
from storage.map import MapSnapshotRow
from tests.bench.communities.members import GARDENER, fill_community, show_everybody
from tests.bench.databases import both_kinds, engine_over, know_tables, show_times
from tests.bench.scale import Scale
from tests.core.engine import Engine

SIZE = 10_000
ALLOWED = 300
FIRST, LATER, DOMAIN = "the first look of a month", "a later look", "one domain"
NOTE = """\
Medians and slowest of {turns}, in milliseconds, among {size:,} members who are all shown: from what
somebody types until it is handled, committed (SQLite with synchronous=FULL), and handed to the
network. {allowed} ms are allowed. Drawing takes {drawn:.0f} ms in a process of its own when the
first one is sent, and nothing for the same picture afterwards.
{verdict}"""


def bench(folder: Path, scale: Scale) -> None:
    """Time a gardener's looks at the map on each database."""
    turns = 6 * scale.repeats  # three looks each: a person may look 60 times an hour
    times: dict[str, dict[str, list[float]]] = {}
    with both_kinds(folder) as kinds:
        for kind, url_of in kinds.items():
            with engine_over(url_of("map")) as engine:
                engine.member("Ana la jardinière", GARDENER)
                fill_community(engine.lanes.database, SIZE)
                engine.store(lambda store: show_everybody(store._session, SIZE))
                know_tables(engine.lanes.database)
                times[kind] = asyncio.run(_times(engine, turns))
    drawn = _milliseconds_to_draw()
    note = partial(NOTE.format, turns=turns, size=SIZE, allowed=ALLOWED, drawn=drawn)
    show_times(
        "A map", "what is seen", times, lambda verdict: note(verdict=verdict), allowed=ALLOWED
    )


async def _times(engine: Engine, turns: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(turns):
        with engine.lanes.database.engine.begin() as connection:
            connection.execute(delete(MapSnapshotRow))
        for what, words in ((FIRST, "/carte"), (LATER, "/carte"), (DOMAIN, "/carte mobilité")):
            began = time.perf_counter()
            said = await engine.says(words, sender=GARDENER)
            taken[what].append((time.perf_counter() - began) * 1000)
            assert said.startswith("🗺"), said
    return taken


def _milliseconds_to_draw() -> float:
    began = time.perf_counter()
    draw(Map("Membres", ("21", "25", "39", "58", "70", "71", "89", "90")))
    return (time.perf_counter() - began) * 1000
