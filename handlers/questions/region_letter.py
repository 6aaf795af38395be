"""Questions in the letter to the Region: new ones, and those that wait for too long."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import Answer, Context, JobContext, Router, Words, joined, text
from bot.domain.questions.question import UNANSWERED, Question, QuestionState
from bot.domain.questions.steps import Lateness, lateness
from bot.domain.region_letter import RegionPart
from bot.domain.text.plain_text import shortened
from bot.domain.words import on_one_line
from bot.references.questions import look_at_question
from bot.references.region_letter import RegionItem, RegionSource, region_sources
from bot.vocabulary.audiences.domains import domain_label
from handlers.questions.question_words import asker_text, joined_text, state_text
from storage.questions import QuestionFilter, Questions
from storage.region_letter import LATE_QUESTION, QUESTION

router = Router()

LONGEST_WORDS = 160


@router.contribution(region_sources)
def new_questions_for_region(_ctx: JobContext) -> RegionSource:
    """The questions that wait for an answer, and not for too long."""
    return RegionSource(
        kind=QUESTION,
        part=RegionPart.QUESTIONS,
        find=_new_questions,
        show=_question_item,
        open=_open_question,
        is_opened_in_room=True,
    )


@router.contribution(region_sources)
def late_questions_for_region(_ctx: JobContext) -> RegionSource:
    """The questions that wait for too long, in each letter until they are answered."""
    return RegionSource(
        kind=LATE_QUESTION,
        part=RegionPart.OVERDUE,
        find=_late_questions,
        show=_question_item,
        open=_open_question,
        is_opened_in_room=True,
        repeats=True,
    )


def _new_questions(ctx: JobContext, _since: datetime) -> Sequence[int]:
    return [each.id for each in _unanswered(ctx) if not _is_late(ctx, each)]


def _late_questions(ctx: JobContext, _since: datetime) -> Sequence[int]:
    return [each.id for each in _unanswered(ctx) if _is_late(ctx, each)]


def _unanswered(ctx: JobContext) -> list[Question]:
    """The questions that wait for the Region, the oldest first; none for one gardener alone."""
    which = QuestionFilter(states=UNANSWERED, private=False)
    return ctx.store[Questions].listed(ctx.community.id, which)[::-1]


def _is_late(ctx: JobContext, question: Question) -> bool:
    return lateness(question, ctx.today, ctx.zone) is not Lateness.NONE


def _question_item(ctx: JobContext, question_id: int) -> RegionItem | None:
    question = ctx.store[Questions].get(ctx.community.id, question_id)
    if question is None or not question.is_sent or question.is_private:
        return None
    words = shortened(on_one_line(question.words), LONGEST_WORDS)
    return RegionItem(
        label=text("Question {number}", number=question.id),
        headline=text("Question {number}: {words}", number=question.id, words=words),
        lines=tuple(_lines(ctx, question)),
    )


def _lines(ctx: JobContext, question: Question) -> list[Words]:
    """The asker, if they gave their name; the number of others who ask the same; the state."""
    lines = [asker_text(ctx, question)]
    if question.domain is not None:
        lines = [joined(asker_text(ctx, question), domain_label(question.domain))]
    shared = joined_text(ctx, question)
    if shared is not None:
        lines.append(shared)
    if question.reopened_count and question.state is QuestionState.OPEN:
        return [*lines, text("Reopened: the answer was not enough.")]
    return [*lines, state_text(ctx, question)]


def _open_question(ctx: Context, question_id: int) -> Answer:
    return look_at_question.run(ctx, question_id)
