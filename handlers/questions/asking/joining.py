"""“Me too”: a member has the same question as another, is counted, and told of the answer."""

from bot.core import Answer, Context, Router, Text, Toast, text
from bot.domain.questions.question import Question, QuestionState
from bot.domain.questions.visibility import is_public
from bot.domain.rates import QUESTIONS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import join_question, unjoin_question
from handlers.questions.asking import acts
from handlers.questions.asking.question_lookup import readable_question
from storage.questions import QuestionJoins, Questions

router = Router()


class OwnQuestion(Final):
    """Question {number} is yours already."""


class NotToJoin(Final):
    """Question {number} is between the person who asked it and the Region: nobody else joins it."""


@router.button(join_question, who=Role.MEMBER, limit=QUESTIONS, trace=acts.JOIN_A_QUESTION)
def join_others_question(ctx: Context, number: int) -> Answer:
    """Say that one has the same question."""
    return Toast(join(ctx, readable_question(ctx, number)))


def join(ctx: Context, question: Question) -> Text:
    """Join another person's question; raises a `Refusal` if it is not one to join."""
    number = question.id
    if question.asker_id == ctx.member.id:
        raise OwnQuestion(number=number)
    if not is_public(question):
        raise NotToJoin(number=number)
    if not ctx.store[QuestionJoins].add(number, ctx.member.id, ctx.now):
        return text("You had joined question {number} already.", number=number)
    ctx.store[Questions].refresh_cards([number])
    if question.state is QuestionState.ANSWERED:
        return text("Noted: question {number} is yours too. Its answer is here.", number=number)
    return text("Noted: you will be told of the answer to question {number}.", number=number)


@router.button(unjoin_question, who=Role.MEMBER)
def leave_others_question(ctx: Context, number: int) -> Toast:
    """Say that another person's question is not one's own any more."""
    if ctx.store[QuestionJoins].remove(number, ctx.member.id):
        ctx.store[Questions].refresh_cards([number])
    return Toast(text("Noted: you will not be told of question {number}.", number=number))
