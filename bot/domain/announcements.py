"""The words of an announcement, its approval, and the progress of its sending.

An `AnnouncementStatus` is an announcement at an instant. Each act returns the next one, or raises
the `Refusal` that explains why not. Approvals are those of the letter, deputies and absences
included: a seat that is unattended is done without.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.digest.approvals import Approval, approval_of, second_approval
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Hand, Seat

LONGEST_ANNOUNCEMENT = 2000
"""Maximum length in characters: longer texts belong in the letter."""
_SYMBOL = "📣"


class NothingSaid(Refusal):
    """Write the words of the announcement."""


def read_announcement(typed: str) -> str:
    """The words without needless space; raises `NothingSaid`."""
    lines = [line.strip() for line in typed.strip().splitlines()]
    said = "\n".join(lines).strip()
    if not said:
        raise NothingSaid
    return said


def title_and_body(words: str) -> tuple[str, list[str]]:
    """The first line as title, if several follow each other, and the lines behind it."""
    first, *rest = words.splitlines()
    return (f"{_SYMBOL} {first}", rest) if rest else ("", [f"{_SYMBOL} {first}"])


MOST_ALONE = 50
"""The largest number of people whom one gardener may write to without the other."""
ALONE_COUNTS = timedelta(days=7)
"""Time for which the people told by one gardener alone are counted together."""
SIZE_HOLDS = timedelta(days=7)
"""Time for which a count of a room's members is relied on."""


class AnnouncementSubmitted(Final):
    """This announcement was already submitted."""


class AnnouncementNotSubmitted(Final):
    """This announcement does not wait for an approval."""


class OwnAnnouncement(Final):
    """You submitted this announcement yourself: someone else has to approve it."""


class OtherApprovalNeeded(Refusal):
    """This announcement was submitted from your side: the other side has to approve it."""


class OnlyGardenersAnnounce(Refusal):
    """Only the two gardeners can send and approve an announcement."""


class AnnouncementState(StrEnum):
    """States of an announcement; each of its occurrences has a `RunState` of its own."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PLANNED = "planned"
    """Approved, or small enough: it goes out at its time."""
    DONE = "done"
    """It went out for the last time."""


@dataclass(frozen=True, slots=True)
class AnnouncementStatus:
    """An announcement at an instant."""

    state: AnnouncementState
    submitted: Approval | None = None
    approved: Approval | None = None
    """The second approval; None while it is missing, or where none is needed."""

    def submit(
        self, approval: Approval, *, is_large: bool, unattended: Collection[Seat] = ()
    ) -> "AnnouncementStatus":
        """Plan it, or ask the other seat first if it is large and that seat is attended."""
        if self.state is not AnnouncementState.DRAFT:
            raise AnnouncementSubmitted
        submitted = AnnouncementStatus(AnnouncementState.SUBMITTED, approval)
        if not is_large:
            return replace(submitted, state=AnnouncementState.PLANNED)
        if approval.seat.other in unattended:
            return submitted._approved_by(Approval(approval.seat.other, None, Hand.NOBODY))
        return submitted

    def approve(
        self, approval: Approval, *, unattended: Collection[Seat] = ()
    ) -> "AnnouncementStatus":
        """Give the second approval: another person's, from the other seat if it is attended."""
        if self.state is not AnnouncementState.SUBMITTED or self.submitted is None:
            raise AnnouncementNotSubmitted
        second = second_approval(
            self.submitted,
            approval,
            unattended=unattended,
            own=OwnAnnouncement,
            same_side=OtherApprovalNeeded,
        )
        return self._approved_by(second)

    def reopen(self) -> "AnnouncementStatus":
        """Make it a draft again, without approvals: its words or readers change."""
        return AnnouncementStatus(AnnouncementState.DRAFT)

    def ask_again(self) -> "AnnouncementStatus":
        """Wait for the second approval: it has become large, or was approved by one person."""
        return replace(self, state=AnnouncementState.SUBMITTED, approved=None)

    def end(self) -> "AnnouncementStatus":
        """Mark that it goes out for the last time."""
        return replace(self, state=AnnouncementState.DONE)

    def may_be_approved_from(self, seat: Seat, unattended: Collection[Seat]) -> bool:
        """True if an approval from this seat would be the second one."""
        if self.state is not AnnouncementState.SUBMITTED or self.submitted is None:
            return False
        return seat is not self.submitted.seat or seat.other in unattended

    def _approved_by(self, approval: Approval) -> "AnnouncementStatus":
        return replace(self, state=AnnouncementState.PLANNED, approved=approval)


def announcing_approval(
    member_id: int, hands: Mapping[Seat, Hand], submitted: Approval | None = None
) -> Approval:
    """The approval that a person may give; if they act for both seats, the missing one."""
    if not hands:
        raise OnlyGardenersAnnounce
    return approval_of(member_id, hands, submitted)


def is_large(people: int, *, rooms: Iterable[int | None] = ()) -> bool:
    """True if an announcement needs both gardeners: above 50 people, members of rooms included.

    A room of unknown size counts as more.
    """
    sizes = list(rooms)
    return None in sizes or people + sum(size or 0 for size in sizes) > MOST_ALONE


def known_size(members: int | None, counted_at: datetime | None, now: datetime) -> int | None:
    """The size of a room at its last count, while that still counts; None if unknown."""
    is_recent = counted_at is not None and now - counted_at <= SIZE_HOLDS
    return members if is_recent else None


USUAL_STEP = timedelta(milliseconds=50)
"""Time from one message to the next on a network that taught no other pace."""
_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class RunState(StrEnum):
    """States of one occurrence of an announcement."""

    GOING = "going"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"

    @property
    def is_over(self) -> bool:
        """True if nothing more is sent."""
        return self in {RunState.DONE, RunState.STOPPED}


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of an occurrence, in people."""

    people: int
    """Number of recipients."""
    delivered: int = 0
    uncertain: int = 0
    failed: int = 0
    waiting: int = 0
    """Messages that have not left yet."""

    @property
    def unreachable(self) -> int:
        """Recipients with no message delivered or on its way."""
        return max(0, self.people - self.delivered - self.uncertain - self.waiting)


def estimated_time(people: Mapping[str, int], steps: Mapping[str, timedelta]) -> timedelta:
    """Time needed for so many people by network; networks run in parallel."""
    times = (count * steps.get(network, USUAL_STEP) for network, count in people.items())
    return max(times, default=timedelta())


def in_minutes(time: timedelta) -> int:
    """Whole minutes, rounded up; 0 below twenty seconds."""
    return 0 if time < 20 * _SECOND else -(-time // _MINUTE)
