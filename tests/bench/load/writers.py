"""The rate of writing when much waits: votes, things made, answers, guests; on both databases."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text as sql

from bot.core.messages.encoding import decode_buttons
from bot.core.messages.incoming import Incoming
from bot.domain.events.rules import EventState, Rsvp
from storage.communities import Community
from storage.events import Attendances, Event, Events
from storage.inbound import Inbox
from storage.inbound.inbox import InboxState
from storage.outbound import Cards
from storage.outbound.deliveries import Delivery
from storage.polls import Polls
from storage.polls.polls import NewPoll
from storage.revisions import FIRST
from storage.unit_of_work import Store
from tests.bench.children import Child, running
from tests.bench.databases import both_kinds, engine_over
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.bench.telegram import TOKEN, Telegram, telegram
from tests.core.engine import SQUARE, Engine

PATIENCE = 90.0
VOTERS, MAKERS, UNDECIDED, COMING, PLACES = 500, 120, 10, 30, 34
PRESSES, NEWS = 200, 30
COMMUNITY = 1
NOTE = """\
All of it waits in the inbox when the dispatcher starts; PostgreSQL as it is installed, SQLite with
synchronous=FULL. Votes: {voters} people, each in private, in one of two polls. Made: {makers}
people, each a poll or an event. Answers: {undecided} people say yes in the group, then no in
private. Guests: {coming} people who come each bring one more to an event of {places}
places. Two processes: `terreau run` started twice over {presses} taps on a poll and
{news} news that wait. Deadlocks are those that PostgreSQL counted."""

_LOOP = asyncio.Runner()  # one for all: an engine's events stay with the loop that they met first

_CONFIG = """\
[instance]
database = "{url}"
data = "{folder}/data"

[telegram]
token = "{token}"
api_base = "{api}"

[http]
listen = "127.0.0.1:0"

[[communities]]
slug = "energie"
name = "Pionniers de l'énergie"
polls_by = "members"
"""


def bench(folder: Path, scale: Scale) -> None:
    """Write the same to each database."""
    with telegram("--no-limits") as api, both_kinds(folder) as makers:
        columns = [_figures(folder / kind, api, url) for kind, url in makers.items()]
    rows = list(zip(columns[0], *(each.values() for each in columns), strict=True))
    note = NOTE.format(
        voters=VOTERS,
        makers=MAKERS,
        undecided=UNDECIDED,
        coming=COMING,
        places=PLACES,
        presses=PRESSES,
        news=NEWS,
    )
    show("What a backlog leaves", ("case", *makers), rows, note)


def _figures(folder: Path, api: Telegram, url_of: Callable[[str], str]) -> dict[str, object]:
    folder.mkdir()
    return {
        **_votes(url_of("votes")),
        **_made(url_of("made")),
        **_answers(url_of("answers")),
        **_guests(url_of("guests")),
        **_two_processes(folder, api, url_of("processes")),
    }


def _votes(url: str) -> dict[str, object]:
    chance = random.Random(7)
    with engine_over(url) as engine:
        _members(engine, VOTERS)
        engine.store(lambda store: [_open_poll(store, engine) for _ in range(2)])
        took = _handled(
            engine,
            [
                engine.heard(f"/voter {chance.choice((1, 2))} 2", sender=_address(n))
                for n in range(VOTERS)
            ],
        )
        return {
            "votes a second": VOTERS / took,
            "votes kept": _count(engine, "ballots"),
            "deadlocks in votes": _deadlocks(engine),
        }


def _made(url: str) -> dict[str, object]:
    kinds = ("/sondage Quoi {n} ? | Ici | Là", "/evenement Visite {n} | dans 20 jours 14h | Dole")
    with engine_over(url) as engine:
        _members(engine, MAKERS)
        engine.store(_allow_polls_of_members)
        _handled(
            engine,
            [engine.heard(kinds[n % 2].format(n=n), sender=_address(n)) for n in range(MAKERS)],
        )
        _handled(
            engine,
            [engine.pressed(press, sender=who) for press, who in engine.store(_publishing_presses)],
        )
        return {
            "made": _count(engine, "polls") + _count(engine, "events"),
            "set aside": engine.store(lambda s: s[Inbox].count(InboxState.QUARANTINED)),
            "deadlocks in making": _deadlocks(engine),
        }


def _answers(url: str) -> dict[str, object]:
    with engine_over(url) as engine:
        _members(engine, UNDECIDED)
        event = _event(engine, capacity=None)
        yes = [
            engine.pressed(f"rsvp:{event}:going~{FIRST}", sender=_address(n), room=SQUARE)
            for n in range(UNDECIDED)
        ]
        no = [engine.heard("/inscription 1 non", sender=_address(n)) for n in range(UNDECIDED)]
        _handled(engine, yes + no)
        going = engine.store(lambda store: store[Attendances].counts(event).going)
        return {"still going after a no": going}


def _guests(url: str) -> dict[str, object]:
    with engine_over(url) as engine:
        _members(engine, COMING)
        event = _event(engine, capacity=PLACES)

        def sign_up(store: Store) -> None:
            for n in range(1, COMING + 1):
                store[Attendances].put(event, n, Rsvp.GOING, engine.clock.now())

        engine.store(sign_up)
        brought = "/inscription 1 oui +Léo"
        _handled(engine, [engine.heard(brought, sender=_address(n)) for n in range(COMING)])
        taken = engine.store(lambda store: store[Attendances].counts(event).places_taken)
        return {f"places taken of {PLACES}": taken}


def _two_processes(folder: Path, api: Telegram, url: str) -> dict[str, object]:
    with engine_over(url) as engine:
        _members(engine, PRESSES)
        poll = engine.store(lambda store: _open_poll(store, engine))
        taps = [
            engine.pressed(f"vote:{poll}:1~{FIRST}", sender=_address(n)) for n in range(PRESSES)
        ]
        news = [
            engine.heard(f"/actu Nouvelle {n} | Voilà", sender=_address(n)) for n in range(NEWS)
        ]
        _LOOP.run(engine.receive(*taps, *news))
    config = folder / "config.toml"
    written = _CONFIG.format(url=url, folder=folder, token=TOKEN, api=api.url)
    config.write_text(written)
    with (
        running("bot", "run", "--config", f"{config}", log=folder / "one.log") as one,
        running("bot", "run", "--config", f"{config}", log=folder / "two.log") as two,
        engine_over(url) as engine,
    ):
        until = time.monotonic() + 150
        while _waiting(engine) and time.monotonic() < until:
            time.sleep(0.5)
        until = time.monotonic() + 20
        while not any(each.process.poll() for each in (one, two)) and time.monotonic() < until:
            time.sleep(0.5)
        statuses = [_status(each) for each in (one, two)]
        kept = f"{_count(engine, 'ballots')} and {_count(engine, 'news')}"
    return {"two processes: taps and news kept": kept, "two processes: ended with": statuses}


def _status(child: Child) -> int | str:
    ended = child.process.poll()
    return "runs" if ended is None else ended


def _handled(engine: Engine, arrivals: Sequence[Incoming]) -> float:
    """The seconds that the dispatcher takes for the waiting messages."""
    return _LOOP.run(_run(engine, arrivals))


async def _run(engine: Engine, arrivals: Sequence[Incoming]) -> float:
    await engine.receive(*arrivals)
    began = time.monotonic()
    dispatching = asyncio.create_task(engine.dispatcher.run())
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            engine.dispatcher.caught_up("telegram")
            await engine.dispatcher.backlog_handled(["telegram"])
    took = time.monotonic() - began
    dispatching.cancel()
    await asyncio.wait([dispatching])
    return took


def _members(engine: Engine, count: int) -> None:
    for n in range(count):
        engine.member(f"Person {n}", _address(n))


def _address(n: int) -> str:
    return f"telegram:{1000 + n}"


def _open_poll(store: Store, engine: Engine) -> int:
    asked = NewPoll("Où ?", ("Ici", "Là"))
    poll = store[Polls].open(COMMUNITY, 1, asked, engine.clock.now())
    _show_card(store, "poll", poll.id)
    return poll.id


def _show_card(store: Store, kind: str, key: int) -> None:
    """Have a card in the room, where everybody reads the first revision of its thing."""
    where = {"room": SQUARE, "locale": "fr", "zone": "Europe/Paris"}
    card = store[Cards].add(kind, key, community_id=COMMUNITY, **where)
    store[Cards].arrived(card.id, 0, FIRST)


def _publishing_presses(store: Store) -> list[tuple[str, str]]:
    """Press and room of each button that publishes a poll."""
    return [
        (button.press, shown.room)
        for shown in store._session.query(Delivery).filter(Delivery.buttons.is_not(None))
        for row in decode_buttons(shown.buttons or [])
        for button in row
        if button.press.startswith("poll_publish:")
    ]


def _allow_polls_of_members(store: Store) -> None:
    community = store._session.get_one(Community, COMMUNITY)
    community.polls_by = "members"


def _event(engine: Engine, *, capacity: int | None) -> int:
    now = engine.clock.now()
    new = Event(
        "Visite",
        now + timedelta(days=20),
        "Europe/Paris",
        state=EventState.PUBLISHED,
        capacity=capacity,
        guests=True,
    )

    def announce(store: Store) -> int:
        event = store[Events].add(COMMUNITY, 1, new, now)
        _show_card(store, "event", event.id)
        return event.id

    return engine.store(announce)


def _waiting(engine: Engine) -> int:
    return engine.store(lambda store: store[Inbox].count(InboxState.NEW))


def _count(engine: Engine, table: str) -> int:
    query = sql(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own
    return engine.store(lambda store: int(store._session.scalar(query) or 0))


def _deadlocks(engine: Engine) -> int | str:
    if engine.lanes.database.is_sqlite:
        return "-"
    query = sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    time.sleep(1)  # its counters are written a moment later
    return engine.store(lambda store: int(store._session.scalar(query) or 0))
