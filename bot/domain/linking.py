"""Merging two registrations of one person: the values kept where they differ.

Answers (a name, a circle) are the first registration's, unless taken from the second. Decisions (a
yes, a no) are not chosen again: the latest one holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.personal_data import DIRECTORY, EMAIL, MEMBERSHIP

HIDDEN = "no"
"""`visible` of a member who is not in the directory."""

Answers = Mapping[str, object]
"""Answers by field; None if there is none. A field of a community ends with its id."""


class RegistrationSide(StrEnum):
    """The registration that asked for the link, or the one that brought the code."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes or a no, and when it was said."""

    yes: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Registration:
    """One registration of a person."""

    answers: Answers
    """Answers by field."""
    decisions: Mapping[tuple[int, str], Decision] = field(default_factory=dict)
    """Decisions by community and purpose."""
    adult: bool | None = None
    """True from 18 years on; None if unknown."""
    stopped_at: datetime | None = None
    """Time at which the person asked for silence."""


@dataclass(frozen=True, slots=True)
class TakenAnswers:
    """The fields whose answer is the second registration's where both answered."""

    fields: frozenset[str] = frozenset()

    def take(self, name: str, whose: RegistrationSide) -> "TakenAnswers":
        """A copy with one field taken from another registration."""
        if whose is RegistrationSide.SECOND:
            return TakenAnswers(self.fields | {name})
        return TakenAnswers(self.fields - {name})


NOTHING_TAKEN = TakenAnswers()


def field_of(what: str, community_id: int) -> str:
    """The field of an answer given in each community by itself."""
    return f"{what}/{community_id}"


def community_of(name: str) -> int | None:
    """The community of a field that has one."""
    _, _, community_id = name.partition("/")
    return int(community_id) if community_id else None


def join(
    first: Registration, second: Registration, taken: TakenAnswers = NOTHING_TAKEN
) -> Registration:
    """Both registrations together; if either was a minor's or silenced, the result is."""
    decisions = {
        what: _resulting_decision(what[1], first.decisions.get(what), second.decisions.get(what))
        for what in sorted({*first.decisions, *second.decisions})
    }
    grown = [each.adult for each in (first, second) if each.adult is not None]
    stops = [each.stopped_at for each in (first, second) if each.stopped_at is not None]
    adult = min(grown, default=None)
    answers = _answers(first.answers, second.answers, taken)
    for name in answers:
        if not _holds(name, decisions, adult=adult):
            answers[name] = HIDDEN if name.startswith("visible/") else None
    return Registration(answers, decisions, adult, min(stops, default=None))


def questions(first: Registration, second: Registration) -> list[str]:
    """The fields where it matters from whom the answer is taken."""
    return [
        name
        for name, answer in join(first, second).answers.items()
        if join(first, second, TakenAnswers(frozenset({name}))).answers[name] != answer
    ]


def contradictions(first: Registration, second: Registration) -> dict[tuple[int, str], Decision]:
    """Decisions that hold where one registration said yes and the other no."""
    joined = join(first, second).decisions
    return {
        what: joined[what]
        for what in joined
        if what in first.decisions
        and what in second.decisions
        and first.decisions[what].yes != second.decisions[what].yes
    }


def _answers(first: Answers, second: Answers, taken: TakenAnswers) -> dict[str, object]:
    """Answers of the first, else of the second; the other way round for a taken field."""
    merged: dict[str, object] = {}
    for name in dict.fromkeys([*first, *second]):
        own, theirs = first.get(name), second.get(name)
        if name in taken.fields:
            own, theirs = theirs, own
        merged[name] = theirs if own is None else own
    return merged


def _resulting_decision(purpose: str, first: Decision | None, second: Decision | None) -> Decision:
    """The later of two decisions; the no if they were made at once.

    Leaving a community with one account keeps the membership of the other.
    """
    answers = [each for each in (first, second) if each is not None]
    if purpose == MEMBERSHIP and any(each.yes for each in answers):
        answers = [each for each in answers if each.yes]
    return max(answers, key=lambda each: (each.at, not each.yes))


def _holds(name: str, decisions: Mapping[tuple[int, str], Decision], *, adult: bool | None) -> bool:
    """True if an answer that needs consent may be kept."""
    if name == "email":
        return any(each.yes for (_, purpose), each in decisions.items() if purpose == EMAIL)
    if name.startswith("visible/"):
        agreed = decisions.get((community_of(name) or 0, DIRECTORY))
        return adult is not False and agreed is not None and agreed.yes
    return True
