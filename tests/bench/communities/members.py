"""The register of a large community beside that of a small one, and a vote in each."""

import asyncio
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import date, timedelta
from itertools import count
from operator import methodcaller
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from bot.app import routers
from bot.core.declarations.router import collect
from bot.domain.personal_data import DIRECTORY
from bot.domain.roles import Circle
from storage.members.member_tables import (
    Consent,
    Identity,
    Member,
    MemberDomain,
    Membership,
    NamePart,
    rows_of,
)
from storage.operations.migrations import migrate
from storage.polls import Polls
from storage.polls.polls import NewPoll
from storage.unit_of_work import Database
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.core.engine import START, Engine

SMALL = 1000
ALLOWED = 1.2
GARDENER = "telegram:43"
COMMUNITY = 1
AT_ONCE = 10_000
FIRST = ("Ana", "Zoé", "Marie", "Jean", "Élodie", "Luc", "Chloé", "Yann", "Inès", "Hugo", "Léa")
LAST = ("Martin", "Bernard", "Petit", "Durand", "Moreau", "Girard", "Faure", "Blanc", "Marchand")
SYLLABLES = ("ba", "be", "cha", "cou", "da", "fa", "gui", "la", "le", "mo", "na", "pé", "ro", "ti")
RARE = "Dupont"
COMMUNES = ("25056", "69123", "21231", "39198", "70550", "90010")
MONTH = timedelta(days=30)
ASKED = {
    "first page": "/membres",
    "a card": "/membres 500",
    "search, few": "/membres dupont",
    "search, many": "/membres mar",
    "search, two words": "/membres ana mar",
    "search, nobody": "/membres zzz",
    "circle, few": "/membres cercle actif",
    "circle, many": "/membres cercle nouvelles",
    "domain": "/membres domaine mobilité",
    "place, many": "/membres lieu 25000 Besançon",
    "place, few": "/membres lieu Belfort",
    "unseen for 6 months": "/membres absents 6",
    "unseen for 35 months": "/membres absents 35",
    "four at once": "/membres cercle nouvelles | domaine mobilité | lieu Besançon | absents 6",
}
NOTE = """\
Medians of {turns} each, in milliseconds, the two databases taking turns: from what somebody types
or presses until it is handled, committed to SQLite with synchronous=FULL, and its answer handed to
the network. "×": the time among {large:,} members ÷ that among {small:,} just before, the median;
{allowed} is allowed.
{verdict}"""


class Community:
    """A database in which so many people have joined, and the engine over it."""

    def __init__(self, url: str, size: int) -> None:
        self.size = size
        with closing(Database(url)) as database:
            migrate(database)
        self.engine = Engine(url, declared=collect(routers()))
        self.engine.member("Ana la jardinière", GARDENER)
        fill_community(self.engine.lanes.database, size)
        self._voters = count(2)
        self._pages = random.Random(3)
        asked = NewPoll("Où ?", ("Ici", "Là"))
        now = self.engine.clock.now()
        self.engine.store(lambda store: store[Polls].open(COMMUNITY, 1, asked, now))

    def close(self) -> None:
        """Close its database."""
        self.engine.close()

    async def ask(self, words: str) -> None:
        """Type something as the gardener."""
        said = await self.engine.says(words, sender=GARDENER)
        assert said, words

    async def turn(self) -> None:
        """Turn a page somewhere in the middle as the gardener."""
        member = self._pages.randrange(2, self.size)
        said = await self.engine.presses(f"members:a{member}:", sender=GARDENER)
        assert said.startswith("Les membres"), said

    async def vote(self) -> None:
        """Vote as another member."""
        said = await self.engine.says("/voter 1 2", sender=_address(next(self._voters)))
        assert "Là" in said, said


def bench(folder: Path, scale: Scale) -> None:
    """Make a gardener of each community do the same in turn."""
    both = [
        Community(f"sqlite:///{folder / f'{size}.db'}", size) for size in (SMALL, scale.members)
    ]
    turns = 40 * scale.repeats
    try:
        times = asyncio.run(_times(both, turns))
    finally:
        for each in both:
            each.close()
    rows = [
        (
            what,
            *(statistics.median(column) for column in zip(*pairs, strict=True)),
            statistics.median(large / small for small, large in pairs),
        )
        for what, pairs in times.items()
    ]
    slow = [row[0] for row in rows if row[-1] > ALLOWED]
    verdict = f"Slower than allowed: {', '.join(slow)}." if slow else "All stay within it."
    note = NOTE.format(
        turns=turns, small=SMALL, large=scale.members, allowed=ALLOWED, verdict=verdict
    )
    columns = ("what is done", f"{SMALL:,} members", f"{scale.members:,} members", "×")
    show("A register", columns, rows, note)


async def _times(both: list[Community], turns: int) -> dict[str, list[tuple[float, float]]]:
    """The milliseconds of each act, in the small community and right after it in the large one."""
    taken: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for nth in range(turns + 2):
        for what in ACTS:
            small, large = [await _timed(each, what) for each in both]
            if nth > 1:  # the first turns make statements that are kept
                taken[what].append((small, large))
    return taken


async def _timed(community: Community, what: str) -> float:
    began = time.perf_counter()
    await ACTS[what](community)
    return (time.perf_counter() - began) * 1000


ACTS: dict[str, Callable[[Community], Awaitable[None]]] = {
    **{what: methodcaller("ask", words) for what, words in ASKED.items()},
    "a page in the middle": Community.turn,
    "a vote": Community.vote,
}


def fill_community(database: Database, size: int) -> None:
    """Write members who differ in everything that is searched."""
    chance = random.Random(size)
    for start in range(2, size + 1, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, size + 1))
        people = [_person(chance, nth) for nth in numbers]
        belongings = [_belonging(chance, nth) for nth in numbers]
        parts = [row for each in people for row in rows_of(each["id"], COMMUNITY, each["name"])]
        accounts = [
            {"address": _address(nth), "member_id": nth, "direct": _address(nth), "seen_at": START}
            for nth in numbers
        ]
        domains = [
            {"member_id": nth, "community_id": COMMUNITY, "domain": domain}
            for nth in numbers
            for domain in chance.sample(("mobility", "waste", "nature", "culture"), 2)
        ]
        with database.engine.begin() as connection:
            for table, rows in (
                (Member, people),
                (Identity, accounts),
                (Membership, belongings),
                (MemberDomain, domains),
                (NamePart, parts),
            ):
                connection.execute(insert(table), rows)


def _person(chance: random.Random, nth: int) -> dict[str, Any]:
    last = chance.choice(LAST) if chance.random() < 0.5 else "".join(chance.choices(SYLLABLES, k=3))
    commune = chance.choices(COMMUNES, (40, 30, 15, 10, 4.9, 0.1))[0]
    return {
        "id": nth,
        "name": f"{chance.choice(FIRST)} {RARE if nth % 1000 == 3 else last.title()}",
        "joined_at": START - 40 * MONTH,
        "commune": commune,
        "territory": f"Territoire {commune}",
        "seen_on": date(2026, 11, 24) - chance.random() * 36 * MONTH,
        "about": "",
        "link": "",
    }


def _belonging(chance: random.Random, nth: int) -> dict[str, object]:
    circles = (Circle.ENGAGED, Circle.INFORMED, Circle.CITIZEN)
    return {
        "member_id": nth,
        "community_id": COMMUNITY,
        "circle": "engaged" if nth % 100 == 1 else chance.choices(circles, (0, 60, 40))[0],
        "joined_at": START - 40 * MONTH,
    }


def _address(nth: int) -> str:
    return f"telegram:{1000 + nth}"


def show_everybody(session: Session, size: int) -> None:
    """Have all members be found in the directory and on the map."""
    agreement = {
        "community_id": COMMUNITY,
        "purpose": DIRECTORY,
        "version": "1",
        "channel": "telegram",
        "given_at": START,
    }
    session.execute(update(Member).values(adult=True))
    session.execute(update(Membership).values(visible="name"))
    agreements = [{"member_id": nth, **agreement} for nth in range(1, size + 1)]
    session.execute(insert(Consent), agreements)
