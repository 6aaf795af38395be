"""A question to the Region: its words, how it is signed and how far it is."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

LONGEST_QUESTION = 1000
LONGEST_ANSWER = 2500
LONGEST_REASON = 500
LONGEST_CONTACT = 120
LONGEST_CONTACT_DETAILS = 300
LONGEST_DOMAIN = 60


class QuestionState(StrEnum):
    """States of a question."""

    OPEN = "open"
    TAKEN = "taken"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    TRANSFERRED = "transferred"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by its asker, or erased with them


UNANSWERED = (
    QuestionState.OPEN,
    QuestionState.TAKEN,
    QuestionState.DRAFTED,
    QuestionState.TRANSFERRED,
)
"""States in which the Region still owes an answer."""
CLOSED = (QuestionState.ANSWERED, QuestionState.DECLINED)
"""States in which the Region answered, one way or the other."""


class Naming(StrEnum):
    """The signature of a question."""

    NAMED = "named"
    UNNAMED = "unnamed"
    ONLY = "only"  # for one gardener, in their direct room and nowhere else


class Usefulness(StrEnum):
    """An asker's rating of an answer."""

    USEFUL = "useful"
    PARTLY = "partly"
    NOT_AT_ALL = "not_at_all"


class StepKind(StrEnum):
    """Kinds of steps of a question; its steps are its history."""

    ASKED = "asked"
    SHOWN = "shown"  # to the other members
    KEPT_BACK = "kept_back"  # not to them
    TAKEN = "taken"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    TRANSFERRED = "transferred"
    REMINDED = "reminded"  # the contact had not reacted
    REACTED = "reacted"  # the contact had
    DECLINED = "declined"
    RATED = "rated"
    REOPENED = "reopened"
    CONTINUED = "continued"  # later progress on the subject
    CREDITED = "credited"  # by one of those who asked: their name stands beside that progress
    UNCREDITED = "uncredited"  # no longer
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is stored; each field is a column."""

    id: int
    """Its number, too: `Question 3`."""
    community_id: int
    asker_id: int | None
    """None once its asker is erased."""
    words: str
    naming: Naming
    gardener_id: int | None
    """The gardener who alone reads it, if it is `ONLY` for one."""
    domain: str | None
    state: QuestionState
    created_at: datetime
    """When it was sent."""
    shown_at: datetime | None
    """When a gardener let it through to the other members."""
    taken_by: int | None
    due_on: date | None
    """The day on which an answer is expected; of a transferred one, on which to ask again."""
    answer: str
    draft: str
    answered_by: int | None
    answered_at: datetime | None
    reason: str
    """Why it was declined."""
    contact: str
    """The name of the one to whom it was transferred."""
    contact_details: str
    """The way to reach them, in plain words; not shown to members."""
    transferred_at: datetime | None
    contact_reminders: int
    """The times that the contact had not reacted."""
    usefulness: Usefulness | None
    """The asker's rating of the answer."""
    reopened_count: int

    @property
    def is_private(self) -> bool:
        """True if it is for one gardener alone."""
        return self.naming is Naming.ONLY

    @property
    def is_sent(self) -> bool:
        """True while its author did not take it back."""
        return self.state is not QuestionState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class QuestionStep:
    """One step of a question's history."""

    kind: StepKind
    at: datetime
    member_id: int | None
    """Its actor; None once they are erased, or if nobody did."""
    words: str


@dataclass(frozen=True, slots=True)
class JoinedMember:
    """A member who has the same question."""

    member_id: int
    at: datetime
    usefulness: Usefulness | None


@dataclass(frozen=True, slots=True)
class QuestionProgress:
    """Progress on a question after its answer."""

    id: int
    question_id: int
    at: datetime
    member_id: int | None
    """Its author; None once they are erased."""
    words: str
