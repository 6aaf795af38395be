"""Questions in words, as the Region's side reads them."""

from collections.abc import Sequence

from bot.core import Bold, Button, JobContext, Line, Quote, Small, Text, Words, joined, ntext, text
from bot.domain.questions.question import Question, QuestionState, StepKind, Usefulness
from bot.domain.questions.steps import Lateness, is_silent, lateness
from bot.domain.questions.visibility import shows_name
from bot.domain.text.plain_text import shortened
from bot.references.questions import note_contact_reacted, note_contact_silent
from bot.vocabulary.audiences.domains import domain_label
from handlers.questions.answering.lookup.question_lookup import member_of
from storage.questions import QuestionJoins, QuestionSteps

LONGEST_SHOWN = 80
LONGEST_EARLIER = 300
RATINGS = {
    Usefulness.USEFUL: text("Useful answer"),
    Usefulness.PARTLY: text("Partly"),
    Usefulness.NOT_AT_ALL: text("Not at all"),
}
_REOPENED = {
    Usefulness.PARTLY: text("Reopened: the answer helped in part."),
    Usefulness.NOT_AT_ALL: text("Reopened: the answer did not help."),
}
_SOMEBODY = text("somebody")


def short_words(question: Question) -> str:
    """The beginning of a question on one line."""
    return shortened(" ".join(question.words.split()), LONGEST_SHOWN)


def person_words(ctx: JobContext, member_id: int | None) -> Words:
    """The name of the actor."""
    member = member_of(ctx, member_id)
    return _SOMEBODY if member is None else member.name


def question_title(ctx: JobContext, question: Question) -> Text:
    """The title of a question, with its asker's name if it was given."""
    asker = member_of(ctx, question.asker_id) if shows_name(question) else None
    if asker is None:
        return text("💬 Question {number}, without a name", number=question.id)
    return text("💬 Question {number} from {name}", number=question.id, name=asker.name)


def fact_line(ctx: JobContext, question: Question) -> Words:
    """When it was asked, about what, and how many have the same one."""
    asked = text("Asked on {day}", day=question.created_at.astimezone(ctx.zone).date())
    facts: list[Words] = [] if question.domain is None else [domain_label(question.domain)]
    joined_by = len(ctx.store[QuestionJoins].of(question.id))
    if joined_by:
        facts.append(ntext("{count} more has it", "{count} more have it", joined_by))
    return joined(asked, *facts)


def state_lines(ctx: JobContext, question: Question) -> list[Line]:
    """The state of a question, with its draft or answer."""
    lines: list[Line] = [*_reopening_lines(ctx, question), _state_line(ctx, question)]
    if question.draft:
        lines.append(Quote(question.draft))
    elif question.state is QuestionState.ANSWERED:
        lines += [Quote(question.answer), *_rating_lines(question)]
    elif question.state is QuestionState.DECLINED:
        lines.append(Quote(question.reason))
    is_just_reopened = question.state is QuestionState.OPEN and question.due_on == ctx.today
    if lateness(question, ctx.today, ctx.zone) is not Lateness.NONE and not is_just_reopened:
        lines.append(Bold(text("⏳ Late")))
    return lines


def small_print(question: Question, words: Text) -> Small:
    """The number, and how to act in writing."""
    return Small(text("Question {number} · {words}", number=question.id, words=words))


def contact_row(question: Question) -> tuple[Button, Button]:
    """The two answers about a contact; an old button counts for nothing after a reminder."""
    return (
        note_contact_reacted.button(text("They reacted"), question.id),
        note_contact_silent.button(text("Not yet"), question.id, question.contact_reminders),
    )


def _state_line(ctx: JobContext, question: Question) -> Words:
    values: dict[str, object] = {
        "name": person_words(ctx, question.taken_by),
        "day": question.due_on,
        "contact": question.contact,
    }
    match question.state:
        case QuestionState.OPEN:
            return text("Nobody has taken it yet.")
        case QuestionState.TAKEN:
            return text("{name} answers by {day}.", **values)
        case QuestionState.DRAFTED:
            return text("There is a draft, not published yet. {name} answers by {day}.", **values)
        case QuestionState.TRANSFERRED:
            return _contact_line(question, values)
        case QuestionState.ANSWERED:
            name = person_words(ctx, question.answered_by)
            return text("✅ Answered by {name}.", name=name)
        case QuestionState.DECLINED:
            name = person_words(ctx, question.answered_by)
            return text("Declined by {name}.", name=name)
        case _:
            return text("Withdrawn.")


def _contact_line(question: Question, values: dict[str, object]) -> Text:
    if is_silent(question):
        return text(
            "⚠️ {contact} has not reacted, though asked twice. The next check is on {day}.", **values
        )
    return text("Passed on to {contact} by {name}, who checks on {day}.", **values)


def _reopening_lines(ctx: JobContext, question: Question) -> list[Line]:
    """The gaps of the previous answer, as its asker told them, while there is no other."""
    if not question.reopened_count or question.state is QuestionState.ANSWERED:
        return []
    said = [
        each for each in ctx.store[QuestionSteps].of(question.id) if each.kind is StepKind.REOPENED
    ]
    why = _REOPENED.get(question.usefulness) if question.usefulness is not None else None
    lines: list[Line] = [] if why is None else [Bold(why)]
    lines += [Quote(each.words) for each in said[-1:] if each.words]
    if question.answer:
        lines += [text("The answer before:"), Quote(shortened(question.answer, LONGEST_EARLIER))]
    return lines


def _rating_lines(question: Question) -> Sequence[Line]:
    if question.usefulness is None:
        return ()
    return (text("The asker says: {rating}.", rating=RATINGS[question.usefulness]),)
