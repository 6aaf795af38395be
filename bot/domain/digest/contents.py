"""The contents of a digest: title, order, and their size in a shared room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.refusals import Refusal

LONGEST_TITLE = 120
LONGEST_GREETING = 200
LONGEST_INTRODUCTION = 600
ROOM_LINES = 7
ROOM_LINE = 200


class NotInLetter(Refusal):
    """There is no news item {number} in this letter."""


class TitleTooLong(Refusal):
    """This title is too long: {most} characters at most."""


class WordsTooLong(Refusal):
    """These words are too long: {most} characters at most."""


class NothingToTitle(Refusal):
    """This title is empty."""


def fits_in_a_room(lengths: Sequence[int]) -> bool:
    """True if a digest with lines of these lengths is shown whole in a shared room."""
    return len(lengths) <= ROOM_LINES and all(length <= ROOM_LINE for length in lengths)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a digest: its title, its greeting or one of its items."""

    key: str
    """Its place: `title`, or an item such as `news-7`."""
    words: str
    """Its visible words."""
    author_id: int | None = None
    """The member who wrote it; their words go with them."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of a digest since its parts were shown."""

    added: Sequence[str]
    removed: Sequence[str]
    reworded: Sequence[str]
    moved: bool
    """True if the remaining parts are in another order."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.reworded or self.moved)


def changes_since(shown: Sequence[Part], parts: Sequence[Part]) -> Changes:
    """Compare the words of a digest, part by part, with those that were shown."""
    before, now = _words_by_key(shown), _words_by_key(parts)
    left = [key for key in before if key in now]
    return Changes(
        added=[key for key in now if key not in before],
        removed=[key for key in before if key not in now],
        reworded=[key for key in left if now[key] != before[key]],
        moved=left != [key for key in now if key in before],
    )


def _words_by_key(parts: Sequence[Part]) -> Mapping[str, str]:
    return {each.key: each.words for each in parts}


def moved_by(keys: Sequence[str], key: str, steps: int) -> list[str]:
    """Move one of the keys up or down; no change if it is gone or at the end."""
    order = list(keys)
    if key not in order:
        return order
    at = order.index(key)
    to = min(max(at + steps, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    return order


def read_greeting(typed: str) -> str:
    """A greeting; empty for a dash alone."""
    return _read_lines(typed, LONGEST_GREETING)


def read_introduction(typed: str) -> str:
    """An introduction; empty for a dash alone."""
    return _read_lines(typed, LONGEST_INTRODUCTION)


def _read_lines(typed: str, most: int) -> str:
    lines = [" ".join(line.split()) for line in typed.strip().split("\n")]
    words = "\n".join(lines)
    if len(words) > most:
        raise WordsTooLong(most=most)
    return words if any(map(str.isalnum, words)) else ""


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
