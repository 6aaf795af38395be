"""“Who knows about compost?”, “annuaire vélo” in plain words: the members who may, and others."""

import re

from bot.core import Card, Context, Router
from bot.domain.conversations.everyday_words import GREETING, plain_line
from bot.domain.needs.need_phrases import need_in_words
from bot.references.conversations import guessed_words
from bot.vocabulary.lists.word_search import LONGEST_SEARCH
from handlers.directory.search import found_card

router = Router()

_SOMEBODY = r"(?:quelqu'un|qqun|qqn|qq'un|quelqun|une personne|des gens|des personnes|un membre)"
_KNOWS = r"(?:s'y conna[iî](?:t|s|ssent) (?:en|dans)|conna[iî](?:t|s|ssent)(?: bien)?|sait|fait)"
_SEARCH = re.compile(
    rf"{GREETING}(?:"
    r"(?:(?:je |on )?(?:re)?cherche|connaissez[- ]vous|y a[- ]t[- ]il|il y a) "
    rf"{_SOMEBODY} qui {_KNOWS}"
    rf"|(?:est-ce que )?(?:qui|{_SOMEBODY}) (?:est-ce qui )?"
    r"(?:s'y conna[iî][ts] (?:en|dans)|conna[iî]t(?: bien)?)"
    r"|annuaire(?: ?:)?(?=(?: \S+){1,4}$)|directory(?: ?:)?(?=(?: \S+){1,4}$)"
    r"|who knows (?:about|how to)|(?:does )?any(?:one|body) know(?:s)? (?:about|how to)"
    r"|(?:i am |i'm )?looking for (?:someone|somebody) who knows(?: about)?"
    r") (?P<words>.+)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:l[ea]s? |l'|du |des? |d'|the )", re.IGNORECASE)


@router.contribution(guessed_words)
def guess_search(ctx: Context, words: str) -> Card | None:
    """The directory's answer; a need that is clear is shown as such instead."""
    found = _SEARCH.match(plain_line(words)[:LONGEST_SEARCH])
    need = need_in_words(words)
    if found is None or (need is not None and need.is_clear):
        return None
    return found_card(ctx, _ARTICLE.sub("", found["words"].strip(" .?!"), count=1))
