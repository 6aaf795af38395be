"""A gardener brings a list of organisations: it is checked and shown, then added or discarded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Bold,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Upload,
    asks,
    ntext,
    reads,
    text,
)
from bot.domain.directory import (
    LONGEST_SHOWN,
    LineRemark,
    ListProblem,
    Organisation,
    OrganisationList,
    organisation_key,
    unpack_list,
)
from bot.domain.rates import IMPORTS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.directory import ask_organisation_list, open_organisations
from bot.vocabulary.audiences import domain_words
from bot.vocabulary.lists import others_rows, page_start
from bot.vocabulary.outside_sources import (
    LIST_FAILURES,
    PROBLEM_TEXTS,
    UNDECIDED_FOR,
    column_lines,
    problem_text,
    shown_file_name,
    stated_source,
)
from bot.vocabulary.places import with_home
from bot.workers.tables import MOST_ORGANISATIONS, ReadFailure, read_organisations
from storage.directory import OrganisationListRow, OrganisationLists, Organisations
from storage.files import Files
from storage.folder import FileGone

router = Router()

BRING_A_LIST_OF_ORGANISATIONS = Act(
    text("{who} sent a list of organisations"), text("send a list of organisations")
)
ADD_ORGANISATIONS = Act(
    text("{who} added organisations to the directory"), text("add organisations to the directory")
)
DISCARD_A_LIST_OF_ORGANISATIONS = Act(
    text("{who} discarded a list of organisations"), text("discard a list of organisations")
)

MOST_NAMED = 5
MOST_REMARKS = 10
_FAILURES: Mapping[ReadFailure, Text] = {
    **LIST_FAILURES,
    ReadFailure.TOO_MANY: text(
        "There are more than {most} organisations on this list: send it in several files.",
        most=MOST_ORGANISATIONS,
    ),
    ReadFailure.NO_NAMES: text(
        "I find no column of names. The first line must name the columns: Name, Activity, "
        "Commune, Topics, Website…"
    ),
}


class NoListSource(Refusal):
    """Say where this list comes from (3 to 120 characters): “Directory of the Region, 2026”."""


class ListOver(Final):
    """This list is no longer here. Please send it again."""


@router.button(ask_organisation_list, who=Role.GARDENER, trace=BRING_A_LIST_OF_ORGANISATIONS)
def ask_list(ctx: Context) -> Answer:
    """Ask for the file, then for its source, in private."""
    return take_list.ask_in_private(ctx)


@router.form(
    "organisations_list", who=Role.GARDENER, limit=IMPORTS, trace=BRING_A_LIST_OF_ORGANISATIONS
)
def take_list(
    ctx: Context,
    file: Annotated[
        Upload,
        asks(
            "Send me the list of organisations: a spreadsheet (XLSX) or a CSV file with a "
            "column of names. I also read: activity, commune, postcode, topics, website. "
            "Nothing is added before you have checked it."
        ),
    ],
    source: Annotated[
        str,
        asks("Where does this list come from? The members read your answer on each card."),
        reads(partial(stated_source, refusal=NoListSource)),
    ],
) -> Text:
    row = ctx.store[OrganisationLists].add(
        OrganisationListRow(
            community_id=ctx.community.id,
            member_id=ctx.member.id,
            source=source,
            file_name=shown_file_name(file.name),
            made_at=ctx.now,
            expires_at=ctx.now + UNDECIDED_FOR,
        )
    )
    ctx.trace(number=row.id, source=source)
    show_list.fetch(ctx, file, key=row.id)
    return text("I am reading the file.")


@router.outcome("organisations_list", who=Role.GARDENER, read=read_organisations)
def show_list(ctx: Context, key: int, file_id: int) -> Card | None:
    row = ctx.store[OrganisationLists].get(key)
    made = unpack_list(ctx.store[Files].read(file_id))
    if row is None or made.failure:
        ctx.store[Files].drop(file_id)
    if row is None:
        return None
    title = text("List “{file}”", file=row.file_name)
    if made.failure:
        ctx.store[OrganisationLists].drop(row)
        return Card(title, (_FAILURES[ReadFailure(made.failure)],))
    row.file_id = file_id
    made = _checked_list(ctx, made)
    source = text("Source: {source}", source=row.source)
    discard = (discard_list.button(text("Discard this list"), row.id),)
    count = len(made.organisations)
    label = ntext("Add {count} organisation", "Add {count} organisations", count)
    rows = ((add_organisations.button(label, row.id),), discard) if count else (discard,)
    return Card(title, (source, *_preview_lines(made)), (*_rest_rows(row, made, 0), *rows))


@router.button("organisations_remarks", who=Role.GARDENER, trace=BRING_A_LIST_OF_ORGANISATIONS)
def show_more_remarks(ctx: Context, list_id: int, after: int) -> Card:
    """Show the next lines of a list that were not understood."""
    row, made = _own_list(ctx, list_id)
    made, after = _checked_list(ctx, made), page_start(after)
    title = text("List “{file}”", file=row.file_name)
    return Card(title, tuple(_remark_lines(made, after)), _rest_rows(row, made, after))


def _rest_rows(row: OrganisationListRow, made: OrganisationList, after: int) -> Buttons:
    start = after + MOST_REMARKS
    left = sum(max(len(each) - start, 0) for each in _remarks(made))
    return others_rows(left, lambda label: show_more_remarks.button(label, row.id, start))


@router.button("organisations_add", deliberate=True, who=Role.GARDENER, trace=ADD_ORGANISATIONS)
def add_organisations(ctx: Context, list_id: int) -> Replace:
    """Put the organisations of a list into the directory."""
    row, made = _own_list(ctx, list_id)
    added = _checked_list(ctx, made).organisations
    ctx.store[Organisations].add(row, added)
    ctx.trace(rows=len(added), source=row.source)
    _drop_file(ctx, row)
    row.expires_at = None
    done = ntext(
        "{count} organisation is now in the directory.",
        "{count} organisations are now in the directory.",
        len(added),
    )
    show = open_organisations.button(text("Show the organisations"), "", 0)
    return Replace(Card(text("List “{file}”", file=row.file_name), (done,), ((show,),)))


@router.button("organisations_discard", who=Role.GARDENER, trace=DISCARD_A_LIST_OF_ORGANISATIONS)
def discard_list(ctx: Context, list_id: int) -> Replace:
    """Delete a list before anything of it is added."""
    row, _ = _own_list(ctx, list_id)
    _drop_file(ctx, row)
    ctx.store[OrganisationLists].drop(row)
    return Replace(text("Nothing of this list was added."))


def _own_list(ctx: Context, list_id: int) -> tuple[OrganisationListRow, OrganisationList]:
    """A list that this person sent and that waits for a decision."""
    row = ctx.store[OrganisationLists].get(list_id)
    if row is None or row.file_id is None:
        raise ListOver
    if (row.community_id, row.member_id) != (ctx.community.id, ctx.member.id):
        raise ListOver
    try:
        return row, unpack_list(ctx.store[Files].read(row.file_id))
    except FileGone as error:
        raise ListOver from error


def _drop_file(ctx: Context, row: OrganisationListRow) -> None:
    if row.file_id is not None:
        ctx.store[Files].drop(row.file_id)
        row.file_id = None


def _checked_list(ctx: Context, made: OrganisationList) -> OrganisationList:
    """The list with the community's domains, without organisations known or removed before."""
    organisations = ctx.store[Organisations]
    left_out = dict.fromkeys(organisations.keys(ctx.community.id), ListProblem.KNOWN)
    removed = organisations.removed_keys(ctx.community.id)
    left_out |= dict.fromkeys(removed, ListProblem.REMOVED)
    domains = domain_words(ctx.community.domains)
    kept: list[Organisation] = []
    remarks = list(made.remarks)
    for each in made.organisations:
        problem = left_out.get(organisation_key(each.name, each.commune))
        if problem is not None:
            remarks.append(LineRemark(each.line, problem, each.name[:LONGEST_SHOWN]))
            continue
        known = {name: domains.get(fold(name)) for name in each.domains}
        remarks += [
            LineRemark(each.line, ListProblem.DOMAIN, name)
            for name, key in known.items()
            if key is None
        ]
        keys = dict.fromkeys(filter(None, known.values()))
        kept.append(replace(each, domains=tuple(keys)))
    remarks.sort(key=lambda remark: remark.line)
    return replace(made, organisations=kept, remarks=remarks)


def _preview_lines(made: OrganisationList) -> Iterator[Line]:
    """The counts of a list, and the first entries and problems."""
    count = len(made.organisations)
    if not count:
        yield text("There is no organisation to add.")
    else:
        yield ntext("{count} organisation to add.", "{count} organisations to add.", count)
        names = [with_home(each.name, each.commune) for each in made.organisations[:MOST_NAMED]]
        yield text("The first: {names}.", names=names)
    yield from column_lines(made.understood, made.ignored)
    yield from _remark_lines(made, 0)


def _remarks(made: OrganisationList) -> tuple[list[LineRemark], list[LineRemark]]:
    """The lines that add nothing, and the cells that were not understood."""
    left_out = [each for each in made.remarks if each.problem.leaves_out]
    return left_out, [each for each in made.remarks if not each.problem.leaves_out]


def _remark_lines(made: OrganisationList, after: int) -> Iterator[Line]:
    left_out, cells = _remarks(made)
    nothing = ntext("{count} line adds nothing.", "{count} lines add nothing.", len(left_out))
    yield from _problem_lines(left_out, nothing, after)
    yield from _problem_lines(
        cells,
        ntext(
            "{count} cell was not understood: the organisation is added without it.",
            "{count} cells were not understood: the organisations are added without them.",
            len(cells),
        ),
        after,
    )


def _problem_lines(remarks: Sequence[LineRemark], title: Text, after: int) -> Iterator[Line]:
    if remarks[after:]:
        yield ""
        yield Bold(title)
        for each in remarks[after : after + MOST_REMARKS]:
            yield problem_text(each.line, PROBLEM_TEXTS[each.problem], each.typed)
