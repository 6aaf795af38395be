"""File names that are valid on every system and in every header."""

import re

from bot.domain.words import without_unseen

_LONGEST = 120
# Characters that separate folders, end a header or a quotation, or are forbidden somewhere.
_NEVER = re.compile(r'[\x00-\x1f\x85\u2028\u2029/\\:*?"<>|]')


def plain_name(name: str, fallback: str = "file") -> str:
    """A name without anything that could do something, its ending kept; never empty.

    Marks that turn the reading direction could hide an ending, so they go too.
    """
    name_without = _NEVER.sub("", without_unseen(name)).strip(" .")
    if not name_without:
        return fallback
    stem, dot, ending = name_without.rpartition(".")
    if not dot or len(ending) > 10:  # noqa: PLR2004 - longer ones are part of a sentence
        return name_without[:_LONGEST].strip(" .")
    return f"{stem[: _LONGEST - len(ending) - 1].strip(' .')}.{ending}"
