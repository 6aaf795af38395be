"""Answers of the Region in the letter."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.core import Button, JobContext, LetterItem, Router, Signature, text
from bot.domain.digest.composing import Key, Section
from bot.domain.questions.asking import headline
from bot.domain.questions.question import Question, QuestionState
from bot.domain.questions.visibility import is_public
from bot.domain.roles import Seat
from bot.domain.text.plain_text import shortened
from bot.references.digest import outdated_items
from bot.references.questions import show_question
from storage.members import Member, Members
from storage.questions import QuestionFilter, Questions

router = Router()

KIND = "question"
AGAIN = "question_again_"
"""The answer to a question that was reopened is another item; followed by how often it was."""
RECENT = timedelta(weeks=6)
MOST_LISTED = 10
LONGEST_LABEL = 30
LONGEST_EXCERPT = 400
LONGEST_HEADLINE = 150


@router.section(Section.ANSWERS)
def answers_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The answers of the last weeks that all members may read, the oldest first."""
    which = QuestionFilter(
        states=[QuestionState.ANSWERED], shown=True, answered_after=ctx.now - RECENT
    )
    found = ctx.store[Questions].listed(ctx.community.id, which, most=MOST_LISTED)
    return [_answer_item(ctx, each) for each in reversed(found)]


@router.contribution(outdated_items)
def changed_answers(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """The answers that were replaced, or are not for all to read any more."""
    approved = {each.ref: each for each in items if _is_answer(each)}
    questions = ctx.store[Questions].these(approved) if approved else []
    same = {
        each.id
        for each in questions
        if each.state is QuestionState.ANSWERED
        and is_public(each)
        and _is_as_approved(_answer_item(ctx, each), approved[each.id])
    }
    return {item.key for question_id, item in approved.items() if question_id not in same}


def _is_answer(item: LetterItem) -> bool:
    return item.kind == KIND or item.kind.startswith(AGAIN)


def _is_as_approved(now: LetterItem, approved: LetterItem) -> bool:
    return now.key == approved.key and now.says_the_same_as(approved)


def _answer_item(ctx: JobContext, question: Question) -> LetterItem:
    answerer = (
        None if question.answered_by is None else ctx.store[Members].get(question.answered_by)
    )
    times = question.reopened_count
    return LetterItem(
        kind=f"{AGAIN}{times}" if times else KIND,
        ref=question.id,
        headline=headline(question.words, LONGEST_HEADLINE),
        lines=tuple(shortened(question.answer, LONGEST_EXCERPT).split("\n")),
        signature=region_signature(answerer),
        button=read_button(question),
    )


def region_signature(member: Member | None) -> Signature:
    """The signature of an answer for the Region."""
    if member is None:
        return Signature(Seat.REGION)
    return Signature(Seat.REGION, member.name, member.id)


def read_button(question: Question) -> Button:
    """Shows the question."""
    words = headline(question.words, LONGEST_LABEL)
    return show_question.button(text("Read: {question}", question=words), question.id)
