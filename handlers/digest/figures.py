"""Figures on letters: how many went out, and how many people they reached in private."""

from collections.abc import Mapping

from bot.core import JobContext, Router, text
from bot.domain.dates.local_time import Period
from bot.domain.stats import Counted, FigureKind
from bot.references.stats import Figure, FigureSet, figures
from storage.digest import LetterFigures

router = Router()

LETTER_FIGURES = (
    Figure(
        key="letters_sent",
        title=text("Letters sent"),
        definition=text("Letters of the community that went out in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="letter_readers",
        title=text("People whom a letter reached in private"),
        definition=text(
            "Members who got a letter of the month in private, each once; whoever reads it in a "
            "room is not counted. Of a quarter or a year: the month with most."
        ),
        kind=FigureKind.PEOPLE_ONCE,
        only_now=True,
    ),
)


@router.contribution(figures)
def letter_figures(_ctx: JobContext) -> FigureSet:
    """Letters, and how many people they reach."""
    return FigureSet(order=35, theme=text("Letters"), figures=LETTER_FIGURES, count=_count_letters)


def _count_letters(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    found = ctx.store[LetterFigures].counts(ctx.community.id, period.since, period.until)
    return {
        "letters_sent": found.sent,
        "letter_readers": found.readers,
    }
