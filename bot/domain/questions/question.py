"""A question to the Region: its words, its limits, how it is signed and who may read it."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.addresses import shortened
from bot.domain.refusals import Final, Refusal
from bot.domain.words import fold

OPEN_AT_ONCE = 10
"""Unanswered questions of one member in one community."""


class NothingAsked(Refusal):
    """I do not see a question yet: write it in a few words."""


class TooManyOpenQuestions(Final):
    """{count} of your questions wait for an answer: you can ask the next one after that.

    Your questions: {question}.
    """


def read_question(words: str) -> str:
    """The words of a question, without empty lines; raises `NothingAsked` if there are none."""
    lines = (" ".join(line.split()) for line in words.splitlines())
    read = "\n".join(line for line in lines if line)
    if not read:
        raise NothingAsked
    return read


def headline(words: str, longest: int = 60) -> str:
    """The beginning of a question, on one line."""
    return shortened(" ".join(words.split()), longest)


LONG_MESSAGE = 12
"""Words of a message that may well hold a question somewhere."""
_WORD = re.compile(r"[^\W_]+")
_ASKING = frozenset(
    {
        *("comment", "pourquoi", "quand", "combien", "qui", "quoi", "quel", "quelle", "quels"),
        *("quelles", "lequel", "laquelle", "pouvez", "savoir"),
        *("how", "why", "when", "what", "which", "who", "where", "could", "know"),
    }
)


def reads_as_question(typed: str) -> bool:
    """True for words with a question mark, with a word that asks, or for many words."""
    words = _WORD.findall(fold(typed))
    if not any(map(str.isalpha, typed)):
        return False
    return "?" in typed or len(words) >= LONG_MESSAGE or not _ASKING.isdisjoint(words)


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
    open_data_at: datetime | None
    """When its asker allowed to publish it with its answer, for anybody to use."""

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


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of a question."""

    member_id: int | None = None
    """The member behind the account; None for a stranger."""
    community_id: int | None = None
    """The community that they belong to, in which they look; None for others."""
    handles: bool = False
    """True for the gardeners, their deputies and the Region's agents."""


def may_see(question: Question, reader: Reader) -> bool:
    """True if this reader may read it.

    One for a single gardener is seen by its asker and that gardener alone.
    """
    if reader.member_id is None or reader.community_id != question.community_id:
        return False
    if reader.member_id == question.asker_id:
        return True
    if not question.is_sent:
        return False
    if question.is_private:
        return reader.member_id == question.gardener_id
    return reader.handles or is_public(question)


def is_public(question: Question) -> bool:
    """True if all members of its community may see it, the register and letters included."""
    return question.is_sent and question.shown_at is not None and not question.is_private


def shows_name(question: Question) -> bool:
    """True if those who may see it see who asked; the asker of another is nobody's to know.

    One for a single gardener bears its name: it is a talk between two.
    """
    return question.asker_id is not None and question.naming is not Naming.UNNAMED
