"""A gardener brings a list of projects with its source: it is checked, then shown or discarded."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Bold,
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
from bot.domain.addresses import shortened
from bot.domain.directory import (
    LONGEST_SHOWN,
    LineRemark,
    ListProblem,
    Organisation,
    OrganisationList,
    organisation_key,
    unpack_list,
)
from bot.domain.projects import LONGEST_TITLE
from bot.domain.rates import IMPORTS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.projects import bring_projects, project_command
from bot.vocabulary.lists import others_label
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
from storage.files import Files
from storage.folder import FileGone
from storage.projects import ProjectList, Projects

router = Router()

BRING_A_LIST = Act(text("{who} brought a list of projects"), text("bring a list of projects"))
ADD_A_LIST = Act(text("{who} showed the projects of a list"), text("show the projects of a list"))
DISCARD_A_LIST = Act(text("{who} discarded a list of projects"), text("discard a list of projects"))

MOST_NAMED = 5
MOST_REMARKS = 10
_FAILURES: Mapping[ReadFailure, Text] = {
    **LIST_FAILURES,
    ReadFailure.TOO_MANY: text(
        "There are more than {most} projects on this list: send it in several files.",
        most=MOST_ORGANISATIONS,
    ),
    ReadFailure.NO_NAMES: text(
        "I find no column of names. The first line must name the columns: Project, Description, "
        "Commune, Website…"
    ),
}
_PROBLEMS = {
    **PROBLEM_TEXTS,
    ListProblem.KNOWN: text("shown already, or taken down:"),
}


class NoProjectSource(Refusal):
    """Say where this list comes from (3 to 120 characters): “Map of the transition, 2026”."""


class ProjectListOver(Final):
    """This list is no longer here. Please send it again."""


@router.button(bring_projects, who=Role.GARDENER, trace=BRING_A_LIST)
def ask_list(ctx: Context) -> Answer:
    """Ask for the file, then for its source, in private."""
    return take_list.ask_in_private(ctx)


@router.form("projects_list", who=Role.GARDENER, limit=IMPORTS, trace=BRING_A_LIST)
def take_list(
    ctx: Context,
    file: Annotated[
        Upload,
        asks(
            "Send me the list of projects: a spreadsheet (XLSX) or a CSV file with a column of "
            "names. I also read: description, commune, postcode, website. Names of people do not "
            "belong on it. Nothing is shown before you have checked it."
        ),
    ],
    source: Annotated[
        str,
        asks("Where does this list come from? The members read your answer on each project."),
        reads(partial(stated_source, refusal=NoProjectSource)),
    ],
) -> Text:
    """Keep the source, and have the file read."""
    row = ctx.store[Projects].add_list(
        ProjectList(
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


@router.outcome("projects_list", who=Role.GARDENER, read=read_organisations)
def show_list(ctx: Context, key: int, file_id: int) -> Card | None:
    """Show what the list has, before any of it is shown to others."""
    row = ctx.store[Projects].get_list(key)
    made = unpack_list(ctx.store[Files].read(file_id))
    if row is None or made.failure:
        ctx.store[Files].drop(file_id)
    if row is None:
        return None
    title = text("List “{file}”", file=row.file_name)
    if made.failure:
        ctx.store[Projects].drop_list(row)
        return Card(title, (_FAILURES[ReadFailure(made.failure)],))
    row.file_id = file_id
    entries, remarks = _checked(ctx, made)
    lines: list[Line] = [text("Source: {source}", source=row.source)]
    if entries:
        lines.append(ntext("{count} project to show.", "{count} projects to show.", len(entries)))
        names = [with_home(each.name, each.commune) for each in entries[:MOST_NAMED]]
        lines.append(text("The first: {names}.", names=names))
    else:
        lines.append(text("There is no project to show."))
    lines += column_lines(made.understood, made.ignored)
    if remarks:
        lines += ["", Bold(text("Not understood, or left out"))]
        for each in remarks[:MOST_REMARKS]:
            lines.append(problem_text(each.line, _PROBLEMS[each.problem], each.typed))
    if len(remarks) > MOST_REMARKS:
        lines.append(others_label(len(remarks) - MOST_REMARKS))
    discard = (discard_list.button(text("Discard this list"), row.id),)
    label = ntext("Show {count} project", "Show {count} projects", len(entries))
    add = (add_projects.button(label, row.id),)
    return Card(title, tuple(lines), (add, discard) if entries else (discard,))


@router.button("projects_add", deliberate=True, who=Role.GARDENER, trace=ADD_A_LIST)
def add_projects(ctx: Context, list_id: int) -> Replace:
    """Show the projects of a list, with its source and without makers."""
    row, made = _own_list(ctx, list_id)
    entries, _ = _checked(ctx, made)
    ctx.store[Projects].add_listed(row, entries, ctx.now)
    ctx.trace(rows=len(entries), source=row.source)
    _drop_file(ctx, row)
    row.expires_at = None
    done = ntext("{count} project is shown now.", "{count} projects are shown now.", len(entries))
    every = project_command.button(text("All projects"))
    return Replace(Card(text("List “{file}”", file=row.file_name), (done,), ((every,),)))


@router.button("projects_discard", who=Role.GARDENER, trace=DISCARD_A_LIST)
def discard_list(ctx: Context, list_id: int) -> Replace:
    """Delete a list before anything of it is shown."""
    row, _ = _own_list(ctx, list_id)
    _drop_file(ctx, row)
    ctx.store[Projects].drop_list(row)
    return Replace(text("Nothing of this list was added."))


def _own_list(ctx: Context, list_id: int) -> tuple[ProjectList, OrganisationList]:
    """A list that this person sent and that waits for a decision."""
    row = ctx.store[Projects].get_list(list_id)
    if row is None or row.file_id is None:
        raise ProjectListOver
    if (row.community_id, row.member_id) != (ctx.community.id, ctx.member.id):
        raise ProjectListOver
    try:
        return row, unpack_list(ctx.store[Files].read(row.file_id))
    except FileGone as error:
        raise ProjectListOver from error


def _drop_file(ctx: Context, row: ProjectList) -> None:
    if row.file_id is not None:
        ctx.store[Files].drop(row.file_id)
        row.file_id = None


def _checked(ctx: Context, made: OrganisationList) -> tuple[list[Organisation], list[LineRemark]]:
    """The entries that are not there yet, nor were taken away, and what was not understood."""
    known = set(ctx.store[Projects].keys(ctx.community.id))
    entries: list[Organisation] = []
    remarks = list(made.remarks)
    for listed in made.organisations:
        each = replace(listed, name=shortened(listed.name, LONGEST_TITLE))
        key = organisation_key(each.name, each.commune)
        if key in known:
            remark = LineRemark(each.line, ListProblem.KNOWN, each.name[:LONGEST_SHOWN])
            remarks.append(remark)
        else:
            known.add(key)
            entries.append(each)
    return entries, sorted(remarks, key=lambda remark: remark.line)
