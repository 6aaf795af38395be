"""The steps of a question from its asking to its answer, and the contacts that are passed on.

Each step returns the question as it is after it, or raises the `Refusal` that explains why not.
Who may take a step stands in the declaration of its button.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.dates.local_time import add_working_days, next_working_day, working_days_between
from bot.domain.questions.question import (
    CLOSED,
    LONGEST_CONTACT,
    LONGEST_CONTACT_DETAILS,
    UNANSWERED,
    Question,
    QuestionState,
    Usefulness,
)
from bot.domain.refusals import Final, Refusal
from bot.domain.words import on_one_line

DUE_IN = 10
"""Working days until an answer is due, where the one who takes it names no day."""
TAKEN_WITHIN = 3
"""Working days that a question may wait until it is taken."""
REACTION_IN = 10
"""Working days until a contact is asked about, where no day is named."""
PAIR_AFTER = 5
"""Working days of delay after which both gardeners are told."""
LONGEST_DUE = 60
"""The latest day that may be promised, in working days."""
MOST_SILENCES = 2
"""Times without a reaction after which a contact is flagged."""
_DAY = timedelta(days=1)


class QuestionAnswered(Final):
    """Question {number} is already answered."""


class QuestionDeclined(Final):
    """Question {number} was already declined."""


class QuestionWithdrawn(Final):
    """Question {number} was withdrawn by the person who asked it."""


class NotAnsweredYet(Final):
    """Question {number} is not answered yet."""


class NotTransferred(Final):
    """Question {number} does not wait for a contact."""


class AnswerChanged(Final):
    """The answer to question {number} has changed since. Read it again before you publish it."""


class AnswerOutdated(Final):
    """There is a newer answer to question {number}, or it is being prepared."""


class DueInPast(Refusal):
    """This day is over: {day}."""


class DueTooFar(Refusal):
    """This day is too far away. Promise an answer by {latest} at the latest."""


class StaysPrivate(Final):
    """Question {number} is for you alone: it cannot be passed on."""


class Lateness(StrEnum):
    """The people to tell that a question waits for too long."""

    NONE = "none"
    REGION = "region"
    PAIR = "pair"


def is_under_way(question: Question) -> bool:
    """True until it is answered, declined or withdrawn."""
    return question.state in UNANSWERED


def check_under_way(question: Question) -> None:
    """Raise the `Refusal` that says how it ended."""
    _check(question, UNANSWERED)


def check_ended(question: Question) -> None:
    """Raise unless it was answered or declined: only then there is something to add."""
    _check(question, CLOSED)


def promised_day(day: date | None, today: date, zone: ZoneInfo, *, usual: int = DUE_IN) -> date:
    """The working day of a promise: the named day or the next working one, else the usual one."""
    if day is None:
        return add_working_days(today, usual, zone)
    if day < today:
        raise DueInPast(day=day)
    latest = add_working_days(today, LONGEST_DUE, zone)
    due = next_working_day(day, zone)
    if due > latest:
        raise DueTooFar(latest=latest)
    return due


def take(question: Question, by: int, due_on: date) -> Question:
    """Promise an answer by a day: for the first time, in place of another, or by another day."""
    check_under_way(question)
    is_drafted = bool(question.draft)
    state = QuestionState.DRAFTED if is_drafted else QuestionState.TAKEN
    return replace(_without_contact(question), state=state, taken_by=by, due_on=due_on)


def draft(question: Question, by: int, words: str, due_on: date) -> Question:
    """Keep words for the answer; who drafts takes a question that nobody took."""
    check_under_way(question)
    taken = question if question.taken_by is not None else take(question, by, due_on)
    return replace(_without_contact(taken), state=QuestionState.DRAFTED, draft=words)


def publish(question: Question, by: int, words: str, now: datetime) -> Question:
    """Answer it; the answer to a question that was reopened takes the place of the one before."""
    check_under_way(question)
    return replace(
        _without_contact(question),
        state=QuestionState.ANSWERED,
        answer=words,
        draft="",
        answered_by=by,
        answered_at=now,
        due_on=None,
        usefulness=None,
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """The one to whom a question is transferred."""

    name: str
    details: str = ""
    """The way to reach them, in plain words."""


def transfer(
    question: Question, by: int, contact: Contact, *, follow_up_on: date, now: datetime
) -> Question:
    """Pass it on to a contact, who is asked about on the day of the follow-up."""
    check_under_way(question)
    if question.is_private:
        raise StaysPrivate(number=question.id)
    return replace(
        question,
        state=QuestionState.TRANSFERRED,
        taken_by=by,
        contact=contact.name,
        contact_details=contact.details,
        transferred_at=now,
        due_on=follow_up_on,
        contact_reminders=0,
    )


def note_reaction(question: Question, by: int, due_on: date) -> Question:
    """Note that the contact reacted: the question is taken again, to be answered."""
    _check_transferred(question)
    return take(question, by, due_on)


def note_silence(question: Question, follow_up_on: date) -> Question:
    """Note that the contact has not reacted, and when to ask again."""
    _check_transferred(question)
    return replace(question, contact_reminders=question.contact_reminders + 1, due_on=follow_up_on)


def is_silent(question: Question) -> bool:
    """True if its contact did not react twice."""
    waits = question.state is QuestionState.TRANSFERRED
    return waits and question.contact_reminders >= MOST_SILENCES


def decline(question: Question, by: int, reason: str, now: datetime) -> Question:
    """Refuse it with a reason."""
    check_under_way(question)
    return replace(
        _without_contact(question),
        state=QuestionState.DECLINED,
        reason=reason,
        draft="",
        answered_by=by,
        answered_at=now,
        due_on=None,
    )


def rate(question: Question, usefulness: Usefulness, *, answer: int) -> Question:
    """Say how useful an answer is; `answer` is the number of reopenings before it."""
    check_rated_answer(question, answer)
    return replace(question, usefulness=usefulness)


def reopen(question: Question, usefulness: Usefulness, *, answer: int, today: date) -> Question:
    """Put it before the Region again, untaken; the answer stays until there is another."""
    rated = rate(question, usefulness, answer=answer)
    return replace(
        rated,
        state=QuestionState.OPEN,
        taken_by=None,
        due_on=today,
        reopened_count=question.reopened_count + 1,
        open_data_at=None,
    )


def check_rated_answer(question: Question, answer: int) -> None:
    """Raise unless this is the latest answer, and it stands."""
    if question.reopened_count != answer:
        raise AnswerOutdated(number=question.id)
    if question.state is not QuestionState.ANSWERED:
        raise NotAnsweredYet(number=question.id)


def late_since(question: Question, zone: ZoneInfo) -> date | None:
    """The last day on which it is not late; None once it ended.

    A reopened one is late at once, a transferred one on the day of its follow-up.
    """
    if not is_under_way(question):
        return None
    if question.due_on is None:
        asked = question.created_at.astimezone(zone).date()
        return add_working_days(asked, TAKEN_WITHIN, zone)
    is_due_on_its_day = question.state in {QuestionState.OPEN, QuestionState.TRANSFERRED}
    return question.due_on - _DAY if is_due_on_its_day else question.due_on


def lateness(question: Question, today: date, zone: ZoneInfo) -> Lateness:
    """The people to tell on this day that it waits: the Region's gardener, then both."""
    due = late_since(question, zone)
    if due is None or today <= due:
        return Lateness.NONE
    if working_days_between(due, today, zone) <= PAIR_AFTER:
        return Lateness.REGION
    return Lateness.PAIR


def _check(question: Question, states: Collection[QuestionState]) -> None:
    if question.state in states:
        return
    refusals: dict[QuestionState, type[Refusal]] = {
        QuestionState.ANSWERED: QuestionAnswered,
        QuestionState.DECLINED: QuestionDeclined,
        QuestionState.WITHDRAWN: QuestionWithdrawn,
    }
    raise refusals.get(question.state, NotAnsweredYet)(number=question.id)


def _check_transferred(question: Question) -> None:
    check_under_way(question)
    if question.state is not QuestionState.TRANSFERRED:
        raise NotTransferred(number=question.id)


def _without_contact(question: Question) -> Question:
    """No contact is waited for any more; the history keeps who it was."""
    return replace(
        question, contact="", contact_details="", transferred_at=None, contact_reminders=0
    )


_SEPARATOR = re.compile(r"[,;\n]|\s[-–—:]\s")
_REACHED_BY = re.compile(r"@|https?:|(?:\d[ .-]?){6}")


class ContactWithoutName(Refusal):
    """Write the name of the contact first, then a comma and how to reach them.

    The person who asked reads the name, not the rest. For example: Housing office, 03 81 00 00 00.
    """

    about = "contact"


class ContactTooLong(Refusal):
    """This is too long: {name} characters at most for the name, {details} for the rest."""

    about = "contact"


def read_contact(typed: str) -> Contact:
    """A contact: a name, and after a comma, a dash or on the next line how to reach them."""
    name, *rest = _SEPARATOR.split(typed.strip(), maxsplit=1)
    name, details = on_one_line(name), " ".join(rest).strip()
    if not name or _REACHED_BY.search(name):
        raise ContactWithoutName
    if len(name) > LONGEST_CONTACT or len(details) > LONGEST_CONTACT_DETAILS:
        raise ContactTooLong(name=LONGEST_CONTACT, details=LONGEST_CONTACT_DETAILS)
    return Contact(name, details)
