"""Answer a question that is for one gardener alone."""

from typing import Annotated

from bot.core import Answer, Context, Router, Text, asks, at_most, text
from bot.domain.questions.question import LONGEST_ANSWER, Question
from bot.domain.questions.steps import check_under_way, publish
from bot.domain.roles import Role
from bot.references.questions import ask_for_private_answer
from handlers.questions.answering import acts
from handlers.questions.answering.answers.answers import give_answer
from handlers.questions.answering.lookup.question_lookup import private_question

router = Router()


@router.button(ask_for_private_answer, who=Role.GARDENER, trace=acts.PUBLISH_AN_ANSWER)
def ask_private_answer(ctx: Context, question_id: int) -> Answer:
    """Ask for the answer to a question that is for this gardener alone."""
    question = private_question(ctx, question_id)
    check_under_way(question)
    return answer_private_question.ask(ctx, number=str(question.id))


@router.form("question_private_reply", who=Role.GARDENER, trace=acts.PUBLISH_AN_ANSWER)
def answer_private_question(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks("What do you answer? It is sent at once, to the person who asked."),
        at_most(LONGEST_ANSWER),
    ],
) -> Text:
    """Answer a question that is for this gardener alone."""
    return send_private_answer(ctx, private_question(ctx, number), words)


def send_private_answer(ctx: Context, question: Question, words: str) -> Text:
    """Send an answer to the one person who asked."""
    answered = publish(question, ctx.member.id, words, ctx.now)
    give_answer(ctx, question, answered)
    return text("Your answer to question {number} is sent.", number=question.id)
