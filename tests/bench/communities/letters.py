"""The letters of a large community, composed for each of its readers."""

import time
import tracemalloc
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.app import routers
from bot.core import LETTER, JobContext
from bot.core.context.job_context import Contact
from bot.core.declarations.router import collect
from bot.domain.events.rules import EventState
from bot.vocabulary.letter_items import LetterItem
from handlers.digest.letter import letters, next_items
from storage.communities import Communities
from storage.digest import Digests
from storage.events import Event, Events
from storage.members import Consent
from storage.operations.migrations import migrate
from storage.polls import Polls
from storage.polls.poll_tables import BallotRow
from storage.polls.polls import NewPoll
from storage.unit_of_work import Database, Store
from tests.bench.communities.members import COMMUNITY, SMALL, fill_community
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.core.engine import START, Engine

EVENTS, VOTED_IN = 8, 3
"""Events of the letter; every so many-th member has voted."""
NOTE = """\
The letter of each who asked for it in private is composed once from {items} approved items: a poll
that a third answered, and events for circles, domains and places. Facts of readers are looked up by
pages of 500. MiB: the peak of what Python allocates. Different: letters unlike one another."""


def bench(folder: Path, scale: Scale) -> None:
    """Compose the letters of a small and of a large community."""
    rows = [_measured_row(folder, size) for size in (SMALL, scale.members)]
    columns = ("members", "seconds", "µs a letter", "MiB", "letters", "different")
    show("Letters for each reader", columns, rows, NOTE.format(items=EVENTS + 1))


def _measured_row(folder: Path, size: int) -> tuple[object, ...]:
    url = f"sqlite:///{folder / f'letters-{size}.db'}"
    with closing(Database(url)) as database:
        migrate(database)
    engine = Engine(url, declared=collect(routers()))
    try:
        engine.member("Ana", "telegram:43")
        fill_community(engine.lanes.database, size)
        return engine.store(lambda store: _timed_letters(store, size))
    finally:
        engine.close()


def _timed_letters(store: Store, size: int) -> tuple[object, ...]:
    ctx = _context(store)
    items = _items(ctx, size)
    digest = store[Digests].current(COMMUNITY, START)
    began = time.perf_counter()
    found = Counter(tuple(each.key for each in letter) for letter in letters(ctx, digest, items))
    seconds = time.perf_counter() - began
    tracemalloc.start()
    for _ in letters(ctx, digest, items):
        pass
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    many = found.total()
    return f"{many:,}", seconds, seconds / many * 1e6, peak, many - found[()], len(found)


def _context(store: Store) -> JobContext:
    community = store[Communities].get(COMMUNITY)
    contact = Contact("Terreau", "Région", "dpo@region.example", "")
    declared = collect(routers())
    return JobContext(store, now=START, community=community, contact=contact, declared=declared)


def _items(ctx: JobContext, size: int) -> Sequence[LetterItem]:
    """A poll and events, as they would be approved."""
    asked = NewPoll("Où ?", ("Ici", "Là"))
    poll = ctx.store[Polls].open(COMMUNITY, 1, asked, START)
    votes = [
        {"poll_id": poll.id, "member_id": nth, "choices": "1", "cast_at": START}
        for nth in range(2, size + 1, VOTED_IN)
    ]
    ctx.store._session.execute(insert(BallotRow), votes)
    asked_for_it = [
        {
            "member_id": nth,
            "community_id": COMMUNITY,
            "purpose": LETTER,
            "version": "1",
            "channel": "telegram",
            "given_at": START,
        }
        for nth in range(2, size + 1)
    ]
    ctx.store._session.execute(insert(Consent), asked_for_it)
    for nth in range(EVENTS):
        new = Event(
            f"Visite {nth}",
            START + timedelta(days=nth + 8),
            "Europe/Paris",
            circles=["engaged", "informed"] if nth % 2 else [],
            domains=["mobility", "waste"][: nth % 3],
            territories=["Territoire 25056"] if nth % 4 == 3 else [],
        )
        event = ctx.store[Events].add(COMMUNITY, 1, new, START)
        ctx.store[Events].become(event, EventState.PUBLISHED, START)
    return next_items(ctx)
