"""Lists that gardeners bring as files: their source, their columns, problems of their lines."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.core import Line, Text, text
from bot.domain.refusals import Refusal
from bot.domain.words import on_one_line

UNDECIDED_FOR = timedelta(days=1)
"""Time for which a list waits for a decision."""
SHORTEST_SOURCE, LONGEST_SOURCE = 3, 120
MOST_FILE_NAME = 60
MOST_TITLES = 8
"""Titles of columns that are named."""


def stated_source(typed: str, refusal: type[Refusal]) -> str:
    """The source of a list, in a few words. Raises the `refusal` if they are too few or many."""
    source = on_one_line(typed)
    if not SHORTEST_SOURCE <= len(source) <= LONGEST_SOURCE:
        raise refusal
    return source


def shown_file_name(name: str) -> str:
    """The name of a file on one line, cut to its shown length."""
    return on_one_line(name)[:MOST_FILE_NAME]


def column_lines(understood: Sequence[str], ignored: Sequence[str]) -> Iterator[Line]:
    """The columns that were understood, and those that were not."""
    yield text("Columns understood: {columns}.", columns=list(understood[:MOST_TITLES]))
    if ignored:
        yield text("Columns ignored: {columns}.", columns=list(ignored[:MOST_TITLES]))


def problem_text(line: int, what: Text, typed: str) -> Text:
    """A problem in a line of the file, with the words there."""
    if not typed:
        return text("Line {line}: {what}", line=str(line), what=what)
    return text("Line {line}: {what} “{typed}”", line=str(line), what=what, typed=typed)
