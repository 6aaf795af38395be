"""Searches by words: the question that asks for them, their bound, and the count of the rest."""

from typing import Annotated

from bot.core import Line, asks, at_most, ntext

LONGEST_SEARCH = 200
SoughtWords = Annotated[str, asks("Which words are you looking for?"), at_most(LONGEST_SEARCH)]


def more_lines(count: int) -> list[Line]:
    """The line that says how many more were found; none if all are shown."""
    if count <= 0:
        return []
    return [ntext("And {count} more: add a word.", "And {count} more: add a word.", count)]
