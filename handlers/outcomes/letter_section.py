"""Outcomes of past events and of polls in the letter."""

from bot.core import JobContext, LetterItem, Router
from bot.domain.digest.composing import Section
from handlers.digest import news_in_letter
from storage.outcomes import Outcomes, PollOutcomes

router = Router()


@router.section(Section.CHANGED, order=-1)
def outcomes_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The news that tell outcomes: they stand here, and so not among the other news."""
    waiting = news_in_letter(ctx)
    ids = [each.ref for each in waiting]
    told = ctx.store[Outcomes].told_by(ids) | ctx.store[PollOutcomes].told_by(ids)
    return [each for each in waiting if each.ref in told]
