"""Changes because of questions, in the letter, with the names of askers who agreed.

They are asked where they are told of it: see `credits.py`.
"""

from collections.abc import Collection, Mapping, Sequence

from bot.core import JobContext, LetterItem, Line, Router, Words, text
from bot.domain.digest.composing import Key, Section
from bot.domain.questions.asking import headline
from bot.domain.questions.question import Question, QuestionProgress
from bot.domain.questions.visibility import is_public
from bot.domain.text.plain_text import shortened
from bot.references.digest import outdated_items
from handlers.questions.register.letter_section import (
    LONGEST_EXCERPT,
    LONGEST_HEADLINE,
    RECENT,
    read_button,
    region_signature,
)
from storage.members import Members
from storage.questions import Questions, QuestionSteps

router = Router()

KIND = "question_progress"
MOST_LISTED = 10


@router.section(Section.CHANGED)
def progress_in_letter(ctx: JobContext) -> list[LetterItem]:
    """Recent progress on questions that all members may read."""
    told = ctx.store[QuestionSteps].progress(ctx.community.id, ctx.now - RECENT)
    return [*_items_of(ctx, told).values()][-MOST_LISTED:]


@router.contribution(outdated_items)
def changed_progress(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Items of questions that were withdrawn, or beside which another name stands now."""
    approved = {each.ref: each for each in items if each.kind == KIND}
    told = ctx.store[QuestionSteps].progress_by_id(approved) if approved else []
    now = _items_of(ctx, told)
    return {
        item.key
        for step_id, item in approved.items()
        if step_id not in now or not now[step_id].says_the_same_as(item)
    }


def _items_of(ctx: JobContext, told: Sequence[QuestionProgress]) -> Mapping[int, LetterItem]:
    """The items by the ids of their steps, without those that not all may read."""
    ids = {each.question_id for each in told}
    questions = {each.id: each for each in ctx.store[Questions].these(ids) if is_public(each)}
    names = _credited_names(ctx, questions)
    return {
        each.id: _progress_item(ctx, each, questions[each.question_id], names[each.question_id])
        for each in told
        if each.question_id in questions and each.words
    }


def _progress_item(
    ctx: JobContext, told: QuestionProgress, question: Question, names: Sequence[Words]
) -> LetterItem:
    lines: list[Line] = [*shortened(told.words, LONGEST_EXCERPT).split("\n")]
    if names:
        lines.append(text("Asked by {names}.", names=names))
    teller = None if told.member_id is None else ctx.store[Members].get(told.member_id)
    return LetterItem(
        kind=KIND,
        ref=told.id,
        headline=headline(question.words, LONGEST_HEADLINE),
        lines=tuple(lines),
        signature=region_signature(teller),
        button=read_button(question),
    )


def _credited_names(ctx: JobContext, question_ids: Collection[int]) -> dict[int, list[Words]]:
    """The present names of members who asked or joined and want to be named."""
    found: dict[int, list[Words]] = {}
    for question_id, member_ids in ctx.store[QuestionSteps].credited(question_ids).items():
        members = [ctx.store[Members].get(each) for each in member_ids]
        found[question_id] = [
            each.name
            for each in members
            if each is not None and ctx.community.id in ctx.store[Members].communities_of(each)
        ]
    return found
