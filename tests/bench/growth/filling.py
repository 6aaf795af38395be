"""A Region's database as it is after years: members, communities, past events, polls, questions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any, TypeVar

from sqlalchemy import Table, func, insert, select, text, update

from bot.domain.events.rules import Event, EventState
from bot.domain.personal_data import LETTER, MEMBERSHIP, MESSAGES
from bot.domain.questions.question import QuestionState, StepKind
from bot.domain.stats import closed_months
from storage.base import Base, table
from storage.communities import Communities, Room, RoomKind
from storage.directory import MemberWords, stored_tokens
from storage.events import Events
from storage.events.attendances import AttendanceRow
from storage.events.events import EventRow
from storage.members.member_tables import Consent, Member, Membership, NamePart, rows_of
from storage.polls import Polls
from storage.polls.poll_tables import BallotRow, PollRow
from storage.polls.polls import NewPoll
from storage.questions import Questions
from storage.questions.question_tables import QuestionRow, QuestionStepRow
from storage.questions.search import WORDS
from storage.statements import stored_tokens as question_tokens
from storage.stats import MonthlyFigures
from storage.unit_of_work import Database, Store
from tests.bench.communities.members import COMMUNITY, GARDENER, fill_community, show_everybody
from tests.bench.databases import know_tables
from tests.bench.growth.together import NUMBERED, Filled, done_together
from tests.core.engine import START, Engine
from tests.register import members_of

Row = TypeVar("Row")

AT_ONCE = 10_000
YEARS = timedelta(days=730)
"""The time over which what is past is spread evenly."""
ACTIVITIES = ("Je répare des vélos", "Maraîchage et vente à la ferme", "Jardins partagés")
ASKED = ("vélo", "rénovation", "forêt", "train", "école", "eau", "compost", "logement", "bus")
TAKES_PART = 5
"""The members who answered each event, and who voted in each poll."""


@dataclass(frozen=True, slots=True)
class Region:
    """Amounts: all members and all that is past are in the first community."""

    members: int
    communities: int
    events: int
    polls: int
    questions: int
    rooms: int
    """Rooms of the first community."""
    latest: timedelta = timedelta(days=1)
    """How long ago the latest of all that is past was."""


def region_of(members: int, *, rooms: int) -> Region:
    """A Region with so many members, and all else in proportion."""
    fifth = members // 5
    return Region(members, max(2, members // 500), fifth, fifth, questions=members, rooms=rooms)


def fill_region(engine: Engine, region: Region) -> None:
    """Write all of it; the gardener of the first community is at `GARDENER`."""
    database = engine.lanes.database
    engine.member("Ana la jardinière", GARDENER)
    fill_community(database, region.members)
    engine.store(lambda store: _show_all(store, region.members))
    for each in _everything(engine, region):
        _insert(database, *each)
    engine.store(_keep_months)
    _follow_numbers(database)
    know_tables(database)


def _everything(engine: Engine, region: Region) -> Iterable[Filled]:
    """All tables with their rows."""
    yield Consent, chain.from_iterable(_consents(nth) for nth in range(1, region.members + 1))
    yield from _communities(engine, region)
    event, poll, question = engine.store(_models)
    members = range(2, region.members + 1)

    def some(nth: int) -> list[int]:
        return [members[(nth * 7 + beside) % len(members)] for beside in range(TAKES_PART)]

    def past(nth: int, of: int) -> datetime:
        return START - region.latest - YEARS * (of - nth) / of

    when = [past(nth, region.events) for nth in range(region.events)]
    yield EventRow, _copies(event, {"uid": "u{}"}, starts_at=when, published_at=when)
    yield (
        AttendanceRow,
        (
            {"event_id": nth, "member_id": who, "answer": "going", **_CAME, "came_at": at}
            for nth, at in enumerate(when, event["id"] + 1)
            for who in some(nth)
        ),
    )
    when = [past(nth, region.polls) for nth in range(region.polls)]
    yield PollRow, _copies(poll, {}, opened_at=when, closed_at=when)
    yield (
        BallotRow,
        (
            {"poll_id": nth, "member_id": who, "choices": "1", "cast_at": at, "asked_on": None}
            for nth, at in enumerate(when, poll["id"] + 1)
            for who in some(nth)
        ),
    )
    when = [past(nth, region.questions) for nth in range(region.questions)]
    askers = [some(nth)[0] for nth in range(region.questions)]
    yield (
        QuestionRow,
        _copies(question, {}, numbered=False, created_at=when, answered_at=when, asker_id=askers),
    )
    yield from done_together(region.members, some)
    ids = range(question["id"] + 1, question["id"] + 1 + region.questions)
    yield (
        QuestionStepRow,
        (
            {"question_id": nth, "kind": StepKind.ANSWERED, "at": at, "member_id": 1, "words": ""}
            for nth, at in zip(ids, when, strict=True)
        ),
    )
    yield (
        WORDS,
        (
            {"question_id": nth, "tokens": question_tokens(COMMUNITY, {ASKED[nth % len(ASKED)]: 0})}
            for nth in ids
        ),
    )


_CAME = {"answered_at": START - YEARS, "reply": "", "offered_until": None, "asked_on": None}


def _consents(member_id: int) -> Iterable[dict[str, Any]]:
    for purpose in (MEMBERSHIP, LETTER, MESSAGES):
        yield {
            "member_id": member_id,
            "community_id": COMMUNITY,
            "purpose": purpose,
            "version": "1",
            "channel": "telegram",
            "given_at": START - YEARS,
        }


def _communities(engine: Engine, region: Region) -> Iterable[Filled]:
    """The other communities, each with a room and an equal part of the members."""
    yield (
        Room,
        (
            {"address": f"telegram:-5{nth:04}", "kind": RoomKind.COMMUNITY, "community_id": 1}
            for nth in range(region.rooms - 1)
        ),
    )
    ids = [engine.found(f"c{nth}") for nth in range(1, region.communities)]
    yield (
        Room,
        (
            {"address": f"telegram:-6{nth:04}", "kind": RoomKind.COMMUNITY, "community_id": nth}
            for nth in ids
        ),
    )
    names = engine.store(_names)
    share = -(-len(names) // len(ids))
    there = [
        (member_id, here, name)
        for here, people in zip(ids, _in_slices(names, share), strict=False)
        for member_id, name in people
    ]
    yield (
        Membership,
        (
            {
                "member_id": member_id,
                "community_id": here,
                "circle": "informed",
                "joined_at": START - YEARS,
            }
            for member_id, here, _ in there
        ),
    )
    yield NamePart, chain.from_iterable(rows_of(*each) for each in there)


def _keep_months(store: Store) -> None:
    """Only the last month is still to be counted: the others were, each when it was over."""
    for community in store[Communities].all():
        for month in closed_months((START - YEARS).date(), START.date())[:-1]:
            store[MonthlyFigures].keep(community.id, month, {"joined": 0})


def _names(store: Store) -> list[tuple[int, str]]:
    people = members_of(store, COMMUNITY)
    return [(each.id, each.name) for each in people if each.id != 1]


def _models(store: Store) -> list[dict[str, Any]]:
    """An event, a poll and a question that are over: the others are made after them."""
    past = START - YEARS - timedelta(days=3)
    held = Event("Visite", past, "Europe/Paris", commune="25056", state=EventState.PUBLISHED)
    event = store[Events].add(COMMUNITY, 1, held, past)
    poll = store[Polls].open(COMMUNITY, 1, NewPoll("Où ?", ("Ici", "Là")), past)
    store[Polls].close(poll.id, past)
    asked = store[Questions].add(COMMUNITY, 1, "Quelle aide pour un vélo ?", past)
    store[Questions].change(
        asked,
        state=QuestionState.ANSWERED,
        shown_at=past,
        answer="Voici.",
        answered_at=past,
        answered_by=1,
        domain="mobility",
    )
    store.flush()
    session = store._session
    return [
        dict(session.execute(select(table(kind)).where(table(kind).c.id == id_)).mappings().one())
        for kind, id_ in ((EventRow, event.id), (PollRow, poll.id), (QuestionRow, asked.id))
    ]


def _copies(
    model: Mapping[str, Any],
    named: Mapping[str, str],
    *,
    numbered: bool = True,
    **values: Sequence[object],
) -> Iterable[dict[str, Any]]:
    """Rows like `model` under the ids after its own, with one of the `values` each."""
    for nth, each in enumerate(zip(*values.values(), strict=True), 1):
        row = {**model, "id": model["id"] + nth, **dict(zip(values, each, strict=True))}
        row |= {key: word.format(nth) for key, word in named.items()}
        yield row | ({"number": model["number"] + nth} if numbered else {})


def _insert(database: Database, kind: type[Base] | Table, rows: Iterable[dict[str, Any]]) -> None:
    for some in _in_slices(rows, AT_ONCE):
        with database.engine.begin() as connection:
            connection.execute(insert(kind), some)


def _in_slices(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def _show_all(store: Store, size: int) -> None:
    """Have everybody be found in the directory, by what they do."""
    session = store._session
    show_everybody(session, size)
    for nth, activity in enumerate(ACTIVITIES):
        doing = Member.id % len(ACTIVITIES) == nth
        session.execute(update(Member).where(doing).values(about=activity, here=COMMUNITY))
    tokens = [stored_tokens(each) for each in ACTIVITIES]
    session.execute(
        insert(table(MemberWords)),
        [{"member_id": nth, "tokens": tokens[nth % len(ACTIVITIES)]} for nth in range(2, size + 1)],
    )


def _follow_numbers(database: Database) -> None:
    """Have PostgreSQL number further rows after those that came with their ids."""
    if database.is_sqlite:
        return
    with database.engine.begin() as connection:
        for kind in (Member, EventRow, PollRow, QuestionRow, *NUMBERED):
            name, last = table(kind).name, func.max(table(kind).c.id)
            highest = connection.scalar(select(last))
            connection.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), :last)"),
                {"last": highest},
            )
