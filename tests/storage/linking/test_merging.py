"""Two members become one, whatever each of them had done before."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.events.reminders import Ahead
from bot.domain.events.rules import Rsvp
from bot.domain.linking import HIDDEN, NOTHING_TAKEN, TakenAnswers, join, questions
from bot.domain.purposes import DIRECTORY, EMAIL, MEMBERSHIP
from bot.domain.roles import Circle, Seat
from storage.base import Base
from storage.communities.seat_holders import SeatRow
from storage.events import Attendances, EventReminders, Events
from storage.events.event_table import NewEvent
from storage.linking import Registrations
from storage.members import Consents, Identities, Members
from storage.members.member_tables import Consent, Member, Membership
from storage.outbound.deliveries import Delivery, DeliveryState
from storage.polls import Ballots
from storage.profile import Profiles
from storage.unit_of_work import Database, Store
from tests.storage.operations.pasts import (
    PURPOSES,
    START,
    Past,
    Stage,
    community,
    day,
    dump,
    pasts,
    rows_of,
    undone,
)

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
    letters=1,
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


Property = Callable[[Stage, int, int, Past, Past], None]

PROPERTIES: list[Property] = []
"""Properties of the kept and of the removed member, after any merge of two pasts."""


def holds(look: Property) -> Property:
    """Have this looked at after each merge."""
    PROPERTIES.append(look)
    return look


@pytest.mark.slow
@settings(many, max_examples=40)
@given(first=pasts, second=pasts, shares=st.frozensets(st.sampled_from(["sent a file", "is away"])))
def test_all_properties_hold(
    merged: Merged, first: Past, second: Past, shares: frozenset[str]
) -> None:
    first = replace(first, acts=first.acts | shares)

    def look(stage: Stage, kept_id: int, gone_id: int) -> None:
        for each in PROPERTIES:
            each(stage, kept_id, gone_id, first, second)

    merged(first, second, look)


@holds
def one_membership_a_community_from_the_first_day(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    kept = _member(stage.store, kept_id)
    for slug, place in stage.places.items():
        both = [past.joined[slug] for past in (first, second) if slug in past.joined]
        left = stage.store[Members].membership(kept, place.id)
        assert (left is not None) == bool(both)
        if left is not None:
            assert left.circle == both[0][0]
            assert left.joined_at == min(day(when) for _, when in both)


@holds
def the_latest_decision_holds_and_every_yes_leaves_its_trace(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    kept = _member(stage.store, kept_id)
    rows = stage.store._session.scalars(select(Consent)).all()
    assert len(rows) == len(first.yeses) + len(second.yeses)
    assert all(each.withdrawn_at is None or each.withdrawn_at >= each.given_at for each in rows)
    for slug, place in stage.places.items():
        for purpose in PURPOSES:
            what = (slug, purpose)
            said = [past.yeses[what] for past in (first, second) if what in past.yeses]
            left = stage.store[Consents].of(kept, place.id, purpose)
            assert [each.given_at for each in left] == _in_force(purpose, said)


def _in_force(purpose: str, said: list[tuple[int, int | None]]) -> list[object]:
    """The day of the yes that should hold, if one should."""
    yeses = [when for when, until in said if until is None]
    noes = [when + until for when, until in said if until is not None]
    if not yeses or (purpose != MEMBERSHIP and noes and max(noes) >= max(yeses)):
        return []
    return [day(max(yeses))]


@holds
def nobody_is_shown_nor_written_to_without_a_yes_that_holds(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    kept = _member(stage.store, kept_id)
    agreed = [
        each.purpose
        for place in stage.places.values()
        for each in stage.store[Consents].of(kept, place.id)
    ]
    assert kept.email is None or EMAIL in agreed
    for place in stage.places.values():
        belonging = stage.store[Members].membership(kept, place.id)
        if belonging is not None and belonging.visible != HIDDEN:
            assert stage.store[Consents].of(kept, place.id, DIRECTORY)
            assert False not in (first.adult, second.adult)


@holds
def one_ballot_a_poll_and_the_later_one(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    for slug, poll_id in stage.polls.items():
        cast = [past.ballots[slug] for past in (first, second) if slug in past.ballots]
        counts = dict(stage.store[Ballots].counts(poll_id))
        assert sum(counts.values()) == min(1, len(cast))
        latest = max((when for _, when in cast), default=None)
        assert {choices for (choices,) in counts} <= {c for c, when in cast if when == latest}


@holds
def one_answer_an_event_and_the_later_one(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    for slug, event_id in stage.events.items():
        said = [past.attends[slug] for past in (first, second) if slug in past.attends]
        kept = stage.store[Attendances].of(event_id)
        assert len(kept) == min(1, len(said))
        said = [each for each in said if each[0] is not Rsvp.NONE] or said
        latest = max((when for _, when in said), default=None)
        meant = {a for a, when in said if when == latest}
        if meant & {Rsvp.GOING, Rsvp.WAITING}:  # a seat that one of them has stays
            meant |= {a for a, _ in said} & {Rsvp.GOING, Rsvp.WAITING}
        assert {each.answer for each in kept} <= meant


@holds
def silence_age_and_letters_are_those_of_both(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    kept = _member(stage.store, kept_id)
    stops = [day(past.stopped) for past in (first, second) if past.stopped is not None]
    assert kept.stopped_at == min(stops, default=None)
    grown = [past.adult for past in (first, second) if past.adult is not None]
    assert kept.adult == min(grown, default=None)
    locale = first.answers.get("locale") or second.answers.get("locale")
    assert (kept.name, kept.locale) == ("Zoé", locale)
    assert kept.joined_at == day(len("Zoé"))
    accounts = {each.address for each in stage.store[Identities].of(kept)}
    assert accounts == {"telegram:Zoé", "telegram:Zoé bis"}
    assert rows_of(stage.store, "letters", kept_id) == first.letters + second.letters


@holds
def a_mailing_reaches_one_person_once(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    before = [past.mailed for past in (first, second) if past.mailed is not None]
    mailed = stage.store._session.scalars(
        select(Delivery.state).where(Delivery.mailing_id == stage.mailing.id)
    ).all()
    assert len(mailed) == min(1, len(before))
    arrived = {DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN}
    if arrived & set(before):
        assert set(mailed) <= arrived
    elif DeliveryState.WAITING in before:
        assert mailed == [DeliveryState.WAITING]


@holds
def nothing_refers_to_who_is_gone_nor_from_somebody_to_themselves(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    assert stage.store[Members].get(gone_id) is None
    for table in Base.metadata.tables.values():
        assert rows_of(stage.store, table.name, gone_id) == 0, table.name
    invited_by = stage.store._session.execute(select(Membership.member_id, Membership.invited_by))
    assert all(row.member_id != row.invited_by for row in invited_by)


@holds
def the_seats_of_both_are_kept(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    kept = _member(stage.store, kept_id)
    mine = {each.address for each in stage.store[Identities].of(kept)}
    held = stage.store._session.scalars(select(SeatRow.seat).where(SeatRow.address.in_(mine)))
    assert set(held) == {past.seat for past in (first, second) if past.seat is not None}


@holds
def what_either_did_is_the_one_persons(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    for act, table, most in (
        ("sent a file", "files", 2),
        ("waits for a file", "handouts", 2),
        ("did what is counted", "counted_acts", 2),
        ("has a calendar", "calendar_feeds", 2),
        ("wrote news", "news", 2),
        ("opened a poll", "polls", 2),
        ("is away", "absences", 1),
        ("asked for a code", "link_codes", 0),
        ("left a trace", "audit_actors", 2),
    ):
        did = sum(act in past.acts for past in (first, second))
        assert rows_of(stage.store, table, kept_id) == min(did, most), act


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
        again = _member(store, kept.id)
        store[Identities].reread()

        store.merge(again, gone)
        store.flush()

        assert dump(store, kept.id) == once


@pytest.mark.slow
@many
@given(first=pasts, second=pasts)
def test_which_of_the_two_is_kept_changes_nothing_but_what_is_chosen(
    database: Database, first: Past, second: Past
) -> None:
    """Where it matters, taking everything from the second is keeping the second."""
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
        "audit_actors", "audit_facts", "letters", "proxies",
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
def test_what_was_shown_is_what_is_kept(
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


def test_it_is_the_same_on_the_other_database(database_url: str) -> None:
    database = Database(database_url)
    other = replace(
        EVERYTHING,
        ballots={"energie": (1, 9)},
        answers={"email": "en", "locale": "en"},
        yeses={("energie", MEMBERSHIP): (1, None), ("energie", DIRECTORY): (2, 4)},
        seat=Seat.TERRITORY,
    )

    def look(stage: Stage, kept_id: int, gone_id: int) -> None:
        kept = _member(stage.store, kept_id)
        belonging = stage.store[Members].membership(kept, stage.places["energie"].id)
        assert belonging is not None
        assert (kept.email, belonging.visible, belonging.circle) == ("fr", HIDDEN, "engaged")
        assert dict(stage.store[Ballots].counts(stage.polls["energie"])) == {(1,): 1}
        for table in Base.metadata.tables.values():
            assert rows_of(stage.store, table.name, gone_id) == 0, table.name

    with undone(database) as store:
        _merge(Stage(store), EVERYTHING, other, look)
    database.close()


def test_what_either_told_is_kept_and_whoever_was_young_is_not_shown(database: Database) -> None:
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
        new = NewEvent("Visite", START + timedelta(days=1), "Europe/Paris")
        event = store[Events].add(place, kept.id, new, START)
        for member, which in ((kept, Ahead.WEEK), (gone, Ahead.WEEK), (gone, Ahead.DAY)):
            assert store[EventReminders].give(event, member.id, which, START)

        store.merge(kept, gone)

        assert store[EventReminders].given(event) == {kept.id: {Ahead.WEEK, Ahead.DAY}}


def _member(store: Store, member_id: int) -> Member:
    member = store[Members].get(member_id)
    assert member is not None
    return member
