"""Lines of a table, with bounds: the file is not trusted."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from bot.domain.invitations.list_header import Header

MOST_COLUMNS = 60
LONGEST_CELL = 2000
LINES_BEFORE_HEADER = 20

Line = tuple[int, Sequence[str]]
TitleReader = Callable[[Sequence[str]], Header | None]
"""Reads a line of titles; None if it is none."""


class ReadFailure(StrEnum):
    """Reasons why a file cannot be read as a list."""

    BROKEN = "broken"
    NOT_A_LIST = "not_a_list"
    OLD_WORKBOOK = "old_workbook"
    OTHER_WORKBOOK = "other_workbook"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NO_NAMES = "no_names"
    EMPTY = "empty"
    GONE = "gone"


class Unreadable(Exception):
    """A file cannot be read as a list."""

    def __init__(self, why: ReadFailure) -> None:
        super().__init__(why)
        self.why = why


def headed(lines: Iterator[Line], read_titles: TitleReader) -> tuple[Header, Iterator[Line]]:
    """The first lines may be a title, or empty; the list comes behind the header."""
    before = 0
    for _, cells in lines:
        header = read_titles(cells)
        if header is not None:
            return header, lines
        before += any(cells)
        if before == LINES_BEFORE_HEADER:
            break
    raise Unreadable(ReadFailure.NO_NAMES if before else ReadFailure.EMPTY)


def trimmed(cell: str) -> str:
    return cell[:LONGEST_CELL].strip()
