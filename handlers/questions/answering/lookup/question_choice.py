"""Questions to choose from, as buttons of a form."""

from collections.abc import Sequence

from bot.core import Context, Words, text
from bot.domain.questions.question import UNANSWERED
from bot.domain.text.plain_text import shortened
from storage.questions import QuestionFilter, Questions

_MOST = 10
_LONGEST = 40


def questions_under_way(ctx: Context) -> Sequence[tuple[str, Words]]:
    """The questions that the Region still has to answer, the newest first."""
    found = ctx.store[Questions].listed(
        ctx.community.id, QuestionFilter(states=UNANSWERED), most=_MOST
    )
    return [
        (
            str(each.id),
            text("{number}. {words}", number=each.id, words=shortened(each.words, _LONGEST)),
        )
        for each in found
    ]
