"""Approvals of the letter by two gardeners, for any acts at any times."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates.recurrence import Before, Recurring, next_due
from bot.domain.digest.approvals import (
    LATE_APPROVAL,
    AlreadyApproved,
    AlreadySubmitted,
    Approval,
    DigestState,
    DigestStatus,
    NothingToSend,
    NotMissed,
    NotSubmitted,
    OtherSeatNeeded,
    OwnSubmission,
    SeatNeeded,
    TooLate,
    approval_of,
)
from bot.domain.digest.contents import (
    REMINDED_BEFORE,
    NothingToTitle,
    NotInLetter,
    TitleTooLong,
    digest_plans,
    read_title,
    reordered,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Hand, Seat
from tests.domain.digest.approvals import ANA, APPROVED, DRAFT, DUE, LUC, MISSED, SUBMITTED

PARIS = ZoneInfo("Europe/Paris")
Action = Callable[[DigestStatus, datetime, int], DigestStatus]
ACTIONS: dict[str, Action] = {
    "ana submits": lambda status, now, _: status.submit(ANA, items=1, at=now),
    "luc submits": lambda status, now, _: status.submit(LUC, items=1, at=now),
    "ana approves": lambda status, _now, _hours: status.approve(ANA),
    "luc approves": lambda status, _now, _hours: status.approve(LUC),
    "time": lambda status, now, hours: status.approve_alone(now, hours),
    "a change": lambda status, _now, _hours: status.reopen(),
    "missed": lambda status, _now, _hours: status.end(DigestState.MISSED),
    "ana sends": lambda status, now, hours: status.send_late(ANA, now, hours=hours),
    "luc sends": lambda status, now, hours: status.send_late(LUC, now, hours=hours),
}
ACTS = sorted(ACTIONS)


def test_two_keys_bring_a_draft_to_approval() -> None:
    assert [each.state for each in (DRAFT, SUBMITTED, APPROVED)] == [
        "draft",
        "submitted",
        "approved",
    ]
    assert [each.has_both_approvals for each in (DRAFT, SUBMITTED, APPROVED)] == [
        False,
        False,
        True,
    ]
    assert [set(each.missing_seats) for each in (DRAFT, SUBMITTED, APPROVED)] == [
        set(Seat),
        {Seat.REGION},
        set(),
    ]


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        pytest.param(lambda: DRAFT.submit(ANA, items=0), NothingToSend, id="empty"),
        pytest.param(
            lambda: SUBMITTED.submit(LUC, items=2), AlreadySubmitted, id="submitted twice"
        ),
        pytest.param(lambda: DRAFT.approve(LUC), NotSubmitted, id="approved as a draft"),
        pytest.param(lambda: SUBMITTED.approve(ANA), OwnSubmission, id="both by one person"),
        pytest.param(
            lambda: SUBMITTED.approve(Approval(Seat.REGION, 1)),
            OwnSubmission,
            id="one on both seats",
        ),
        pytest.param(
            lambda: SUBMITTED.approve(Approval(Seat.TERRITORY, 2)),
            OtherSeatNeeded,
            id="the same seat",
        ),
        pytest.param(lambda: APPROVED.approve(LUC), AlreadyApproved, id="approved twice"),
        pytest.param(DRAFT.reopen, NotSubmitted, id="corrected as a draft"),
        pytest.param(lambda: APPROVED.send_late(LUC, DUE), NotMissed, id="sent before its time"),
        pytest.param(lambda: MISSED.send_late(ANA, DUE), OwnSubmission, id="sent late by oneself"),
        pytest.param(
            lambda: MISSED.send_late(LUC, DUE + LATE_APPROVAL + timedelta(seconds=1)),
            TooLate,
            id="sent after three days",
        ),
        pytest.param(
            lambda: DRAFT.end(DigestState.MISSED).send_late(LUC, DUE),
            NotSubmitted,
            id="not submitted",
        ),
        pytest.param(lambda: approval_of(1, {}), SeatNeeded, id="a cultivator"),
        pytest.param(lambda: reordered([3, 4], [4, 5]), NotInLetter, id="an unknown number"),
        pytest.param(lambda: read_title(" \u200b "), NothingToTitle, id="an empty title"),
        pytest.param(lambda: read_title("x" * 121), TitleTooLong, id="a long title"),
    ],
)
def test_wrong_acts_are_refused(act: Callable[[], object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        act()


def test_a_correction_takes_both_keys_back() -> None:
    assert APPROVED.reopen() == DRAFT
    assert SUBMITTED.reopen() == DRAFT


def test_an_item_that_joins_reopens_a_submitted_digest_and_leaves_an_approved_one() -> None:
    assert SUBMITTED.add() == DRAFT
    assert APPROVED.add() == APPROVED
    assert MISSED.add() == MISSED
    assert DRAFT.takes_more
    assert not APPROVED.takes_more


HOURS = st.integers(0, 96)


@given(
    hours=st.sampled_from([0, 24, 48, 72]), acts=st.lists(st.tuples(HOURS, st.sampled_from(ACTS)))
)
def test_no_digest_is_approved_by_one_person_before_the_other_had_their_hours(
    hours: int, acts: list[tuple[int, str]]
) -> None:
    """For any acts of two gardeners, at any times."""
    status, now = DRAFT, DUE - timedelta(days=30)
    for later, act in acts:
        now += timedelta(hours=later)
        with suppress(Refusal):
            status = ACTIONS[act](status, now, hours)
        if not status.has_both_approvals:
            continue
        assert status.submitted is not None
        assert status.approved is not None
        if status.approved.hand is Hand.SILENT:
            assert hours
            assert status.submitted_at is not None
            assert now >= status.submitted_at + timedelta(hours=hours)
        else:
            assert {status.submitted.member_id, status.approved.member_id} == {1, 2}


@pytest.mark.parametrize(
    ("status", "unattended", "may"),
    [
        (DRAFT, set(), set()),
        (SUBMITTED, set(), {Seat.REGION}),
        (SUBMITTED, {Seat.REGION}, set(Seat)),
        (APPROVED, {Seat.REGION}, set()),
    ],
)
def test_the_second_approval_is_of_the_other_seat_or_of_its_deputy(
    status: DigestStatus, unattended: set[Seat], may: set[Seat]
) -> None:
    assert {seat for seat in Seat if status.may_be_approved_from(seat, unattended)} == may


def test_the_other_key_is_lost_when_two_people_turn_out_to_be_one() -> None:
    assert APPROVED.forget_approval() == SUBMITTED


@pytest.mark.parametrize(
    ("rule", "evening"),
    [("tue 08:00", 840), ("monthly 1tu 17:30", 1410), ("weekly/2 tu 00:00 20261201 moved", 360)],
)
def test_approvals_are_asked_for_in_the_evening_and_two_hours_before(
    rule: str, evening: int
) -> None:
    planned = digest_plans(7, rule)

    assert {key: str(each[1]) for key, each in planned.items() if each} == {
        "digest/7": rule,
        "digest-evening/7": f"before {evening} {rule}",
        "digest-reminder/7": f"before 120 {rule}",
    }
    assert set(digest_plans(7, "").values()) == {None}


@pytest.mark.parametrize("changed", [datetime(2026, 10, 25), datetime(2026, 3, 29)])  # noqa: DTZ001
def test_the_hour_stays_when_clocks_change(changed: datetime) -> None:
    rule = Recurring.weekly(changed.weekday(), time(8))
    eve = (changed - timedelta(days=1)).replace(tzinfo=PARIS)

    due = next_due(rule, PARIS, eve)
    reminder = next_due(Before(rule, REMINDED_BEFORE), PARIS, eve)

    assert due is not None
    assert reminder is not None
    assert due.astimezone(PARIS).replace(tzinfo=None) == changed.replace(hour=8)
    assert due - reminder == REMINDED_BEFORE
