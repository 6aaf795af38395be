"""Gardeners keep the community's list of questions for portraits."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Act,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Small,
    Where,
    Words,
    asks,
    at_most,
    ntext,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.polls.rules import tidy
from bot.domain.portraits import LONGEST_QUESTION, MOST_AT_ONCE, MOST_QUESTIONS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.portraits import portrait_command, portrait_questions_command
from handlers.portraits.portrait_words import LONGEST_LABEL, QUESTIONS
from storage.portraits import PortraitQuestions

router = Router()

KEEP_PORTRAIT_QUESTIONS = Act(
    text("{who} looked up or changed the questions of portraits"),
    text("look up or change the questions of portraits"),
)

MOST_LISTED = 15
TITLE = text("👤 Questions of portraits")


class PortraitQuestionListed(Refusal):
    """“{question}” is on the list of portraits already."""


class TooManyPortraitQuestions(Refusal):
    """The list of portraits has {most} questions already. Remove one first."""


class PortraitQuestionGone(Final):
    """This question is not on the list of portraits any more."""


@router.command(
    portrait_questions_command,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="setup",
    shows=True,
    trace=KEEP_PORTRAIT_QUESTIONS,
)
def show_questions(ctx: Context) -> Card:
    """See and change the questions that portraits ask."""
    return _questions_card(ctx)


@router.form(
    "portrait_question_new",
    who=Role.GARDENER,
    trace=KEEP_PORTRAIT_QUESTIONS,
)
def add_question(
    ctx: Context,
    question: Annotated[
        str, asks("Which question would you ask for a portrait?"), at_most(LONGEST_QUESTION)
    ],
) -> Card:
    """Put a question at the end of the list."""
    words, questions = tidy(question), ctx.store[PortraitQuestions]
    listed = questions.of(ctx.community.id)
    if len(listed) >= MOST_QUESTIONS:
        raise TooManyPortraitQuestions(most=MOST_QUESTIONS)
    if fold(words) in {each.folded for each in listed}:
        raise PortraitQuestionListed(question=words)
    questions.add(ctx.community.id, words, by=ctx.member.id, at=ctx.now)
    return _questions_card(ctx, text("Added: “{question}”", question=words))


def _questions_card(ctx: Context, *first: Line) -> Card:
    questions = ctx.store[PortraitQuestions].of(ctx.community.id)
    lines: list[Line] = [*first]
    if not questions:
        lines.append(text("There is no list of your own. I ask these questions:"))
    own = [each.words for each in questions[:MOST_LISTED]]
    shown: Sequence[Words] = own or QUESTIONS
    lines += [
        text("{number}. {question}", number=number, question=each)
        for number, each in enumerate(shown, start=1)
    ]
    if more := len(questions[MOST_LISTED:]):
        lines.append(ntext("And {count} more.", "And {count} more.", more))
    how = text(
        "A person is asked {count} at most at a time, and may ask for the next ones. What changes "
        "here changes no portrait that was begun.",
        count=MOST_AT_ONCE,
    )
    row = [add_question.ask_button(text("Add a question"))]
    if questions:
        row.append(choose_removed.button(text("Remove a question")))
    back = (portrait_command.button(text("All portraits")),)
    return Card(TITLE, (*lines, Small(how)), (tuple(row), back))


@router.button("portrait_question_which", who=Role.GARDENER, trace=KEEP_PORTRAIT_QUESTIONS)
def choose_removed(ctx: Context) -> Replace:
    """Ask which question to remove."""
    rows = []
    for each in ctx.store[PortraitQuestions].of(ctx.community.id)[:MOST_LISTED]:
        label = text("Remove “{question}”", question=shortened(each.words, LONGEST_LABEL))
        rows.append((remove_question.button(label, each.id),))
    back = (portrait_questions_command.button(text("Back to the list")),)
    return Replace(Card(TITLE, (text("Which question do you remove?"),), (*rows, back)))


@router.button("portrait_question_off", who=Role.GARDENER, trace=KEEP_PORTRAIT_QUESTIONS)
def remove_question(ctx: Context, question_id: int) -> Replace:
    """Take a question off the list."""
    for each in ctx.store[PortraitQuestions].of(ctx.community.id):
        if each.id == question_id:
            ctx.store[PortraitQuestions].drop(each)
            removed = text("Removed: “{question}”", question=each.words)
            return Replace(_questions_card(ctx, removed))
    raise PortraitQuestionGone
