"""Figures on questions: how many, how fast they are answered, and how useful the answers are."""

from collections import Counter
from collections.abc import Mapping

from bot.core import JobContext, Router, text
from bot.domain.dates.local_time import Period, working_days_between
from bot.domain.questions.question import Usefulness
from bot.domain.stats import Counted, FigureKind
from bot.references.stats import Figure, FigureSet, figures
from storage.questions import QuestionFigures

router = Router()

QUESTION_FIGURES = (
    Figure(
        key="questions_asked",
        title=text("Questions asked"),
        definition=text("Questions sent in the month and not taken back."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="questions_answered",
        title=text("Questions answered"),
        definition=text("Questions that got their first answer in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="days_to_answer",
        title=text("Time until the answer"),
        definition=text(
            "Working days from a question to its first answer: half of the answers took no longer."
        ),
        kind=FigureKind.DAYS,
    ),
    Figure(
        key="questions_declined",
        title=text("Questions declined"),
        definition=text("Questions that the Region declined in the month, with a reason."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="questions_waiting",
        title=text("Questions without an answer"),
        definition=text("Questions that waited for an answer at the end of the month."),
        kind=FigureKind.AT_END,
    ),
    Figure(
        key="answers_useful",
        title=text("Answers found useful"),
        definition=text("People who found an answer of the month before useful."),
        kind=FigureKind.PEOPLE,
    ),
)


@router.contribution(figures)
def question_figures(_ctx: JobContext) -> FigureSet:
    """Questions, and the time until their answers."""
    return FigureSet(
        order=50,
        theme=text("Questions to the Region"),
        figures=QUESTION_FIGURES,
        count=_count_questions,
    )


def _count_questions(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    here = ctx.community.id
    found = ctx.store[QuestionFigures].counts(here, period.since, period.until)
    before = period.months_before(1, ctx.zone)
    earlier = ctx.store[QuestionFigures].counts(here, before.since, before.until)
    days = Counter(
        working_days_between(
            asked.astimezone(ctx.zone).date(), answered.astimezone(ctx.zone).date(), ctx.zone
        )
        for asked, answered in found.delays
    )
    return {
        "questions_asked": found.asked,
        "questions_answered": len(found.delays),
        "days_to_answer": days,
        "questions_declined": found.declined,
        "questions_waiting": found.unanswered,
        "answers_useful": earlier.ratings.get(Usefulness.USEFUL, 0),
    }
