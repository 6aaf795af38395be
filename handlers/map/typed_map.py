"""“Carte des événements” in plain words: that part of the map."""

import re
from contextlib import suppress

from bot.core import Answer, Context, Router
from bot.domain.conversations.everyday_words import GREETING, plain_line
from bot.domain.words import fold
from bot.references.conversations import explained_words
from bot.references.map import map_command
from handlers.map.views import NotOnMap

router = Router()

LONGEST = 80
_MAP = re.compile(
    rf"{GREETING}(?:"
    r"(?:(?:voir|ouvrir|montrez[- ]moi|afficher) )?(?:la )?carte "
    r"(?:des |du |de la |de |d'|l')?(?P<french>.+)"
    r"|(?:(?:see|show me|open) )?(?:the )?map of (?:the )?(?P<english>.+)"
    r"|(?:the )?(?P<before>\w+) map)",
    re.IGNORECASE,
)


@router.contribution(explained_words)
def part_of_map(ctx: Context, words: str) -> Answer:
    """Show the part of the map that is named; None where it shows nothing of the kind."""
    found = _MAP.fullmatch(plain_line(words).rstrip(" .?!"))
    if found is None or len(words) > LONGEST:
        return None
    named = found["french"] or found["english"] or found["before"]
    with suppress(NotOnMap):
        return ctx.run(f"{map_command.name} {fold(named)}")
    return None
