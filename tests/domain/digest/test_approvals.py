"""Both approvals of the digest: who may give them, and what becomes of it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates.recurrence.recurrence import Before, Recurring, next_due
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
    StillTimeToAnswer,
    TooLate,
    approval_of,
)
from bot.domain.digest.contents import (
    Changes,
    NothingToTitle,
    NotInLetter,
    Part,
    TitleTooLong,
    WordsTooLong,
    changes_since,
    checksums,
    fingerprint,
    fits_in_a_room,
    moved_by,
    read_greeting,
    read_introduction,
    read_title,
    reordered,
)
from bot.domain.digest.schedule import REMINDED_BEFORE, digest_plans
from bot.domain.refusals import Refusal
from bot.domain.roles import Hand, Seat

PARIS = ZoneInfo("Europe/Paris")
DUE = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
ANA, LUC = Approval(Seat.TERRITORY, 1), Approval(Seat.REGION, 2)
DRAFT = DigestStatus(DigestState.DRAFT, DUE)
SUBMITTED = DRAFT.submit(ANA, items=2)
APPROVED = SUBMITTED.approve(LUC)
MISSED = SUBMITTED.end(DigestState.MISSED)

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
def test_what_cannot_be_is_refused(act: Callable[[], object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        act()


def test_a_correction_takes_both_keys_back() -> None:
    assert APPROVED.reopen() == DRAFT
    assert SUBMITTED.reopen() == DRAFT


def test_an_item_that_joins_reopens_what_one_has_seen_and_leaves_what_two_have() -> None:
    assert SUBMITTED.add() == DRAFT
    assert APPROVED.add() == APPROVED
    assert MISSED.add() == MISSED
    assert DRAFT.takes_more
    assert not APPROVED.takes_more


def test_a_missed_digest_waits_three_days_for_its_key() -> None:
    late = MISSED.send_late(LUC, DUE + LATE_APPROVAL)

    assert (late.state, late.approved) == (DigestState.SENT, LUC)
    assert not MISSED.is_past(DUE + LATE_APPROVAL)
    assert MISSED.is_past(DUE + LATE_APPROVAL + timedelta(seconds=1))
    assert not APPROVED.is_past(DUE + 2 * LATE_APPROVAL)


def test_a_missed_digest_with_both_keys_may_be_sent_by_either() -> None:
    missed = APPROVED.end(DigestState.MISSED)

    assert missed.send_late(ANA, DUE) == APPROVED.end(DigestState.SENT)
    assert missed.send_late(LUC, DUE) == APPROVED.end(DigestState.SENT)


def test_a_missed_draft_can_still_get_both_keys() -> None:
    submitted = DRAFT.end(DigestState.MISSED).submit(LUC, items=1)

    assert submitted.state is DigestState.MISSED
    assert submitted.send_late(ANA, DUE).state is DigestState.SENT


def test_whoever_holds_both_seats_turns_the_key_that_is_left() -> None:
    both = dict.fromkeys(Seat, Hand.HOLDER)

    assert approval_of(1, both, Approval(Seat.REGION, 2)) == Approval(Seat.TERRITORY, 1)
    assert approval_of(1, both, Approval(Seat.TERRITORY, 2)) == Approval(Seat.REGION, 1)
    assert approval_of(1, {Seat.REGION: Hand.HOLDER}, Approval(Seat.REGION, 2)) == Approval(
        Seat.REGION, 1
    )


def test_one_key_is_enough_while_the_other_seat_is_unattended() -> None:
    alone = DRAFT.submit(LUC, items=1, unattended=[Seat.TERRITORY])
    begun_before = DRAFT.submit(LUC, items=1).approve(LUC, unattended=[Seat.TERRITORY])

    assert alone == begun_before
    assert alone.state is DigestState.APPROVED
    assert alone.approved == Approval(Seat.TERRITORY, None, Hand.NOBODY)
    assert alone.has_both_approvals
    assert alone.reopen() == DRAFT


def test_who_is_away_may_still_approve() -> None:
    assert SUBMITTED.approve(LUC, unattended=[Seat.REGION]) == APPROVED


def test_a_deputys_key_is_the_seats() -> None:
    zoe = Approval(Seat.TERRITORY, 3, Hand.DEPUTY)

    assert DRAFT.submit(zoe, items=1).approve(LUC).submitted == zoe
    assert DRAFT.submit(LUC, items=1).approve(zoe).approved == zoe
    with pytest.raises(OtherSeatNeeded):
        SUBMITTED.approve(zoe)


def test_a_missed_digest_goes_out_with_one_key_while_the_other_seat_is_unattended() -> None:
    missed = DRAFT.submit(LUC, items=1).end(DigestState.MISSED)

    late = missed.send_late(LUC, DUE, unattended=[Seat.TERRITORY])

    assert (late.state, late.approved) == (
        DigestState.SENT,
        Approval(Seat.TERRITORY, None, Hand.NOBODY),
    )


def test_one_key_is_enough_once_the_other_seat_was_silent_for_its_hours() -> None:
    at = DUE - timedelta(days=3)
    submitted = DRAFT.submit(ANA, items=1, at=at)

    alone = submitted.approve_alone(at + timedelta(hours=48), 48)

    assert submitted.alone_at(48) == at + timedelta(hours=48)
    assert alone.state is DigestState.APPROVED
    assert alone.approved == Approval(Seat.REGION, None, Hand.SILENT)
    assert alone.alone_at(48) is None
    assert alone.reopen() == DRAFT
    for hours, later in ((48, timedelta(hours=47)), (0, timedelta(days=9))):
        with pytest.raises(StillTimeToAnswer):
            submitted.approve_alone(at + later, hours)
    with pytest.raises(NotSubmitted):
        DRAFT.approve_alone(DUE, 48)
    with pytest.raises(AlreadyApproved):
        APPROVED.approve_alone(DUE, 48)


def test_a_missed_digest_goes_out_with_one_key_after_silence() -> None:
    missed = DRAFT.submit(ANA, items=1, at=DUE - timedelta(hours=1)).end(DigestState.MISSED)

    with pytest.raises(OwnSubmission):
        missed.send_late(ANA, DUE, hours=24)
    late = missed.send_late(ANA, DUE + timedelta(hours=23), hours=24)

    assert (late.state, late.approved) == (
        DigestState.SENT,
        Approval(Seat.REGION, None, Hand.SILENT),
    )
    assert missed.send_late(LUC, DUE + timedelta(hours=23), hours=24).approved == LUC


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
def test_the_second_key_is_of_the_other_seat_or_of_whoever_is_left(
    status: DigestStatus, unattended: set[Seat], may: set[Seat]
) -> None:
    assert {seat for seat in Seat if status.may_be_approved_from(seat, unattended)} == may


def test_the_other_key_is_lost_when_two_people_turn_out_to_be_one() -> None:
    assert APPROVED.forget_approval() == SUBMITTED


def test_the_order_asked_for_comes_first() -> None:
    assert reordered([1, 2, 3, 4], [4, 2]) == [4, 2, 1, 3]
    assert reordered([1, 2], [2, 2]) == [2, 1]


def test_a_fingerprint_follows_words_and_order_and_fits_a_button() -> None:
    title, one, two = Part("title", "T"), Part("news-1", "Un"), Part("news-2", "Deux")
    shown = [[one, two], [two, one], [title, one, two], [Part("news-1", "Une"), two], [one], []]

    seen = {fingerprint(each) for each in shown}

    assert len(seen) == len(shown)
    assert all(0 <= each < 10**9 for each in seen)


def test_changes_tell_what_is_new_gone_reworded_or_moved() -> None:
    one, two, three = Part("news-1", "Un"), Part("news-2", "Deux"), Part("news-3", "Trois")
    noted = checksums([one, two])

    assert not changes_since(noted, [one, two])
    assert changes_since(noted, [one, two, three]) == Changes(["news-3"], [], [], moved=False)
    assert changes_since(noted, [two]) == Changes([], ["news-1"], [], moved=False)
    assert changes_since(noted, [two, one]) == Changes([], [], [], moved=True)
    assert changes_since(noted, [Part("news-1", "1"), two]) == Changes(
        [], [], ["news-1"], moved=False
    )


@pytest.mark.parametrize(
    ("key", "steps", "order"),
    [
        ("b", -1, "bac"),
        ("b", 1, "acb"),
        ("a", -1, "abc"),
        ("c", 5, "abc"),
        ("a", 9, "bca"),
        ("x", 1, "abc"),
    ],
)
def test_an_item_moves_and_stays_within_the_letter(key: str, steps: int, order: str) -> None:
    assert moved_by("abc", key, steps) == list(order)


def test_a_dash_alone_removes_a_greeting() -> None:
    assert read_greeting(" – ") == ""
    assert read_greeting(" Bonjour \n à  vous ") == "Bonjour\nà vous"
    with pytest.raises(WordsTooLong):
        read_greeting("x" * 201)
    assert read_introduction("x" * 600)


def test_seven_plain_lines_fit_in_a_room() -> None:
    assert fits_in_a_room([200] * 7)
    assert not fits_in_a_room([1] * 8)
    assert not fits_in_a_room([201])


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
