"""Figures on introductions: how many, and whether they helped, never between whom."""

from bot.core import JobContext, Line, Router, ntext, text
from bot.domain.stats import Period
from bot.references.stats import Figures, figures
from bot.vocabulary.people.people_counts import SMALLEST_SHOWN, people_count
from storage.introductions import IntroductionFigures

router = Router()


@router.contribution(figures)
def introduction_figures(ctx: JobContext, period: Period) -> Figures:
    """Numbers of introductions.

    Small ones of yeses are not shown, not even that there was none: they would tell of a no.
    """
    counts = ctx.store[IntroductionFigures].counts(ctx.community.id, period.since, period.until)
    title = text("Introductions")
    if not counts.proposed and not counts.met:
        return Figures(order=60, title=title, lines=(text("Nobody was introduced."),))
    proposed = ntext(
        "{count} introduction was proposed.",
        "{count} introductions were proposed.",
        counts.proposed,
    )
    met = text("Both sides agreed: {count}", count=people_count(max(counts.met, 1)))
    lines: list[Line] = [proposed, met]
    if counts.rated >= SMALLEST_SHOWN:
        lines.append(
            text("Found useful: {useful} of {rated}", useful=counts.helped, rated=counts.rated)
        )
    brief = text("Introductions: {count}", count=counts.proposed) if counts.proposed else None
    return Figures(order=60, title=title, lines=tuple(lines), brief=brief)
