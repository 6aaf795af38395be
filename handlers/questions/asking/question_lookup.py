"""Find the question that a person means, and check that they may see or change it."""

from bot.core import Context
from bot.domain.questions.question import Question
from bot.domain.questions.visibility import Reader, may_see
from bot.domain.refusals import Final, Refusal
from bot.references.questions import question_command
from storage.questions import Questions


class NoSuchQuestion(Refusal):
    """There is no question {number} that you can read here. Your questions: {question}."""


class NotYourQuestion(Final):
    """Only the person who asked question {number} can do this."""


def reader_of(ctx: Context) -> Reader:
    """The sender as a reader of questions."""
    is_member = ctx.person.circle is not None
    return Reader(
        member_id=ctx.member.id if is_member else None,
        community_id=ctx.community.id if is_member else None,
        handles=is_member and bool(ctx.seats or ctx.posts),
    )


def readable_question(ctx: Context, number: int) -> Question:
    """The question with this number, locked; raises `NoSuchQuestion` if it is not theirs to see."""
    question = ctx.store[Questions].lock(ctx.community.id, number)
    if question is None or not question.is_sent or not may_see(question, reader_of(ctx)):
        raise NoSuchQuestion(number=number, question=question_command.typed())
    return question


def own_question(ctx: Context, number: int) -> Question:
    """The sender's own question with this number, locked."""
    question = readable_question(ctx, number)
    if question.asker_id != ctx.member.id:
        raise NotYourQuestion(number=number)
    return question
