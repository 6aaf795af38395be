"""Lists that gardeners bring and sites that are fetched: names, and why they cannot be read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.core import DownloadRef, JobContext, Line, Outcome, Text, text
from bot.domain.directory import ListProblem
from bot.domain.refusals import Refusal
from bot.domain.words import on_one_line
from bot.workers.tables import ReadFailure
from storage.fetched_sources import FetchedSource
from storage.files import Files
from storage.members import Member, Members

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


PROBLEM_TEXTS: Mapping[ListProblem, Text] = {
    ListProblem.NO_NAME: text("the name is missing"),
    ListProblem.LONG_NAME: text("the name is longer than 120 characters:"),
    ListProblem.ODD_NAME: text("this is not a name:"),
    ListProblem.TWICE: text("listed above:"),
    ListProblem.KNOWN: text("already in the directory:"),
    ListProblem.REMOVED: text("removed from the directory on request:"),
    ListProblem.COMMUNE: text("commune not recognised:"),
    ListProblem.DOMAIN: text("topic not recognised:"),
    ListProblem.LINK: text("this is not a web address:"),
}
"""Problems in a line of a list of organisations or projects."""


def problem_text(line: int, what: Text, typed: str) -> Text:
    """A problem in a line of the file, with the words there."""
    if not typed:
        return text("Line {line}: {what}", line=str(line), what=what)
    return text("Line {line}: {what} “{typed}”", line=str(line), what=what, typed=typed)


LIST_FAILURES: Mapping[ReadFailure, Text] = {
    ReadFailure.BROKEN: text(
        "I cannot read this file. Open it in your spreadsheet program, save it as XLSX or CSV, "
        "and send it again."
    ),
    ReadFailure.NOT_A_LIST: text("This is not a list: send a spreadsheet (XLSX) or a CSV file."),
    ReadFailure.OLD_WORKBOOK: text(
        "This spreadsheet is in the old format (.xls), or has a password. Save it as XLSX, without "
        "a password, and send it again."
    ),
    ReadFailure.OTHER_WORKBOOK: text(
        "I do not read files of this kind. Save the list as XLSX or CSV, and send it again."
    ),
    ReadFailure.TOO_LARGE: text(
        "This file is too large once unpacked: send the list in several files."
    ),
    ReadFailure.EMPTY: text("This file is empty."),
    ReadFailure.GONE: text("This file is no longer here: please send it again."),
}

SITE_FAILURES: Mapping[str, Text] = {
    "address": text("this address cannot be fetched"),
    "inner": text("this address leads to a private network"),
    "no name": text("there is no site with this name"),
    "insecure": text("the site's security certificate is not valid"),
    "unreachable": text("the site does not answer"),
    "gone": text("there is nothing at this address"),
}
"""Failures of the fetch itself, independent of the content."""


def failure_text(failure: str, own: Mapping[str, Text]) -> Text:
    """The reason why a source cannot be read; `own` are those of its kind, and "refused"."""
    return {**SITE_FAILURES, **own}.get(failure, own["refused"])


def fetch_source(
    ctx: JobContext,
    download: DownloadRef[..., Any],
    source: FetchedSource,
    asker: int | None,
    **details: str,
) -> None:
    """Fetch the new version of a source; the `asker`, a member, is told the result."""
    source.plan_next(ctx.now)
    asked: dict[str, Any] = {**details, "etag": source.etag, "modified": source.modified}
    download.fetch(ctx, source.url, key=f"{source.id}:{asker or ''}", **asked)


def fetched_source(ctx: JobContext, outcome: Outcome) -> tuple[int, Member | None, bytes | None]:
    """The id of the source that was fetched, the asker, and the content, whose file is dropped."""
    number, _, asker = outcome.key.partition(":")
    content = None
    if outcome.file_id is not None:
        content = ctx.store[Files].read(outcome.file_id)
        ctx.store[Files].drop(outcome.file_id)
    return int(number), ctx.store[Members].get(int(asker)) if asker else None, content


def site_name(url: str) -> str:
    """The site of an address, without its `www`."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def idle_state(source: FetchedSource, why: Text, waiting: int) -> Text | None:
    """The state of a source of which nothing waits to be decided, failed for `why`; else None."""
    if source.failed_since is not None:
        return text("unreadable since {since}: {why}", since=source.failed_since, why=why)
    if source.checked_at is None:
        return text("not read yet")
    if not waiting:
        return text("read {at}, nothing to decide", at=source.checked_at)
    return None
