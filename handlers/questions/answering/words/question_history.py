"""The whole history of a question as a text to copy, for the contact to whom it is passed on."""

from collections.abc import Iterator, Sequence

from bot.core import Card, JobContext, Line, Quote, Small, Text, text
from bot.domain.questions.question import Question, QuestionStep, StepKind
from handlers.questions.answering.words.question_words import contact_row, person_words
from storage.questions import QuestionSteps

_STEPS = {
    StepKind.ASKED: text("{day}: asked."),
    StepKind.SHOWN: text("{day}: shown to the other members."),
    StepKind.TAKEN: text("{day}: taken by {name}."),
    StepKind.DRAFTED: text("{day}: a draft by {name}: “{words}”"),
    StepKind.ANSWERED: text("{day}: answered by {name}: “{words}”"),
    StepKind.TRANSFERRED: text("{day}: passed on by {name} to {words}."),
    StepKind.REMINDED: text("{day}: no reaction from {words}."),
    StepKind.REACTED: text("{day}: {words} reacted."),
    StepKind.DECLINED: text("{day}: declined by {name}: “{words}”"),
    StepKind.REOPENED: text("{day}: reopened by the person who asked: “{words}”"),
    StepKind.CONTINUED: text("{day}: what followed, by {name}: “{words}”"),
}


def history_card(ctx: JobContext, question: Question) -> Card:
    """The text for a contact, from the question to its latest step, and the next action.

    The asker's name stays here: it was given to the Region, not to others.
    """
    title = text("💬 Text for {contact}", contact=question.contact)
    details: tuple[Line, ...] = (question.contact_details,) if question.contact_details else ()
    lines: tuple[Line, ...] = (
        *details,
        "",
        text("Question {number} of a member of {community}:", **_values(ctx, question)),
        Quote(question.words),
        *_history_lines(ctx, question),
        text("Please answer by {day}, naming question {number}.", **_values(ctx, question)),
        "",
        Small(
            text(
                "To copy and send to them. I ask you on {day} whether they reacted.",
                **_values(ctx, question),
            )
        ),
    )
    return Card(title, lines, (contact_row(question),))


def _values(ctx: JobContext, question: Question) -> dict[str, object]:
    return {
        "number": question.id,
        "community": ctx.community.name,
        "day": question.due_on,
    }


def _history_lines(ctx: JobContext, question: Question) -> list[Text]:
    """The steps in order, without the last one, which passes it on to this contact."""
    return [
        Text(
            _STEPS[step.kind].template,
            {
                "day": step.at.astimezone(ctx.zone).date(),
                "name": person_words(ctx, step.member_id),
                "words": step.words,
            },
        )
        for step in _told_steps(ctx.store[QuestionSteps].of(question.id))
    ]


def _told_steps(steps: Sequence[QuestionStep]) -> Iterator[QuestionStep]:
    """The steps that say something to others; a draft that was published is told once."""
    answers = {each.words for each in steps if each.kind is StepKind.ANSWERED}
    transfers = [each for each in steps if each.kind is StepKind.TRANSFERRED]
    for step in steps:
        is_published = step.kind is StepKind.DRAFTED and step.words in answers
        if step.kind in _STEPS and not is_published and step not in transfers[-1:]:
            yield step
