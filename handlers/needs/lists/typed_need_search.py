"""“Who offers a room?”, “needs in Dole” in plain words: needs and offers of that kind."""

import re

from bot.core import Card, Context, Router
from bot.domain.conversations.everyday_words import GREETING, plain_line
from bot.domain.domains import sign_of
from bot.domain.needs.need import NeedKind
from bot.domain.words import fold
from bot.references.conversations import guessed_words
from bot.vocabulary.audiences.domains import domain_words
from bot.vocabulary.lists.word_search import LONGEST_SEARCH
from handlers.needs.lists.need_filter import NeedListFilter
from handlers.needs.lists.need_list import need_list_card
from handlers.needs.lists.need_search import found_needs_card

router = Router()

_ARTICLE = r"(?:(?:d'une?|une?|des?|du|l[ea]s?|an?|the|some) |[dl]')?"
_NEEDS = r"(?:re)?cherche|a besoin|is looking for|needs"
_OFFERS = r"propose|offre|donne|prête|prete|(?:can )?(?:offers?|gives?|lends?)"
_ASKED = re.compile(
    rf"{GREETING}(?:est-ce que )?(?:qui (?:est-ce qui )?|who )"
    rf"(?:(?P<need>{_NEEDS})|(?:{_OFFERS})(?! de (?!l(?:a |')))) "
    r"(?!.*(?:\btrajet|covoit|\bplace|\brides?\b|\bseat|\bqui\b|\bm(?:es|on|a|y)\b)"
    r"|\w+ (?:avis|réponse|voix)\b)"
    rf"{_ARTICLE}(?P<words>.+)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"{GREETING}(?:(?:voir|quels sont|quelles sont|y a-t-il|see|show me|any) )?"
    r"(?:(?:les|des|the) )?"
    r"(?:(?P<need>besoins|needs)|offres|offers) (?!to\b|be\b|et\b|and\b|ou\b|or\b)"
    r"(?:(?:en|dans|à|au|aux|de|du|pour|sur|vers|in|near|around|about|for|from|with) |d')?"
    rf"{_ARTICLE}(?P<words>\S+(?: \S+){{0,3}})",
    re.IGNORECASE,
)


@router.contribution(guessed_words)
def guess_need_search(ctx: Context, words: str) -> Card | None:
    """The needs or offers that are asked about; rides are found beside their event."""
    plain = plain_line(words)[:LONGEST_SEARCH].rstrip(" .?!")
    asked, listed = _ASKED.match(plain), _LISTED.fullmatch(plain)
    found = asked or listed
    if found is None:
        return None
    kind = NeedKind.NEED if found["need"] else NeedKind.OFFER
    domain = _domain_called(ctx, found["words"]) if listed else None
    if domain is not None:
        return need_list_card(ctx, NeedListFilter(kind.value, sign_of(domain)))
    return found_needs_card(ctx, found["words"], kind)


def _domain_called(ctx: Context, typed: str) -> str | None:
    """The only domain with this name, or this word in its name."""
    known, word = domain_words(ctx.community.domains), fold(typed)
    exact = known.get(word)
    found = {domain for name, domain in known.items() if word in name.split()}
    return exact or (found.pop() if len(found) == 1 else None)
