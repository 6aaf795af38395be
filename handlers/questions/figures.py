"""Figures on questions: how many, how fast they are answered, and how useful the answers are."""

from statistics import median_low

from bot.core import JobContext, Line, Router, Text, ntext, text
from bot.domain.dates.local_time import Period, working_days_between
from bot.domain.questions.question import Usefulness
from bot.references.stats import Figures, figures
from bot.vocabulary.audiences import domain_label
from storage.questions import QuestionCounts, QuestionFigures

router = Router()


@router.contribution(figures)
def question_figures(ctx: JobContext, period: Period) -> Figures:
    """Numbers of questions and answers, delays, and the share of useful answers."""
    counts = ctx.store[QuestionFigures].counts(ctx.community.id, period.since, period.until)
    return Figures(
        order=50,
        title=text("Questions to the Region"),
        lines=tuple(_lines(ctx, counts)),
        brief=_brief_text(counts),
    )


def _lines(ctx: JobContext, counts: QuestionCounts) -> list[Line]:
    asked = ntext("{count} question was asked.", "{count} questions were asked.", counts.asked)
    lines: list[Line] = [asked if counts.asked else text("No question was asked.")]
    if counts.domains:
        lines.append(text("{domains}", domains=_domain_texts(counts)))
    if counts.delays:
        lines += _delay_lines(ctx, counts)
    if counts.declined:
        lines.append(text("Declined: {count}", count=counts.declined))
    if counts.unanswered:
        lines.append(text("Waiting for an answer now: {count}", count=counts.unanswered))
    rated = sum(counts.ratings.values())
    if rated:
        useful = counts.ratings.get(Usefulness.USEFUL, 0)
        lines.append(text("Answers found useful: {useful} of {rated}", useful=useful, rated=rated))
    return lines


def _delay_lines(ctx: JobContext, counts: QuestionCounts) -> list[Line]:
    """The number of answers, and the working days within which half of them came."""
    days = [
        working_days_between(
            asked.astimezone(ctx.zone).date(), answered.astimezone(ctx.zone).date(), ctx.zone
        )
        for asked, answered in counts.delays
    ]
    middle = median_low(days)
    half = ntext(
        "Half of them within {count} working day",
        "Half of them within {count} working days",
        middle,
    )
    if not middle:
        half = text("Half of them on the same day")
    return [text("Answered: {count}", count=len(days)), half]


def _brief_text(counts: QuestionCounts) -> Text | None:
    """Questions by domain and answers, in one line; None if nobody asked nor was answered."""
    if not counts.asked and not counts.delays:
        return None
    asked = text("Questions: {count}", count=counts.asked)
    if counts.domains:
        domains = _domain_texts(counts)
        asked = text("Questions: {count} ({domains})", count=counts.asked, domains=domains)
    if not counts.delays:
        return asked
    return text("{asked}; answered: {count}", asked=asked, count=len(counts.delays))


def _domain_texts(counts: QuestionCounts) -> list[Text]:
    """The domains with their numbers, the most asked first."""
    by_count = sorted(counts.domains.items(), key=lambda each: (-each[1], each[0]))
    return [
        text("{domain}: {count}", domain=domain_label(domain), count=count)
        for domain, count in by_count
    ]
