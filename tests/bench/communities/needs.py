"""Needs and offers in a large community: the list, the search, and the nearest of one."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import update

from bot.domain.needs import Need, NeedKind, NeedReader
from storage.base import table
from storage.members.member_tables import Member
from storage.needs import NeedFilter, Needs
from tests.bench.communities.members import COMMUNES, COMMUNITY, GARDENER, fill_community
from tests.bench.databases import both_kinds, engine_over, know_tables, show_times
from tests.bench.scale import Scale
from tests.core.engine import START, Engine

LIVE = 1_000
MOST = 10_000
ALLOWED = 300
THINGS = ("un local", "une remorque", "un vidéoprojecteur", "des chaises", "un coup de main")
DAY = date(2026, 11, 24)
NOTE = """\
Medians and slowest of {turns}, in milliseconds, with {members:,} members and {live:,} open needs
and offers: from what is typed until its answer is handed to the network, the search without the
network. {allowed} ms are allowed.
{verdict}"""


def bench(folder: Path, scale: Scale) -> None:
    """List, search and match the needs of one community on each database."""
    size, turns = min(scale.members, MOST), 20 * scale.repeats
    times: dict[str, dict[str, list[float]]] = {}
    with both_kinds(folder) as kinds:
        for kind, url_of in kinds.items():
            with engine_over(url_of("needs")) as engine:
                engine.member("Ana la jardinière", GARDENER)
                fill_community(engine.lanes.database, size)
                _publish(engine, size)
                know_tables(engine.lanes.database)
                times[kind] = asyncio.run(_times(engine, turns))
    note = partial(NOTE.format, turns=turns, members=size, live=LIVE, allowed=ALLOWED)
    show_times(
        "Needs and offers",
        "what is done",
        times,
        lambda verdict: note(verdict=verdict),
        allowed=ALLOWED,
    )


def _publish(engine: Engine, members: int) -> None:
    """Fill a community with needs and offers of all places."""
    chance = random.Random(11)
    with engine.lanes.database.engine.begin() as connection:
        connection.execute(update(table(Member)).values(adult=True))
    with engine.lanes.database.unit() as store:
        for nth in range(LIVE):
            author_id = chance.randrange(2, members)
            new = Need(
                chance.choice(tuple(NeedKind)),
                f"{chance.choice(THINGS)} numéro {nth}",
                DAY,
                domain=chance.choice(("mobility", "culture", None)),
                commune=chance.choice(COMMUNES),
            )
            store[Needs].add(COMMUNITY, author_id, new, START)


async def _times(engine: Engine, turns: int) -> dict[str, list[float]]:
    """The milliseconds of each act; the first turns make statements that are kept."""
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "the list": lambda: engine.says("/besoin", sender=GARDENER),
        "a domain of it": lambda: engine.presses("needs:all:culture:0", sender=GARDENER),
        "one need and what is close": lambda: engine.says("/besoin 500", sender=GARDENER),
        "a search": lambda: _search(engine),
    }
    taken: dict[str, list[float]] = {what: [] for what in acts}
    for nth in range(turns + 2):
        for what, act in acts.items():
            began = time.perf_counter()
            assert await act(), what
            if nth > 1:
                taken[what].append((time.perf_counter() - began) * 1000)
    return taken


async def _search(engine: Engine) -> object:
    which = NeedFilter(day=DAY, reader=NeedReader(1, is_territory=True), words="vidéoprojecteurs")
    return engine.store(lambda store: store[Needs].listed(COMMUNITY, which, most=8))
