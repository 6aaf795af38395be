"""The two approvals of the digest: its states, who may change them, and how.

A `DigestStatus` is a digest at an instant. Each act returns the next one, or raises the `Refusal`
that explains why not. A seat is *unattended* while its holder is away without a deputy: the other
seat's approval is then enough, and the digest says so in its foot.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zlib import crc32

from bot.domain.dates.recurrence import Weekly, parse_rule
from bot.domain.refusals import Refusal
from bot.domain.roles import Hand, Seat

REMINDED_BEFORE = timedelta(hours=2)
"""Time before sending at which a missing approval is asked for."""
CATCH_UP = timedelta(hours=12)
"""How late an approved digest still goes out by itself, after the program was down."""
LATE_APPROVAL = timedelta(days=3)
"""How late a missed digest can still be sent by hand."""
LONGEST_TITLE = 120
ROOM_LINES = 7
ROOM_LINE = 200


class NothingToSend(Refusal):
    """There is no news for this letter yet."""


class AlreadySubmitted(Refusal):
    """This letter is submitted already."""


class NotSubmitted(Refusal):
    """This letter is not submitted: it is still a draft."""


class AlreadyApproved(Refusal):
    """This letter is approved already."""


class OwnSubmission(Refusal):
    """You submitted this letter yourself: the other key is not yours."""


class OtherSeatNeeded(Refusal):
    """This letter was submitted from your seat: the other key belongs to the other seat."""


class SeatNeeded(Refusal):
    """The two keys of the letter belong to the two gardeners, and to nobody else."""


class NotMissed(Refusal):
    """This letter goes out at its time."""


class TooLate(Refusal):
    """It is too late for that letter. What was in it waits for the next one."""


class NotInLetter(Refusal):
    """There is no news {number} in this letter."""


class TitleTooLong(Refusal):
    """This title is too long: {most} characters at most."""


class NothingToTitle(Refusal):
    """There is nothing to read in this title."""


class DigestState(StrEnum):
    """States of a digest."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENT = "sent"
    SKIPPED = "skipped"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval: its seat, and in which capacity; an erased person's has no member."""

    seat: Seat
    member_id: int | None
    hand: Hand = Hand.HOLDER


@dataclass(frozen=True, slots=True)
class DigestStatus:
    """A digest at an instant. A missed one keeps its keys, for a late one to join them."""

    state: DigestState
    due: datetime | None = None
    submitted: Approval | None = None
    approved: Approval | None = None

    def submit(
        self, approval: Approval, *, items: int, unattended: Collection[Seat] = ()
    ) -> "DigestStatus":
        """Give the first approval; it is the only one if the other seat is unattended."""
        if self.submitted is not None:
            raise AlreadySubmitted
        if not items:
            raise NothingToSend
        approved = replace(self, state=self._or_missed(DigestState.SUBMITTED), submitted=approval)
        alone = approval.seat.other in unattended
        return approved.approve(approval, unattended=unattended) if alone else approved

    def approve(self, approval: Approval, *, unattended: Collection[Seat] = ()) -> "DigestStatus":
        """Give the second approval: another person's, from the other seat if it is attended."""
        if self.submitted is None:
            raise NotSubmitted
        if self.approved is not None:
            raise AlreadyApproved
        if approval.seat is self.submitted.seat and approval.seat.other in unattended:
            return self._without_seat(approval.seat.other)
        if approval.member_id == self.submitted.member_id:
            raise OwnSubmission
        if approval.seat is self.submitted.seat:
            raise OtherSeatNeeded
        return replace(self, state=self._or_missed(DigestState.APPROVED), approved=approval)

    def add(self) -> "DigestStatus":
        """Add an item: one approval goes back to draft, two are kept."""
        return self.reopen() if self.state is DigestState.SUBMITTED else self

    def reopen(self) -> "DigestStatus":
        """Withdraw the approvals: something changed, or must change."""
        if self.submitted is None:
            raise NotSubmitted
        return replace(
            self, state=self._or_missed(DigestState.DRAFT), submitted=None, approved=None
        )

    def forget_approval(self) -> "DigestStatus":
        """Withdraw the second approval: it was the same person's as the first."""
        return replace(self, state=self._or_missed(DigestState.SUBMITTED), approved=None)

    def send_late(
        self, approval: Approval, now: datetime, *, unattended: Collection[Seat] = ()
    ) -> "DigestStatus":
        """Send a missed digest after all, with the missing approval if there was one."""
        if self.state is not DigestState.MISSED:
            raise NotMissed
        if self.is_past(now):
            raise TooLate
        approved = (
            self if self.has_both_approvals else self.approve(approval, unattended=unattended)
        )
        return approved.end(DigestState.SENT)

    def end(self, state: DigestState) -> "DigestStatus":
        """Mark the digest as sent, skipped or missed."""
        return replace(self, state=state)

    @property
    def has_both_approvals(self) -> bool:
        """True if two persons, on both seats, approved it."""
        return self.submitted is not None and self.approved is not None

    def is_past(self, now: datetime) -> bool:
        """True if a missed digest is given up: its items go into the next one."""
        missed = self.state is DigestState.MISSED
        return missed and (self.due is None or now > self.due + LATE_APPROVAL)

    @property
    def takes_more(self) -> bool:
        """True if an item added now is in it, and not in the next one."""
        return self.submitted is None

    @property
    def missing_seats(self) -> Sequence[Seat]:
        """Seats whose approval is missing, in any order."""
        if self.submitted is None:
            return tuple(Seat)
        return () if self.approved is not None else (self.submitted.seat.other,)

    def may_be_approved_from(self, seat: Seat, unattended: Collection[Seat]) -> bool:
        """True if an approval from this seat would be the second one."""
        if self.submitted is None or self.approved is not None:
            return False
        return seat in self.missing_seats or seat.other in unattended

    def _without_seat(self, seat: Seat) -> "DigestStatus":
        """Approve it without the seat that is unattended."""
        state = self._or_missed(DigestState.APPROVED)
        return replace(self, state=state, approved=Approval(seat, None, Hand.NOBODY))

    def _or_missed(self, state: DigestState) -> DigestState:
        return self.state if self.state is DigestState.MISSED else state


def approval_of(
    member_id: int, hands: Mapping[Seat, Hand], submitted: Approval | None = None
) -> Approval:
    """The approval that a person may give; if they act for both seats, the missing one."""
    if not hands:
        raise SeatNeeded
    free = sorted(seat for seat in hands if submitted is None or seat is not submitted.seat)
    seat = (free or sorted(hands))[0]
    return Approval(seat, member_id, hands[seat])


def fits_in_a_room(lengths: Sequence[int]) -> bool:
    """True if a digest with lines of these lengths is shown whole in a shared room."""
    return len(lengths) <= ROOM_LINES and all(length <= ROOM_LINE for length in lengths)


def fingerprint(title: str, numbers: Sequence[int]) -> int:
    """Nine digits by which a button recognises the content that was read."""
    return crc32(f"{title}\n{','.join(map(str, numbers))}".encode()) % 10**9


def reordered(present: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """The numbers asked for first, in that order, then the others as they were."""
    for number in wanted:
        if number not in present:
            raise NotInLetter(number=number)
    first = list(dict.fromkeys(wanted))
    return [*first, *(number for number in present if number not in first)]


def read_title(typed: str) -> str:
    """A title on one line."""
    title = " ".join(typed.split())
    if not any(letter.isalnum() for letter in title):
        raise NothingToTitle
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong(most=LONGEST_TITLE)
    return title


def schedule_key(community_id: int) -> str:
    """The schedule of a community's digest."""
    return f"digest/{community_id}"


def digest_plans(community_id: int, rule: str) -> dict[str, tuple[str, Weekly] | None]:
    """By schedule: the job and the rule to plan for a digest, or None where none is wanted."""
    weekly = parse_rule(rule) if rule else None
    keys = (schedule_key(community_id), f"digest-reminder/{community_id}")
    if not isinstance(weekly, Weekly):
        return dict.fromkeys(keys)
    reminder = weekly.earlier(REMINDED_BEFORE)
    return dict(zip(keys, (("digest", weekly), ("digest-reminder", reminder)), strict=True))
