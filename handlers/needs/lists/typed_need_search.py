"""“Who is looking for a bike?” in plain words: needs and offers with these words."""

import re

from bot.core import Card, Context, Router
from bot.domain.conversations.everyday_words import GREETING, plain_line
from bot.references.conversations import guessed_words
from bot.vocabulary.lists.word_search import LONGEST_SEARCH
from handlers.needs.lists.need_search import found_needs_card

router = Router()

_SEARCH = re.compile(
    rf"{GREETING}(?:(?:est-ce que )?qui (?:est-ce qui )?(?:(?:re)?cherche|a besoin)"
    r"|who (?:is looking for|needs)) (?!.*(?:\btrajet|covoit|\bplace|\brides?\b|\bseat|\bqui\b"
    r"|\bm(?:es|on|a|y)\b))"
    r"(?:(?:d'une?|une?|des?|du|l[ea]s?|an?|the|some) |[dl]')?(?P<words>.+)",
    re.IGNORECASE,
)


@router.contribution(guessed_words)
def guess_need_search(ctx: Context, words: str) -> Card | None:
    """The needs and offers that are asked about; rides are found beside their event."""
    found = _SEARCH.match(plain_line(words)[:LONGEST_SEARCH])
    return found_needs_card(ctx, found["words"].strip(" .?!")) if found else None
