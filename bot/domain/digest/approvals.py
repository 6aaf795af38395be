"""The two approvals of the digest: its states, who may change them, and how.

A `DigestStatus` is a digest at an instant. Each act returns the next one, or raises the `Refusal`
that explains why not. A seat is *unattended* while its holder is away without a deputy: the other
seat's approval is then enough, and the digest says so in its foot. So it is, in communities that
chose so, once the other seat has been silent for a number of hours.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Hand, Seat

LATE_APPROVAL = timedelta(days=3)
"""Time after its due time in which a missed digest can still be sent by hand."""


class NothingToSend(Refusal):
    """There is no news for this letter yet: add some first."""


class AlreadySubmitted(Final):
    """This letter is already submitted."""


class NotSubmitted(Final):
    """This letter is not submitted: it is still a draft, to change and submit."""


class AlreadyApproved(Final):
    """This letter is already approved."""


class OwnSubmission(Final):
    """You submitted this letter yourself: someone else has to approve it."""


class OtherSeatNeeded(Refusal):
    """This letter was submitted from your side: the other side has to approve it."""


class SeatNeeded(Refusal):
    """Only the two gardeners can submit and approve the letter."""


class StillTimeToAnswer(Refusal):
    """The other side still has time to answer."""


class NotMissed(Refusal):
    """This letter goes out at its time."""


class TooLate(Final):
    """It is too late for that letter. Its news will be in the next one."""


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


def second_approval(
    first: Approval,
    given: Approval,
    *,
    unattended: Collection[Seat],
    own: type[Refusal],
    same_side: type[Refusal],
) -> Approval:
    """The approval that completes `first`: another person's, from the other seat if it is attended.

    Nobody's stands for an unattended seat. Raises `own` where one person would approve twice,
    `same_side` where one seat would.
    """
    if given.seat is first.seat and given.seat.other in unattended:
        return Approval(given.seat.other, None, Hand.NOBODY)
    if given.member_id == first.member_id:
        raise own
    if given.seat is first.seat:
        raise same_side
    return given


@dataclass(frozen=True, slots=True)
class DigestStatus:
    """A digest at an instant."""

    state: DigestState
    due: datetime | None = None
    """Time at which it is sent; None if none is planned."""
    submitted: Approval | None = None
    """The first approval; a missed digest keeps it."""
    approved: Approval | None = None
    """The second approval."""
    submitted_at: datetime | None = None
    """Time of the first approval; from then on the other seat is waited for."""

    def submit(
        self,
        approval: Approval,
        *,
        items: int,
        unattended: Collection[Seat] = (),
        at: datetime | None = None,
    ) -> "DigestStatus":
        """Give the first approval; it is the only one if the other seat is unattended."""
        if self.submitted is not None:
            raise AlreadySubmitted
        if not items:
            raise NothingToSend
        state = self._or_missed(DigestState.SUBMITTED)
        approved = replace(self, state=state, submitted=approval, submitted_at=at)
        alone = approval.seat.other in unattended
        return approved.approve(approval, unattended=unattended) if alone else approved

    def approve(self, approval: Approval, *, unattended: Collection[Seat] = ()) -> "DigestStatus":
        """Give the second approval: another person's, from the other seat if it is attended."""
        if self.submitted is None:
            raise NotSubmitted
        if self.approved is not None:
            raise AlreadyApproved
        second = second_approval(
            self.submitted,
            approval,
            unattended=unattended,
            own=OwnSubmission,
            same_side=OtherSeatNeeded,
        )
        return replace(self, state=self._or_missed(DigestState.APPROVED), approved=second)

    def approve_alone(self, now: datetime, hours: int) -> "DigestStatus":
        """Approve it by its first approval only: the other seat was silent for so many hours."""
        if self.submitted is None:
            raise NotSubmitted
        if self.approved is not None:
            raise AlreadyApproved
        alone_at = self.alone_at(hours)
        if alone_at is None or now < alone_at:
            raise StillTimeToAnswer
        silent = Approval(self.submitted.seat.other, None, Hand.SILENT)
        return replace(self, state=self._or_missed(DigestState.APPROVED), approved=silent)

    def add(self) -> "DigestStatus":
        """Add an item: one approval goes back to draft, two are kept."""
        return self.reopen() if self.state is DigestState.SUBMITTED else self

    def reopen(self) -> "DigestStatus":
        """Withdraw the approvals: something changed, or must change."""
        if self.submitted is None:
            raise NotSubmitted
        return replace(
            self,
            state=self._or_missed(DigestState.DRAFT),
            submitted=None,
            approved=None,
            submitted_at=None,
        )

    def forget_approval(self) -> "DigestStatus":
        """Withdraw the second approval: it was the same person's as the first."""
        return replace(self, state=self._or_missed(DigestState.SUBMITTED), approved=None)

    def send_late(
        self,
        approval: Approval,
        now: datetime,
        *,
        unattended: Collection[Seat] = (),
        hours: int = 0,
    ) -> "DigestStatus":
        """Send a missed digest after all, with the missing approval if there was one.

        Its first approval is enough if the other seat was silent for so many `hours`.
        """
        if self.state is not DigestState.MISSED:
            raise NotMissed
        if self.is_past(now):
            raise TooLate
        if self.has_both_approvals:
            return self.end(DigestState.SENT)
        if self.submitted is not None and approval.seat is self.submitted.seat:
            alone_at = self.alone_at(hours)
            if alone_at is not None and now >= alone_at:
                return self.approve_alone(now, hours).end(DigestState.SENT)
        return self.approve(approval, unattended=unattended).end(DigestState.SENT)

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

    def alone_at(self, hours: int) -> datetime | None:
        """Time from which one approval is enough, if a seat has so many hours; 0: never."""
        if not hours or self.submitted_at is None or self.approved is not None:
            return None
        return self.submitted_at + timedelta(hours=hours)

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
