"""A gardener brings a list of organisations: it is shown, then added or discarded."""

from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    OpenDirect,
    Replace,
    Router,
    Text,
    Upload,
    asks,
    ntext,
    reads,
    text,
)
from bot.domain.directory.organisation_list import OrganisationList, unpack
from bot.domain.rates import IMPORTS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.directory import ask_organisation_list, open_organisations
from bot.vocabulary.lists.brought_lists import UNDECIDED_FOR, shown_file_name, stated_source
from bot.workers.organisation_reader import read_organisations
from handlers.directory.organisations import acts
from handlers.directory.organisations.checked_list import checked_list
from handlers.directory.organisations.list_preview import failure_text, preview_lines
from storage.directory import OrganisationListRow, OrganisationLists, Organisations
from storage.files import Files
from storage.folder import FileGone

router = Router()


class NoListSource(Refusal):
    """Say where this list comes from (3 to 120 characters): “Directory of the Region, 2026”."""


class ListOver(Final):
    """This list is no longer here. Please send it again."""


def read_list_source(typed: str) -> str:
    """The source of a list, in a few words."""
    return stated_source(typed, NoListSource)


@router.button(ask_organisation_list, who=Role.GARDENER, trace=acts.BRING_A_LIST_OF_ORGANISATIONS)
def ask_list(ctx: Context) -> Answer:
    """Ask for the file, then for its source, in private."""
    if ctx.private_room is None:
        return OpenDirect(take_list.link_word(ctx))
    return take_list.ask(ctx)


@router.form(
    "organisations_list",
    who=Role.GARDENER,
    limit=IMPORTS,
    trace=acts.BRING_A_LIST_OF_ORGANISATIONS,
)
def take_list(
    ctx: Context,
    file: Annotated[
        Upload,
        asks(
            "Send me the list of organisations: a spreadsheet (XLSX) or a CSV file with a column "
            "of names. I also read: activity, commune, postcode, domains, website. Nothing is "
            "added before you have checked it."
        ),
    ],
    source: Annotated[
        str,
        asks("Where does this list come from? The members read your answer on each card."),
        reads(read_list_source),
    ],
) -> Text:
    """Fetch and read the file."""
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
    """Show a list that was read."""
    row = ctx.store[OrganisationLists].get(key)
    made = unpack(ctx.store[Files].read(file_id))
    if row is None or made.failure:
        ctx.store[Files].drop(file_id)
    if row is None:
        return None
    title = text("List “{file}”", file=row.file_name)
    if made.failure:
        ctx.store[OrganisationLists].drop(row)
        return Card(title, (failure_text(made),))
    row.file_id = file_id
    made = checked_list(ctx, made)
    source = text("Source: {source}", source=row.source)
    discard = (discard_list.button(text("Discard this list"), row.id),)
    count = len(made.organisations)
    label = ntext("Add {count} organisation", "Add {count} organisations", count)
    rows = ((add_organisations.button(label, row.id),), discard) if count else (discard,)
    return Card(title, (source, *preview_lines(made)), rows)


@router.button(
    "organisations_add", deliberate=True, who=Role.GARDENER, trace=acts.ADD_ORGANISATIONS
)
def add_organisations(ctx: Context, list_id: int) -> Replace:
    """Put the organisations of a list into the directory."""
    row, made = _own_list(ctx, list_id)
    added = checked_list(ctx, made).organisations
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


@router.button(
    "organisations_discard", who=Role.GARDENER, trace=acts.DISCARD_A_LIST_OF_ORGANISATIONS
)
def discard_list(ctx: Context, list_id: int) -> Replace:
    """Forget a list of which nothing was added."""
    row, _ = _own_list(ctx, list_id)
    _drop_file(ctx, row)
    ctx.store[OrganisationLists].drop(row)
    return Replace(text("Nothing of this list was added."))


def _own_list(ctx: Context, list_id: int) -> tuple[OrganisationListRow, OrganisationList]:
    """A list that this person sent and that waits for a decision."""
    row = ctx.store[OrganisationLists].get(list_id)
    if row is None or row.file_id is None or row.member_id != ctx.member.id:
        raise ListOver
    if row.community_id != ctx.community.id:
        raise ListOver
    try:
        return row, unpack(ctx.store[Files].read(row.file_id))
    except FileGone as error:
        raise ListOver from error


def _drop_file(ctx: Context, row: OrganisationListRow) -> None:
    if row.file_id is not None:
        ctx.store[Files].drop(row.file_id)
        row.file_id = None
