"""Announcements and their occurrences as they are stored."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.announcements import AnnouncementState, AnnouncementStatus, RunState
from bot.domain.circles import Audience
from bot.domain.digest.approvals import Approval
from bot.domain.roles import Circle, Seat
from storage.announcements import (
    Announcement,
    AnnouncementRuns,
    Announcements,
    RoomPost,
    Told,
    ToldPeople,
)
from storage.members import Members
from storage.outbound import DeliveryState, Mailings, Outbox, Priority, UncertainDeliveries
from storage.unit_of_work import Database, Store
from tests.storage.communities.new_community import new_community

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.unit() as store:
        yield store


@pytest.fixture
def announcement(store: Store) -> Announcement:
    return add(store, new_community(store, "e").id)


def add(store: Store, community_id: int) -> Announcement:
    return store[Announcements].add(
        community_id,
        "Words",
        NOW,
        to_people=True,
        to_rooms=False,
        to_channels=False,
        chosen=asdict(Audience(circles=["engaged"], events=[12])),
        rule="",
    )


def member(store: Store, name: str) -> int:
    made = store[Members].register(f"telegram:{name}", name, direct=None, at=NOW)
    store[Members].join(made, 1, Circle.ENGAGED, NOW)
    return made.id


def test_numbers_go_on_and_the_audience_is_kept(store: Store, announcement: Announcement) -> None:
    again = add(store, announcement.community_id)

    assert (announcement.number, again.number) == (1, 2)
    assert again.audience == Audience(circles=["engaged"], events=[12])
    assert again.status == AnnouncementStatus(AnnouncementState.DRAFT)


def test_the_approvals_of_two_merged_gardeners_become_one(
    store: Store, announcement: Announcement
) -> None:
    ana, luc = member(store, "ana"), member(store, "luc")
    approvals = Approval(Seat.TERRITORY, ana), Approval(Seat.REGION, luc)
    status = AnnouncementStatus(AnnouncementState.PLANNED, *approvals)
    store[Announcements].become(announcement, status)

    store[Announcements].merge(ana, luc)

    assert announcement.status == AnnouncementStatus(AnnouncementState.SUBMITTED, approvals[0])


def test_an_occurrence_begins_once(store: Store, announcement: Announcement) -> None:
    store[AnnouncementRuns].begin(announcement, NOW, people=1, rooms=0)

    with pytest.raises(IntegrityError), store.savepoint():
        store[AnnouncementRuns].begin(announcement, NOW, people=1, rooms=0)


def test_waiting_messages_are_paused_and_resumed(store: Store, announcement: Announcement) -> None:
    runs, mailings = store[AnnouncementRuns], store[Mailings]
    run = runs.begin(announcement, NOW, people=3, rooms=0)
    mailing = mailings.add(1, "announcement", {"words": "Words"}, NOW, audience={})
    run.mailing_id = mailing.id
    rows = [
        store[Outbox].put(
            room=f"telegram:{n}",
            priority=Priority.DIGEST,
            at=NOW,
            locale="fr",
            zone="UTC",
            mailing_id=mailing.id,
            member_id=None,
        )
        for n in range(3)
    ]
    store[Outbox].sending(rows[:1])

    runs.pause(run, NOW)
    assert mailings.states(mailing.id) == {DeliveryState.SENDING: 1, DeliveryState.PAUSED: 2}
    assert mailings.unfinished() == []
    assert store[Outbox].next_for("telegram", NOW, without=(), most=9) == []
    runs.resume(run)
    assert mailings.states(mailing.id) == {DeliveryState.SENDING: 1, DeliveryState.WAITING: 2}
    assert list(mailings.unfinished()) == [mailing]
    store[Outbox].sent(rows[:1], "1", NOW)
    runs.end(run, RunState.STOPPED, NOW)

    assert mailings.states(mailing.id) == {DeliveryState.SENT: 1}
    assert mailings.unfinished() == []
    assert (run.state, run.delivered, run.waiting) == (RunState.STOPPED, 1, 0)


def test_messages_to_rooms_are_paused_resumed_and_dropped(
    store: Store, announcement: Announcement
) -> None:
    runs, outbox, later = store[AnnouncementRuns], store[Outbox], NOW + timedelta(minutes=1)
    run = runs.begin(announcement, NOW, people=0, rooms=2)
    leaving, waiting = (put(store, f"telegram:-{n}") for n in range(2))
    runs.post(run, [RoomPost(row, "telegram", "community") for row in (leaving, waiting)])
    outbox.sending([leaving])

    runs.pause(run, NOW)
    assert outbox.next_for("telegram", NOW, without=(), most=9) == []
    outbox.later([leaving], later, count=False)
    assert outbox.next_for("telegram", later, without=(), most=9) == [], "nor what was on its way"
    runs.resume(run)
    due = outbox.next_for("telegram", later, without=(), most=9)
    outbox.sending([leaving])
    runs.end(run, RunState.STOPPED, NOW)
    outbox.later([leaving], later, count=False)
    runs.count(run)

    assert [each.id for each in due] == [leaving, waiting]
    assert outbox.next_for("telegram", later, without=(), most=9) == []
    assert [each.state for each in run.posts] == [None, None]


def test_people_whose_message_is_not_queued_yet_are_waited_for(
    store: Store, announcement: Announcement
) -> None:
    run = store[AnnouncementRuns].begin(announcement, NOW, people=3, rooms=0)
    run.mailing_id = store[Mailings].add(1, "announcement", {}, NOW, audience={}).id
    one = put(store, "telegram:1", mailing_id=run.mailing_id, member_id=None)
    store[Outbox].sent([one], "1", NOW)
    store[AnnouncementRuns].count(run)

    assert (run.delivered, run.waiting) == (1, 2)


def test_a_delivery_in_doubt_is_counted(store: Store, announcement: Announcement) -> None:
    run = store[AnnouncementRuns].begin(announcement, NOW, people=2, rooms=0)
    run.mailing_id = store[Mailings].add(1, "announcement", {}, NOW, audience={}).id
    one, other = (
        put(store, f"telegram:{n}", mailing_id=run.mailing_id, member_id=None) for n in range(2)
    )
    store[Outbox].sent([one], "1", NOW)
    store[UncertainDeliveries].doubt([other], NOW)
    store[AnnouncementRuns].count(run)

    assert (run.delivered, run.uncertain, run.waiting) == (1, 1, 0)
    assert run.progress.unreachable == 0


def test_the_result_in_a_room_outlives_its_delivery(
    store: Store, announcement: Announcement
) -> None:
    runs = store[AnnouncementRuns]
    run = runs.begin(announcement, NOW, people=0, rooms=3)
    rows = [put(store, f"telegram:-{n}") for n in range(3)]
    runs.post(run, [RoomPost(row, "telegram", "community") for row in rows])
    before = run.waiting
    store[Outbox].sent(rows[:1], "1", NOW)
    store[Outbox].fail(rows[1:2], "refused", NOW)
    known = runs.count(run)
    store[Outbox].let_go(rows[:2])
    runs.end(run, RunState.STOPPED, NOW)

    assert (before, known, run.waiting) == (3, True, 0)
    assert [each.state for each in run.posts] == ["sent", "failed", None]
    assert store[Outbox].next_for("telegram", NOW, without=(), most=9) == []
    assert runs.ending() == []


def test_whom_a_person_told_for_one_seat_counts_for_the_other_one(
    store: Store, announcement: Announcement
) -> None:
    ana, luc, zoe = (member(store, each) for each in ("ana", "luc", "zoe"))
    alone = AnnouncementStatus(AnnouncementState.PLANNED, Approval(Seat.TERRITORY, ana))
    store[Announcements].become(announcement, alone)
    run = store[AnnouncementRuns].begin(announcement, NOW, people=1, rooms=0)
    store[ToldPeople].add(run, announcement, Told({zoe}))
    told = store[ToldPeople].since
    here, elsewhere = announcement.community_id, new_community(store, "sol").id

    assert told(here, Seat.TERRITORY, luc, NOW).members == {zoe}
    assert told(here, Seat.REGION, ana, NOW).members == {zoe}
    assert told(here, Seat.REGION, luc, NOW).members == set()
    assert told(elsewhere, Seat.TERRITORY, ana, NOW).members == set()

    store[AnnouncementRuns].end(run, RunState.DONE, NOW)
    week = [told(here, Seat.TERRITORY, ana, NOW + timedelta(days=each)).members for each in (6, 7)]
    assert week == [{zoe}, set()]


def put(store: Store, room: str, **values: int | None) -> int:
    return store[Outbox].put(
        room=room, priority=Priority.ANNOUNCEMENT, at=NOW, locale="fr", zone="UTC", **values
    )
