"""The directory of a large community in which everybody chose to be found."""

import asyncio
import random
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import insert, update

from bot.domain.directory import Organisation
from storage.base import table
from storage.directory import (
    MemberWords,
    OrganisationListRow,
    OrganisationLists,
    Organisations,
    stored_tokens,
)
from storage.members.member_tables import Member
from storage.unit_of_work import Store
from tests.bench.communities.members import COMMUNES, COMMUNITY, GARDENER, Community, show_everybody
from tests.bench.databases import both_kinds, know_tables, show_times
from tests.bench.scale import Scale
from tests.core.engine import START

ALLOWED = 300
MOST = 10_000
"""Members who are all found."""
ORGANISATIONS = 1000
ACTIVITIES = (
    "Je répare des vélos et des trottinettes",
    "Rénovation de maisons en matériaux du pays",
    "Maraîchage et vente à la ferme",
    "Animation de jardins partagés",
)
TYPED = {
    "first page": "/annuaire",
    "a word": "/annuaire vélo",
    "two words": "/annuaire ana jardins",
    "no such word": "/annuaire xylophone",
    "a domain": "/annuaire mobilité",
    "a place": "/annuaire Dole",
}
PRESSED = {
    "near a place, a page further": "directory:p39198.r100.:60",
    "organisations near a place": "organisations:p39198.r100.:6",
}
NOTE = """\
Medians and slowest of {turns}, in milliseconds, among {size:,} members who are all found and
{organisations:,} organisations: from what somebody types or presses until its answer is handed to
the network. {allowed} ms are allowed.
{verdict}"""


def bench(folder: Path, scale: Scale) -> None:
    """Time a member's searches for others on each database."""
    size, turns = min(scale.members, MOST), 10 * scale.repeats
    times: dict[str, dict[str, list[float]]] = {}
    with both_kinds(folder) as kinds:
        for kind, url_of in kinds.items():
            with closing(Community(url_of("directory"), size)) as community:
                community.engine.store(lambda store: _add_entries(store, size))
                know_tables(community.engine.lanes.database)
                times[kind] = asyncio.run(_times(community, turns))
    note = partial(
        NOTE.format, turns=turns, size=size, organisations=ORGANISATIONS, allowed=ALLOWED
    )
    show_times(
        "A directory", "what is done", times, lambda verdict: note(verdict=verdict), allowed=ALLOWED
    )


def _add_entries(store: Store, size: int) -> None:
    chance, session = random.Random(11), store._session
    show_everybody(session, size)
    for activity in ACTIVITIES:
        doing = Member.id % len(ACTIVITIES) == ACTIVITIES.index(activity)
        session.execute(update(Member).where(doing).values(about=activity))
    people = session.query(Member.id, Member.about).all()
    words = [{"member_id": id_, "tokens": stored_tokens(about)} for id_, about in people]
    session.execute(insert(table(MemberWords)), words)
    of = OrganisationListRow(
        community_id=COMMUNITY, member_id=None, source="", file_name="", made_at=START
    )
    made = [
        Organisation(nth, f"Association {nth}", chance.choice(ACTIVITIES), chance.choice(COMMUNES))
        for nth in range(ORGANISATIONS)
    ]
    store[Organisations].add(store[OrganisationLists].add(of), made)


async def _times(community: Community, turns: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {}
    for _ in range(turns):
        for what, words in TYPED.items():
            began = time.perf_counter()
            await community.ask(words)
            taken.setdefault(what, []).append((time.perf_counter() - began) * 1000)
        for what, press in PRESSED.items():
            began = time.perf_counter()
            await community.engine.presses(press, sender=GARDENER)
            taken.setdefault(what, []).append((time.perf_counter() - began) * 1000)
    return taken
