"""A list of organisations in words, before they are added: problems line by line."""

from collections.abc import Iterator, Mapping, Sequence

from bot.core import Bold, Line, Text, ntext, text
from bot.domain import communes
from bot.domain.directory.organisation_list import (
    LineRemark,
    ListProblem,
    Organisation,
    OrganisationList,
)
from bot.vocabulary.lists.brought_lists import column_lines, problem_text
from bot.vocabulary.lists.cut_lists import others_lines
from bot.vocabulary.lists.list_failures import LIST_FAILURES
from bot.workers.organisation_reader import MOST_ORGANISATIONS
from bot.workers.table_lines import ReadFailure

MOST_NAMED = 5
MOST_REMARKS = 10

_PROBLEM_TEXTS: Mapping[ListProblem, Text] = {
    ListProblem.NO_NAME: text("the name is missing"),
    ListProblem.LONG_NAME: text("the name is longer than 120 characters:"),
    ListProblem.ODD_NAME: text("this is not a name:"),
    ListProblem.TWICE: text("listed above:"),
    ListProblem.KNOWN: text("already in the directory:"),
    ListProblem.REMOVED: text("removed from the directory on request:"),
    ListProblem.COMMUNE: text("commune not recognised:"),
    ListProblem.DOMAIN: text("domain not recognised:"),
    ListProblem.LINK: text("this is not a web address:"),
}
_FAILURES: Mapping[ReadFailure, Text] = {
    **LIST_FAILURES,
    ReadFailure.TOO_MANY: text(
        "There are more than {most} organisations on this list: send it in several files.",
        most=MOST_ORGANISATIONS,
    ),
    ReadFailure.NO_NAMES: text(
        "I find no column of names. The first line must name the columns: Name, Activity, "
        "Commune, Domains, Website…"
    ),
}


def failure_text(made: OrganisationList) -> Text:
    """The reason why a file cannot be read as a list."""
    return _FAILURES[ReadFailure(made.failure)]


def preview_lines(made: OrganisationList) -> Iterator[Line]:
    """Counts of a list, and the first of each kind."""
    yield _count_text(len(made.organisations))
    if made.organisations:
        names = [_name_with_place(each) for each in made.organisations[:MOST_NAMED]]
        yield text("The first: {names}.", names=names)
    yield from column_lines(made.understood, made.ignored)
    left_out = [each for each in made.remarks if each.problem.leaves_out]
    cells = [each for each in made.remarks if not each.problem.leaves_out]
    yield from _problem_lines(
        left_out,
        ntext("{count} line adds nothing.", "{count} lines add nothing.", len(left_out)),
    )
    yield from _problem_lines(
        cells,
        ntext(
            "{count} cell was not understood: the organisation is added without it.",
            "{count} cells were not understood: the organisations are added without them.",
            len(cells),
        ),
    )


def _count_text(count: int) -> Text:
    if not count:
        return text("There is no organisation to add.")
    return ntext("{count} organisation to add.", "{count} organisations to add.", count)


def _name_with_place(organisation: Organisation) -> str:
    home = None if organisation.commune is None else communes.at(organisation.commune)
    return organisation.name if home is None else f"{organisation.name} ({home.name})"


def _problem_lines(remarks: Sequence[LineRemark], title: Text) -> Iterator[Line]:
    if remarks:
        yield ""
        yield Bold(title)
        yield from map(_problem_text, remarks[:MOST_REMARKS])
        yield from others_lines(len(remarks) - MOST_REMARKS)


def _problem_text(remark: LineRemark) -> Text:
    return problem_text(remark.line, _PROBLEM_TEXTS[remark.problem], remark.typed)
