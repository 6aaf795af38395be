"""The public page of a community: its parts, and the two approvals that each of them needs.

Approvals are those of the letter, deputies and absences included: a seat that is unattended is done
without. Either gardener takes a part off alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.digest.approvals import Approval, approval_of, second_approval
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Hand, Seat

FEWEST_VOTES = 5
"""The result of a poll with fewer votes is not public: it would tell who voted what."""


class PartShown(Final):
    """This is on the public page already."""


class PartAsked(Final):
    """The other side has already been asked: its approval is still missing."""


class PartNotAsked(Final):
    """Nobody asks to show this on the public page any more."""


class OwnPart(Final):
    """You asked for this yourself: someone else has to approve it."""


class OtherSideNeeded(Refusal):
    """This was asked for from your side: the other side has to approve it."""


class OnlyGardenersPublish(Refusal):
    """Only the two gardeners decide what is on the public page."""


class PagePart(StrEnum):
    """A part of a public page."""

    PRESENTATION = "presentation"
    EVENTS = "events"
    MAP = "map"
    QUESTIONS = "questions"
    POLLS = "polls"
    LETTERS = "letters"
    FIGURES = "figures"
    PROJECTS = "projects"


class Thing(StrEnum):
    """The kinds of things that their author may allow on the web; a name is one."""

    NAME = "name"
    """The name of a gardener."""
    QUESTION = "question"
    POLL = "poll"
    NEWS = "news"
    EVENT = "event"
    """An event that a member proposed."""
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Accord:
    """The approvals of a part of a page."""

    submitted: Approval
    approved: Approval | None = None

    @property
    def is_given(self) -> bool:
        """True if the part is shown."""
        return self.approved is not None

    def approve(self, approval: Approval, *, unattended: Collection[Seat] = ()) -> "Accord":
        """Give the second approval: another person's, from the other seat if it is attended."""
        if self.is_given:
            raise PartShown
        second = second_approval(
            self.submitted,
            approval,
            unattended=unattended,
            own=OwnPart,
            same_side=OtherSideNeeded,
        )
        return replace(self, approved=second)


def ask_for(approval: Approval, *, unattended: Collection[Seat] = ()) -> Accord:
    """Give the first approval; it is the only one if the other seat is unattended."""
    accord = Accord(approval)
    alone = approval.seat.other in unattended
    return accord.approve(approval, unattended=unattended) if alone else accord


def publishing_approval(
    member_id: int, hands: Mapping[Seat, Hand], submitted: Approval | None = None
) -> Approval:
    """The approval of a member who acts for a seat; raises `OnlyGardenersPublish`."""
    if not hands:
        raise OnlyGardenersPublish
    return approval_of(member_id, hands, submitted)
