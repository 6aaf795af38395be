"""The map of a large community: the first look of a month, later ones, and its drawing."""

import asyncio
import statistics
import time
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from sqlalchemy import delete

from bot.app import routers
from bot.core import Map
from bot.core.declarations.collected import collect
from bot.core.files.pictures import draw
from storage.map.snapshots import MapSnapshotRow
from storage.operations.migrating import migrate
from storage.unit_of_work import Database
from tests.bench.members import GARDENER, fill_community, show_everybody
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.core.engine import Engine

SIZE = 10_000
ALLOWED = 300
FIRST, LATER, DOMAIN = "the first look of a month", "a later look", "one domain"
NOTE = """\
Medians and slowest of {turns}, in milliseconds, among {size:,} members who are all shown: from what
somebody types until it is handled, committed to SQLite with synchronous=FULL, and handed to the
network. {allowed} ms are allowed. Drawing takes {drawn:.0f} ms in a process of its own when the
first one is sent, and nothing for the same picture afterwards.
{verdict}"""


def bench(folder: Path, scale: Scale) -> None:
    """Time a gardener's looks at the map."""
    url = f"sqlite:///{folder / 'map.db'}"
    with closing(Database(url)) as database:
        migrate(database)
    engine = Engine(url, declared=collect(routers()))
    try:
        engine.member("Ana la jardinière", GARDENER)
        fill_community(engine.lanes.database, SIZE)
        engine.store(lambda store: show_everybody(store._session, SIZE))
        turns = 6 * scale.repeats  # three looks each: a person may look 60 times an hour
        times = asyncio.run(_times(engine, turns))
    finally:
        engine.close()
    slow = [what for what, taken in times.items() if statistics.median(taken) > ALLOWED]
    verdict = f"Slower than allowed: {', '.join(slow)}." if slow else "All stay within it."
    note = NOTE.format(
        turns=turns, size=SIZE, allowed=ALLOWED, drawn=_milliseconds_to_draw(), verdict=verdict
    )
    rows = [(what, statistics.median(taken), max(taken)) for what, taken in times.items()]
    show("A map", ("what is seen", "median", "slowest"), rows, note)


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
