"""A need or an offer without the mark of a command: `besoin : un local à Auch`."""

import re

from bot.core import Answer, Context, Router
from bot.domain.needs.need import LONGEST_NEED, NeedKind
from bot.domain.words import fold
from bot.references.conversations import explained_words
from bot.references.needs import need_command, offer_command
from handlers.needs.publishing.preview import prepared_card

router = Router()

_KINDS = {
    NeedKind.NEED: (need_command.name, need_command.fr),
    NeedKind.OFFER: (offer_command.name, offer_command.fr),
}
_MARKED = re.compile(r"(\w{4,8}?)s? ?: ?(?=\S)")


@router.contribution(explained_words)
def need_of_words(ctx: Context, words: str) -> Answer:
    """Show what such words would publish; None for all others."""
    found = _MARKED.match(words)
    if found is None or ctx.person.circle is None or len(words) > LONGEST_NEED:
        return None
    name = fold(found[1])
    kind = next((each for each, names in _KINDS.items() if name in names), None)
    typed = words[found.end() :]
    if kind is None or not any(map(str.isalpha, typed)):
        return None
    return prepared_card(ctx, kind, typed)
