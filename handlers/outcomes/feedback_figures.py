"""Figures on feedback: how many people said how an event was, never who."""

from bot.core import JobContext, Router, Text, text
from bot.domain.stats import Period
from bot.references.stats import Figures, figures
from bot.vocabulary.people.people_counts import SMALLEST_SHOWN, people_count
from handlers.outcomes.words import MARKS
from storage.outcomes import FeedbackFigures

router = Router()


@router.contribution(figures)
def feedback_figures(ctx: JobContext, period: Period) -> Figures:
    """Numbers of marks given, unless few people gave one."""
    counts = ctx.store[FeedbackFigures].counts(ctx.community.id, period.since, period.until)
    total = sum(counts.values())
    lines: list[Text] = [text("Answers: {count}", count=people_count(total))]
    if total >= SMALLEST_SHOWN:
        lines += [
            text("{mark}: {count}", mark=label, count=counts[mark])
            for mark, label in MARKS.items()
            if mark in counts
        ]
    title = text("Events: feedback")
    if not total:
        return Figures(order=30, title=title, lines=(text("Nobody gave feedback."),))
    brief = text("Feedback on events: {answers}", answers=lines if len(lines) == 1 else lines[1:])
    return Figures(order=30, title=title, lines=tuple(lines), brief=brief)
