"""Outcomes in the letter: results of past events."""

from bot.core import JobContext, LetterItem, Router
from bot.domain.digest.composing import Section
from handlers.digest import news_in_letter
from storage.outcomes import Outcomes

router = Router()


@router.section(Section.CHANGED, order=-1)
def outcomes_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The news that tell outcomes: they stand here, and so not among the other news."""
    waiting = news_in_letter(ctx)
    told = ctx.store[Outcomes].told_by([each.ref for each in waiting])
    return [each for each in waiting if each.ref in told]
