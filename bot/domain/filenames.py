"""Names of files, as every system and every header takes them."""

import re

_LONGEST = 120
# What separates folders, ends a header or a quotation, or is forbidden somewhere.
_NEVER = re.compile(
    r'[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]'
)


def plain_name(name: str, fallback: str = "file") -> str:
    """A name without anything that could do something, its ending kept; never empty.

    Marks that turn the reading direction could hide an ending, so they go too.
    """
    kept = _NEVER.sub("", name.encode("utf-8", "ignore").decode()).strip(" .")
    if not kept:
        return fallback
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:  # noqa: PLR2004 - longer ones are part of a sentence
        return kept[:_LONGEST].strip(" .")
    return f"{stem[: _LONGEST - len(ending) - 1].strip(' .')}.{ending}"
