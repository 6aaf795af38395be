"""Names and media types of files that are valid on every system and in every header."""

import re

from bot.domain.words import without_unseen

_LONGEST = 120
# Characters that separate folders, end a header or a quotation, or are forbidden somewhere.
_NEVER = re.compile(r'[\x00-\x1f\x85\u2028\u2029/\\:*?"<>|]')

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][\w!#$&^.+-]{0,62}/[A-Za-z0-9][\w!#$&^.+-]{0,126}", re.ASCII)
"""A type as it is registered (RFC 6838)."""
UNKNOWN_TYPE = "application/octet-stream"


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


def plain_media_type(stated: str) -> str:
    """The media type that a sender states, without parameters; that of any bytes if it is none."""
    found = _MEDIA_TYPE.match(stated.strip())
    if found is None or stated.strip()[found.end() :].lstrip()[:1] not in ("", ";"):
        return UNKNOWN_TYPE
    return found[0].lower()
