"""Missed letters, absent gardeners, and silence."""

from datetime import timedelta

import pytest

from bot.domain.digest.approvals import (
    LATE_APPROVAL,
    AlreadyApproved,
    Approval,
    DigestState,
    NotSubmitted,
    OtherSeatNeeded,
    OwnSubmission,
    StillTimeToAnswer,
    approval_of,
)
from bot.domain.roles import Hand, Seat
from tests.domain.digest.approvals import ANA, APPROVED, DRAFT, DUE, LUC, MISSED, SUBMITTED


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


def test_a_holder_of_both_seats_gives_the_remaining_approval() -> None:
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


def test_an_absent_gardener_may_still_approve() -> None:
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
