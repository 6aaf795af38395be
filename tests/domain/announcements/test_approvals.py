"""The right to send an announcement alone, and to approve it."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.announcements import (
    MOST_ALONE,
    SIZE_HOLDS,
    AnnouncementNotSubmitted,
    AnnouncementState,
    AnnouncementStatus,
    AnnouncementSubmitted,
    OnlyGardenersAnnounce,
    OtherApprovalNeeded,
    OwnAnnouncement,
    announcing_approval,
    is_large,
    known_size,
)
from bot.domain.digest.approvals import Approval
from bot.domain.roles import Hand, Seat

ANA, ANAS_DEPUTY = Approval(Seat.TERRITORY, 1), Approval(Seat.TERRITORY, 3, Hand.DEPUTY)
LUC, LUCS_DEPUTY = Approval(Seat.REGION, 2), Approval(Seat.REGION, 4, Hand.DEPUTY)
NOBODY = Approval(Seat.REGION, None, Hand.NOBODY)
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
DRAFT = AnnouncementStatus(AnnouncementState.DRAFT)
SUBMITTED = AnnouncementStatus(AnnouncementState.SUBMITTED, ANA)


@pytest.mark.parametrize(
    ("people", "rooms", "large"),
    [
        (0, [], False),
        (MOST_ALONE, [], False),
        (MOST_ALONE + 1, [], True),
        (0, [MOST_ALONE], False),
        (3, [20, MOST_ALONE - 23], False),
        (3, [20, MOST_ALONE - 22], True),
        (0, [None], True),
        (3, [1, None], True),
    ],
)
def test_more_than_fifty_people_or_a_room_of_unknown_size_need_both(
    people: int,
    rooms: list[int | None],
    large: bool,  # noqa: FBT001
) -> None:
    assert is_large(people, rooms=rooms) is large


@pytest.mark.parametrize(
    ("members", "counted_at", "size"),
    [
        (12, NOW, 12),
        (12, NOW - SIZE_HOLDS, 12),
        (12, NOW - SIZE_HOLDS - timedelta(seconds=1), None),
        (None, NOW, None),
        (None, None, None),
    ],
    ids=["just counted", "a week ago", "too long ago", "not told", "never counted"],
)
def test_a_count_is_relied_on_for_a_week(
    members: int | None, counted_at: datetime | None, size: int | None
) -> None:
    assert known_size(members, counted_at, NOW) == size


@pytest.mark.parametrize(
    ("large", "unattended", "state", "approved"),
    [
        (False, (), AnnouncementState.PLANNED, None),
        (True, (), AnnouncementState.SUBMITTED, None),
        (True, (Seat.REGION,), AnnouncementState.PLANNED, NOBODY),
        (True, (Seat.TERRITORY,), AnnouncementState.SUBMITTED, None),
    ],
    ids=["small", "large", "the other is away", "the own holder is away"],
)
def test_a_submitted_announcement_is_planned_or_waits_for_the_other_seat(
    large: bool,  # noqa: FBT001
    unattended: Collection[Seat],
    state: AnnouncementState,
    approved: Approval | None,
) -> None:
    status = DRAFT.submit(ANA, is_large=large, unattended=unattended)

    assert status == AnnouncementStatus(state, ANA, approved)


@pytest.mark.parametrize("approval", [LUC, LUCS_DEPUTY], ids=["holder", "deputy"])
def test_the_other_seat_approves(approval: Approval) -> None:
    assert SUBMITTED.approve(approval) == AnnouncementStatus(
        AnnouncementState.PLANNED, ANA, approval
    )


@pytest.mark.parametrize(
    ("status", "approval", "refusal"),
    [
        (DRAFT, LUC, AnnouncementNotSubmitted),
        (SUBMITTED, ANA, OwnAnnouncement),
        (SUBMITTED, ANAS_DEPUTY, OtherApprovalNeeded),
        (SUBMITTED, Approval(Seat.REGION, 1), OwnAnnouncement),
        (SUBMITTED.approve(LUC), LUC, AnnouncementNotSubmitted),
    ],
    ids=["draft", "own", "same side", "both seats", "twice"],
)
def test_an_approval_from_any_other_person_is_refused(
    status: AnnouncementStatus, approval: Approval, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        status.approve(approval)


def test_the_approval_of_an_unattended_seat_is_not_needed() -> None:
    approved = SUBMITTED.approve(ANA, unattended=[Seat.REGION])

    assert (approved.state, approved.approved) == (AnnouncementState.PLANNED, NOBODY)


def test_only_a_seat_gives_an_approval() -> None:
    both = {Seat.TERRITORY: Hand.HOLDER, Seat.REGION: Hand.DEPUTY}

    assert announcing_approval(1, both, ANA) == Approval(Seat.REGION, 1, Hand.DEPUTY)
    with pytest.raises(OnlyGardenersAnnounce):
        announcing_approval(9, {})


def test_an_announcement_is_submitted_once_and_a_change_asks_again() -> None:
    with pytest.raises(AnnouncementSubmitted):
        SUBMITTED.submit(ANA, is_large=True)
    assert SUBMITTED.approve(LUC).reopen() == DRAFT
    assert SUBMITTED.approve(LUC).ask_again() == SUBMITTED


@pytest.mark.parametrize(
    ("status", "seat", "unattended", "may"),
    [
        (SUBMITTED, Seat.REGION, (), True),
        (SUBMITTED, Seat.TERRITORY, (), False),
        (SUBMITTED, Seat.TERRITORY, (Seat.REGION,), True),
        (DRAFT, Seat.REGION, (), False),
        (SUBMITTED.approve(LUC), Seat.REGION, (), False),
    ],
)
def test_an_announcement_may_be_approved_once_and_from_the_right_seat(
    status: AnnouncementStatus,
    seat: Seat,
    unattended: Collection[Seat],
    may: bool,  # noqa: FBT001
) -> None:
    assert status.may_be_approved_from(seat, unattended) is may
