"""The contents of a digest: title, order, and their size in a shared room."""

from collections.abc import Sequence
from zlib import crc32

from bot.domain.refusals import Refusal

LONGEST_TITLE = 120
ROOM_LINES = 7
ROOM_LINE = 200


class NotInLetter(Refusal):
    """There is no news item {number} in this letter."""


class TitleTooLong(Refusal):
    """This title is too long: {most} characters at most."""


class NothingToTitle(Refusal):
    """This title is empty."""


def fits_in_a_room(lengths: Sequence[int]) -> bool:
    """True if a digest with lines of these lengths is shown whole in a shared room."""
    return len(lengths) <= ROOM_LINES and all(length <= ROOM_LINE for length in lengths)


def fingerprint(words: Sequence[str]) -> int:
    """Nine digits by which a button recognises the content that was read."""
    return crc32("\n".join(words).encode()) % 10**9


def reordered(present: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """The numbers asked for first, in that order, then the others as they were."""
    for number in wanted:
        if number not in present:
            raise NotInLetter(number=number)
    first = list(dict.fromkeys(wanted))
    return [*first, *(number for number in present if number not in first)]


def read_title(typed: str) -> str:
    """A title on one line."""
    title = " ".join(typed.split())
    if not any(letter.isalnum() for letter in title):
        raise NothingToTitle
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong(most=LONGEST_TITLE)
    return title
