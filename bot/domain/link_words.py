"""Words of deep links: `in3-vote-7-2` is the action `vote` with 7 and 2, in community 3.

In `in3-v4-vote-7-2` it is for revision 4 of what it acts on.
"""

import re

LINK_WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""The words that a link takes."""
_REVISED = re.compile(r"v(\d{1,9})-(.+)", re.DOTALL)
_PLACED = re.compile(r"in(\d{1,9})(?:-(.*))?", re.DOTALL)


def link_word(community_id: int | None, action: str, *arguments: object, revision: int = 0) -> str:
    """The word of an action in a community, or in none in particular."""
    place = [] if community_id is None else [f"in{community_id}"]
    shown = [f"v{revision}"] if revision else []
    return "-".join([*place, *shown, action, *map(str, arguments)])


def read_revision(word: str) -> tuple[int, str]:
    """The revision that a link's word carries behind its place, or 0, and the rest of the word."""
    revised = _REVISED.fullmatch(word)
    return (0, word) if revised is None else (int(revised[1]), revised[2])


def revised_word(word: str, revision: int) -> str:
    """A link's word with a revision in place of its own, if any; 0 for none."""
    place, rest = read_place(word)
    return link_word(place, read_revision(rest)[1], revision=revision)


def read_place(word: str) -> tuple[int | None, str]:
    """The community that a link's word names, if any, and the rest of the word."""
    placed = _PLACED.fullmatch(word)
    return (None, word) if placed is None else (int(placed[1]), placed[2] or "")
