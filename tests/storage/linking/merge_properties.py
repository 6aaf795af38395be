"""Properties of the kept and of the removed member after any merge."""

from collections.abc import Callable

from sqlalchemy import select

from bot.domain.events.rules import Rsvp
from bot.domain.linking import HIDDEN
from bot.domain.personal_data import DIRECTORY, EMAIL, MEMBERSHIP
from storage.base import Base
from storage.communities import SeatRow
from storage.events import Attendances
from storage.members import Consents, Identities, Members
from storage.members.member_tables import Consent, Member, Membership
from storage.outbound.deliveries import Delivery, DeliveryState
from storage.polls import Ballots
from storage.unit_of_work import Store
from tests.storage.operations.dumped_rows import rows_of
from tests.storage.operations.past_stage import Stage
from tests.storage.operations.pasts import PURPOSES, Past, day

Property = Callable[[Stage, int, int, Past, Past], None]
PROPERTIES: list[Property] = []
"""Properties of the kept and of the removed member, after any merge of two pasts."""


def holds(look: Property) -> Property:
    """Have this looked at after each merge."""
    PROPERTIES.append(look)
    return look


@holds
def one_membership_a_community_from_the_first_day(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    kept = member(stage.store, kept_id)
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
    kept = member(stage.store, kept_id)
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
    kept = member(stage.store, kept_id)
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
def silence_age_and_conversations_are_those_of_both(
    stage: Stage, kept_id: int, gone_id: int, first: Past, second: Past
) -> None:
    kept = member(stage.store, kept_id)
    stops = [day(past.stopped) for past in (first, second) if past.stopped is not None]
    assert kept.stopped_at == min(stops, default=None)
    grown = [past.adult for past in (first, second) if past.adult is not None]
    assert kept.adult == min(grown, default=None)
    locale = first.answers.get("locale") or second.answers.get("locale")
    assert (kept.name, kept.locale) == ("Zoé", locale)
    assert kept.joined_at == day(len("Zoé"))
    accounts = {each.address for each in stage.store[Identities].of(kept)}
    assert accounts == {"telegram:Zoé", "telegram:Zoé bis"}
    assert (
        rows_of(stage.store, "conversations", kept_id) == first.conversations + second.conversations
    )


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
def nothing_refers_to_the_removed_member_nor_from_a_member_to_themselves(
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
    kept = member(stage.store, kept_id)
    mine = {each.address for each in stage.store[Identities].of(kept)}
    held = stage.store._session.scalars(select(SeatRow.seat).where(SeatRow.address.in_(mine)))
    assert set(held) == {past.seat for past in (first, second) if past.seat is not None}


@holds
def acts_of_both_are_the_one_persons(
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


def member(store: Store, member_id: int) -> Member:
    member = store[Members].get(member_id)
    assert member is not None
    return member
