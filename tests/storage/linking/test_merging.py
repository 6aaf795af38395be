"""Two members become one, with all that each of them did."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.events.notices import Ahead
from bot.domain.linking import HIDDEN, NOTHING_TAKEN, TakenAnswers, join, questions
from bot.domain.personal_data import DIRECTORY, MEMBERSHIP
from bot.domain.roles import Circle, Seat
from storage.base import Base
from storage.events import Event, EventReminders, Events
from storage.linking import Registrations
from storage.members import Consents, Identities, Members
from storage.outbound.deliveries import DeliveryState
from storage.polls import Ballots
from storage.profile import Profiles
from storage.unit_of_work import Database
from tests.storage.linking.merge_properties import PROPERTIES, member
from tests.storage.operations.dumped_rows import dump, rows_of
from tests.storage.operations.past_stage import Stage, community, undone
from tests.storage.operations.pasts import PURPOSES, START, Past, pasts

Look = Callable[[Stage, int, int], None]
Merged = Callable[[Past, Past, Look], None]
EVERYTHING = Past(
    joined={"energie": (Circle.ENGAGED, 3)},
    yeses={("energie", each): (4, None) for each in PURPOSES},
    ballots={"energie": (2, 5)},
    answers={"email": "fr", "about": "fr", "locale": "fr"},
    visible="name",
    domains=frozenset({"waste"}),
    adult=True,
    stopped=None,
    mailed=DeliveryState.WAITING,
    conversations=1,
    seat=None,
    acts=frozenset({"invites", "proposed to", "sent a file", "waits for a file", "left a trace"}),
)


@pytest.fixture
def database(fresh_database: Callable[[str], str]) -> Iterator[Database]:
    """One on SQLite: the properties take hundreds of merges each."""
    opened = Database(fresh_database("sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def merged(database: Database) -> Merged:
    """Merge two pasts, look at what is left, and undo it all."""

    def merge(first: Past, second: Past, look: Look) -> None:
        with undone(database) as store:
            _merge(Stage(store), first, second, look)

    return merge


def _merge(stage: Stage, first: Past, second: Past, look: Look) -> None:
    kept, gone = stage.enters("Zoé", first), stage.enters("Zoé bis", second)
    kept_id, gone_id = kept.id, gone.id
    stage.store.merge(kept, gone)
    stage.store.flush()
    stage.store._session.expire_all()
    look(stage, kept_id, gone_id)


many = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.slow
@settings(many, max_examples=40)
@given(first=pasts, second=pasts, shares=st.frozensets(st.sampled_from(["sent a file", "is away"])))
def test_all_properties_hold_after_a_merge(
    merged: Merged, first: Past, second: Past, shares: frozenset[str]
) -> None:
    first = replace(first, acts=first.acts | shares)

    def look(stage: Stage, kept_id: int, gone_id: int) -> None:
        for each in PROPERTIES:
            each(stage, kept_id, gone_id, first, second)

    merged(first, second, look)


@pytest.mark.slow
@many
@given(first=pasts, second=pasts)
def test_a_second_merge_of_the_same_two_changes_nothing(
    database: Database, first: Past, second: Past
) -> None:
    with undone(database) as store:
        stage = Stage(store)
        kept, gone = stage.enters("Zoé", first), stage.enters("Zoé bis", second)
        store.merge(kept, gone)
        once = dump(store, kept.id)
        store._session.expunge_all()
        again = member(store, kept.id)
        store[Identities].reread()

        store.merge(again, gone)
        store.flush()

        assert dump(store, kept.id) == once


@pytest.mark.slow
@many
@given(first=pasts, second=pasts)
def test_the_kept_member_makes_no_difference_but_to_chosen_answers(
    database: Database, first: Past, second: Past
) -> None:
    """Taking everything from the second is keeping the second, where it matters."""
    dumps = []
    for turned in (False, True):
        with undone(database) as store:
            stage = Stage(store)
            one, two = stage.enters("Zoé", first), stage.enters("Zoé bis", second)
            kept, gone = (two, one) if turned else (one, two)
            found = [store[Registrations].of(each) for each in (kept, gone)]
            taken = TakenAnswers(frozenset(questions(*found))) if turned else NOTHING_TAKEN
            store.merge(kept, gone, taken)
            store.flush()
            dumps.append(dump(store, kept.id))
    for table in (
        "members", "memberships", "member_domains", "identities", "consents", "ballots", "seats",
        "attendances", "calendar_feeds", "counted_acts", "files", "handouts", "news",
        "audit_actors", "audit_facts", "conversations", "proxies",
    ):  # fmt: skip
        one_way, other_way = (
            [
                tuple(cell for cell in row if not cell.startswith(("here=", "asked=")))
                for row in each[table]
            ]
            for each in dumps
        )
        assert sorted(one_way) == sorted(other_way), table


@pytest.mark.slow
@many
@given(first=pasts, second=pasts, data=st.data())
def test_the_shown_answers_are_kept(
    database: Database, first: Past, second: Past, data: st.DataObject
) -> None:
    with undone(database) as store:
        stage = Stage(store)
        kept, gone = stage.enters("Zoé", first), stage.enters("Zoé bis", second)
        one, other = store[Registrations].of(kept), store[Registrations].of(gone)
        taken = TakenAnswers(data.draw(st.frozensets(st.sampled_from(questions(one, other)))))
        joined = join(one, other, taken)

        store.merge(kept, gone, taken)
        store._session.expire_all()

        told = {name: answer for name, answer in joined.answers.items() if answer is not None}
        now = store[Registrations].of(kept)
        assert {name: each for name, each in now.answers.items() if each is not None} == told
        assert (now.decisions, now.adult) == (joined.decisions, joined.adult)


@pytest.mark.slow
def test_a_merge_is_the_same_on_the_other_database(database_url: str) -> None:
    database = Database(database_url)
    other = replace(
        EVERYTHING,
        ballots={"energie": (1, 9)},
        answers={"email": "en", "locale": "en"},
        yeses={("energie", MEMBERSHIP): (1, None), ("energie", DIRECTORY): (2, 4)},
        seat=Seat.TERRITORY,
    )

    def look(stage: Stage, kept_id: int, gone_id: int) -> None:
        kept = member(stage.store, kept_id)
        belonging = stage.store[Members].membership(kept, stage.places["energie"].id)
        assert belonging is not None
        assert (kept.email, belonging.visible, belonging.circle) == ("fr", HIDDEN, "engaged")
        assert dict(stage.store[Ballots].counts(stage.polls["energie"])) == {(1,): 1}
        for table in Base.metadata.tables.values():
            assert rows_of(stage.store, table.name, gone_id) == 0, table.name

    with undone(database) as store:
        _merge(Stage(store), EVERYTHING, other, look)
    database.close()


def test_answers_of_both_are_kept_and_a_minor_is_not_shown(database: Database) -> None:
    with undone(database) as store:
        place = community(store, "energie").id
        kept = store[Members].register("telegram:2", "Zoé", direct=None, at=START)
        gone = store[Members].register("telegram:3", "Zoé", direct=None, at=START)
        for member in (kept, gone):
            store[Members].join(member, place, Circle.INFORMED, START)
            store[Consents].give(member, place, DIRECTORY, version="1", channel="", at=START)
            store[Profiles].show(member, place, "contact")
        kept.adult, gone.adult = True, False
        gone.timezone, gone.quiet_from, gone.quiet_to = "Pacific/Noumea", "22:00", "07:00"
        gone.reminders = "week"
        kept.asked, gone.asked = ["name"], ["about", "name"]
        kept.seen_on, gone.seen_on = None, date(2026, 11, 3)
        store.flush()

        store.merge(kept, gone)

        belonging = store[Members].membership(kept, place)
        assert belonging is not None
        assert (kept.adult, belonging.visible) == (False, HIDDEN)
        assert (kept.timezone, kept.quiet_from, kept.quiet_to) == (
            "Pacific/Noumea",
            "22:00",
            "07:00",
        )
        assert kept.reminders == "week"
        assert kept.asked == ["name", "about"]
        assert kept.seen_on == date(2026, 11, 3)


def test_a_reminder_that_either_got_is_not_given_again(database: Database) -> None:
    with undone(database) as store:
        place = community(store, "energie").id
        kept = store[Members].register("telegram:2", "Zoé", direct=None, at=START)
        gone = store[Members].register("telegram:3", "Zoé", direct=None, at=START)
        new = Event("Visite", START + timedelta(days=1), "Europe/Paris")
        event = store[Events].add(place, kept.id, new, START)
        for member, which in ((kept, Ahead.WEEK), (gone, Ahead.WEEK), (gone, Ahead.DAY)):
            assert store[EventReminders].give(event, member.id, which, START)

        store.merge(kept, gone)

        assert store[EventReminders].given(event) == {kept.id: {Ahead.WEEK, Ahead.DAY}}
