"""Credits of askers beside what changed because of their question, with their yes."""

from bot.core import Button, Card, Context, JobContext, Replace, Router, Text, text
from bot.domain.questions.question import Question, StepKind
from bot.domain.questions.visibility import is_public
from bot.domain.rates import QUESTIONS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import credit_asker, progress_buttons, uncredit_asker
from handlers.questions.asking.question_lookup import readable_question
from handlers.questions.register import acts
from storage.questions import QuestionJoins, QuestionSteps

router = Router()


class NotYours(Final):
    """Only those who asked question {number} can be named there."""


class NotInTheLetter(Final):
    """Question {number} is not in the letter: only you and those who answer it read it."""


@router.contribution(progress_buttons)
def credit_button(_ctx: JobContext, question: Question) -> Button | None:
    """The button below what followed a question, for those who asked it."""
    if not is_public(question):
        return None
    return credit_asker.button(text("Name me in the letter"), question.id)


@router.button(
    credit_asker, deliberate=True, who=Role.MEMBER, limit=QUESTIONS, trace=acts.NAME_AN_ASKER
)
def name_in_letter(ctx: Context, number: int) -> Card:
    """Have one's name beside what changed because of a question."""
    _note(ctx, _joint_question(ctx, number), StepKind.CREDITED)
    done = text("Your name will stand below question {number}, in the letter.", number=number)
    return Card(None, (done,), ((uncredit_asker.button(text("Do not name me"), number),),))


@router.button(uncredit_asker, who=Role.MEMBER, limit=QUESTIONS)
def name_no_longer(ctx: Context, number: int) -> Replace:
    """Have one's name there no longer."""
    _note(ctx, _joint_question(ctx, number), StepKind.UNCREDITED)
    done: Text = text("Question {number} is told without your name.", number=number)
    again = credit_asker.button(text("Name me in the letter"), number)
    return Replace(Card(None, (done,), ((again,),)))


def _note(ctx: Context, question: Question, kind: StepKind) -> None:
    """Note the sender's wish; twice the same is once."""
    is_credited = ctx.member.id in ctx.store[QuestionSteps].credited([question.id])[question.id]
    if is_credited != (kind is StepKind.CREDITED):
        ctx.store[QuestionSteps].add(question, kind, ctx.now, by=ctx.member.id)


def _joint_question(ctx: Context, number: int) -> Question:
    """A question in the letter that the sender asked or joined."""
    question = readable_question(ctx, number)
    is_asker = question.asker_id == ctx.member.id
    if not is_asker and not ctx.store[QuestionJoins].has(number, ctx.member.id):
        raise NotYours(number=number)
    if not is_public(question):
        raise NotInTheLetter(number=number)
    return question
