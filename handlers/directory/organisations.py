"""Organisations of the directory: their list, their cards, and how they are removed on request."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    Link,
    Replace,
    Router,
    Small,
    Text,
    Todo,
    Words,
    asks,
    at_most,
    in_rows,
    ntext,
    text,
    todos,
)
from bot.domain import communes
from bot.domain.communes import Commune
from bot.domain.directory import Located, nearest_entries
from bot.domain.rates import LOOKUPS, MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.directory import (
    ask_organisation_list,
    directory_command,
    open_organisation,
    open_organisations,
    remove_organisation,
    request_organisation_removal,
)
from bot.references.help import todo_command
from bot.vocabulary.audiences import place_and_domain_lines
from bot.vocabulary.places import home_in_words
from handlers.directory.directory_filter import (
    FURTHEST,
    LONGEST_LABEL,
    PAGE_SIZE,
    DirectoryFilter,
    list_rows,
    listed_line,
)
from storage.directory import (
    DirectorySearch,
    ListedOrganisation,
    OrganisationLists,
    OrganisationRow,
    Organisations,
    RemovalRequest,
    RemovalRequests,
)
from storage.members import Members

router = Router(on_page=True)

REMOVE_AN_ORGANISATION = Act(
    text("{who} removed an organisation from the directory"),
    text("remove an organisation from the directory"),
)
KEEP_AN_ORGANISATION = Act(
    text("{who} kept an organisation that a member asked to remove"),
    text("keep an organisation that a member asked to remove"),
)
REMOVE_A_LIST_OF_ORGANISATIONS = Act(
    text("{who} removed a list of organisations from the directory"),
    text("remove a list of organisations from the directory"),
)
LOOK_AT_A_LIST_OF_ORGANISATIONS = Act(
    text("{who} opened a list of organisations"), text("open a list of organisations")
)

LONGEST_REASON = 300
MOST_REQUESTS = 3


class NoSuchOrganisation(Final):
    """This organisation is not in the directory any more. To see the others: {directory}."""


class RequestDecided(Final):
    """This request is decided already. What else waits: {todo}."""


@router.button(open_organisations, who=Role.MEMBER)
def turn_page(ctx: Context, shown: str, after: int) -> Replace:
    """Show a page of the organisations, or of a part of them."""
    which = replace(DirectoryFilter.read(shown), is_of_organisations=True)
    return Replace(organisation_list_card(ctx, which, min(max(after, 0), FURTHEST)))


def organisation_list_card(ctx: Context, which: DirectoryFilter, after: int = 0) -> Card:
    search, home = which.search(ctx), which.home()
    listed = ctx.store[Organisations].listed(ctx.community.id)
    found: Sequence[Located] = [(each.id, each.commune) for each in listed if _fits(each, search)]
    if home is not None:
        found = nearest_entries(found, home, which.radius)
    ids = [each for each, _ in found[after : after + PAGE_SIZE]]
    rows = ctx.store[Organisations].these(ctx.community.id, ids)
    lines: list[Line] = []
    none = text("No organisation yet.")
    if which.is_narrow:
        lines.append(text("Only: {parts}.", parts=which.labels(ctx)))
        none = text("No such organisation.")
    count = ntext("{count} organisation", "{count} organisations", len(found))
    lines.append(count if found else none)
    lines += [organisation_line(each, home) for each in rows]
    last = [replace(which, is_of_organisations=False).page_button(text("The members"))]
    if ctx.role() >= Role.GARDENER:
        last.append(ask_organisation_list.button(text("Import organisations")))
    buttons = (*organisation_rows(rows), *list_rows(which, after, len(found)), tuple(last))
    return Card(text("🏢 Organisations"), tuple(lines), tuple(filter(None, buttons)))


def _fits(organisation: ListedOrganisation, search: DirectorySearch) -> bool:
    if search.domain is not None and search.domain not in organisation.domains:
        return False
    if search.territory is None:
        return True
    commune = communes.at(organisation.commune) if organisation.commune else None
    return commune is not None and commune.department.name == search.territory


def organisation_line(row: OrganisationRow, home: Commune | None = None) -> Words:
    """An organisation, with the distance from the centre of the search."""
    at = communes.at(row.commune) if row.commune else None
    return listed_line(row.name, home_in_words(row.commune, None), row.about, at=at, home=home)


def organisation_rows(organisations: Sequence[OrganisationRow]) -> Buttons:
    return in_rows(
        [open_organisation.button(each.name[:LONGEST_LABEL], each.id) for each in organisations], 2
    )


@router.button(open_organisation, who=Role.MEMBER, limit=LOOKUPS)
def show_organisation(ctx: Context, organisation_id: int) -> Card:
    row = _organisation(ctx, organisation_id)
    lines: list[Line] = [row.about] if row.about else []
    lines += place_and_domain_lines(home_in_words(row.commune, None), row.domains)
    if row.link:
        lines.append(Link(row.link, row.link))
    of = ctx.store[OrganisationLists].get(row.list_id)
    if of is not None:
        lines.append(Small(text("Source: {source}", source=of.source)))
    return Card(row.name, tuple(lines), _card_rows(ctx, row))


def _card_rows(ctx: Context, row: OrganisationRow) -> Buttons:
    back: tuple[Button, ...] = (open_organisations.button(text("Back to the list"), "", 0),)
    if ctx.role() < Role.GARDENER:
        return ((request_organisation_removal.button(text("Ask for its removal"), row.id),), back)
    removing = remove_organisation.button(text("Remove it from the directory"), row.id)
    return ((removing,), (ask_before_removing_list.button(text("Its whole list…"), row.id),), back)


@router.button(
    remove_organisation,
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=REMOVE_AN_ORGANISATION,
)
def remove(ctx: Context, organisation_id: int) -> Replace:
    """Remove an organisation for good."""
    row = _organisation(ctx, organisation_id)
    ctx.trace(number=row.id)
    removed = text(
        "“{organisation}” is removed from the directory. No list brings it back.",
        organisation=row.name,
    )
    for each in ctx.store[RemovalRequests].about(row.id):
        _tell_asker(ctx, each, _removed_text(row))
    ctx.store[Organisations].remove(row)
    return Replace(_after_removal(removed))


@router.button("organisation_list", who=Role.GARDENER, trace=LOOK_AT_A_LIST_OF_ORGANISATIONS)
def ask_before_removing_list(ctx: Context, organisation_id: int) -> Replace:
    """Say what it means to remove all organisations of a list."""
    row = _organisation(ctx, organisation_id)
    of = ctx.store[OrganisationLists].get(row.list_id)
    why = text(
        "All organisations of this list would leave the directory: “{source}”.",
        source="" if of is None else of.source,
    )
    yes = remove_list.button(text("Yes, remove them all"), row.id)
    no = open_organisation.button(text("No, change nothing"), row.id)
    return Replace(Card(None, (why,), ((yes,), (no,))))


@router.button(
    "organisation_list_remove",
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=REMOVE_A_LIST_OF_ORGANISATIONS,
)
def remove_list(ctx: Context, organisation_id: int) -> Replace:
    list_id = _organisation(ctx, organisation_id).list_id
    _tell_askers_of_list(ctx, list_id)
    count = ctx.store[Organisations].remove_list(list_id)
    of = ctx.store[OrganisationLists].get(list_id)
    ctx.trace(rows=count)
    if of is not None:
        ctx.store[OrganisationLists].drop(of)
    removed = ntext("{count} organisation is removed.", "{count} organisations are removed.", count)
    return Replace(_after_removal(removed))


def _after_removal(told: Text) -> Card:
    return Card(None, (told,), ((open_organisations.button(text("Organisations"), "", 0),),))


@router.button(request_organisation_removal, who=Role.MEMBER)
def ask_removal_of(ctx: Context, organisation_id: int) -> Answer:
    return ask_removal.ask(ctx, organisation=str(_organisation(ctx, organisation_id).id))


@router.form("organisation_removal", who=Role.MEMBER, limit=MESSAGES)
def ask_removal(
    ctx: Context,
    organisation: int,
    why: Annotated[
        str,
        asks("Why should it be removed? The gardening team reads your answer, with your name."),
        at_most(LONGEST_REASON),
    ],
) -> Text:
    """Ask the gardeners to remove an organisation."""
    row = _organisation(ctx, organisation)
    request = RemovalRequest(
        organisation_id=row.id, member_id=ctx.member.id, why=why, created_at=ctx.now
    )
    ctx.store[RemovalRequests].put(request)
    show = open_organisation.button(text("Show the organisation"), row.id)
    asked = _request_text(ctx.member.name, row, why)
    ctx.tell_gardeners(Card(None, (asked,), ((show,),)))
    return text("The gardening team is told.")


@router.contribution(todos)
def removal_requests(ctx: Context) -> list[Todo]:
    """Requests to remove an organisation, the oldest first."""
    waiting = ctx.store[RemovalRequests].waiting(ctx.community.id, MOST_REQUESTS)
    asked = [each.organisation_id for each in waiting]
    rows = ctx.store[Organisations].these(ctx.community.id, asked)
    organisations = {each.id: each for each in rows}
    return [_todo(ctx, each, organisations[each.organisation_id]) for each in waiting]


def _todo(ctx: Context, request: RemovalRequest, row: OrganisationRow) -> Todo:
    member = ctx.store[Members].get(request.member_id)
    line = _request_text("" if member is None else member.name, row, request.why)
    remove = text("Remove “{organisation}”", organisation=row.name)
    keep = text("Keep “{organisation}”", organisation=row.name)
    return Todo(
        line,
        (remove_organisation.button(remove, row.id), keep_organisation.button(keep, request.id)),
    )


@router.button("organisation_keep", who=Role.GARDENER, trace=KEEP_AN_ORGANISATION)
def keep_organisation(ctx: Context, request_id: int) -> Text:
    """Keep an organisation that a member asked to remove; the member is told."""
    request = ctx.store[RemovalRequests].get(request_id, ctx.community.id)
    if request is None:
        raise RequestDecided(todo=todo_command.typed())
    row = _organisation(ctx, request.organisation_id)
    ctx.trace(number=row.id)
    kept = text("“{organisation}” stays in the directory.", organisation=row.name)
    _tell_asker(ctx, request, kept)
    ctx.store[RemovalRequests].drop(request)
    return kept


def _tell_askers_of_list(ctx: Context, list_id: int) -> None:
    """Tell the members who asked to remove organisations that their whole list is removed."""
    waiting = ctx.store[RemovalRequests].waiting(ctx.community.id)
    asked = list({each.organisation_id for each in waiting})
    rows = ctx.store[Organisations].these(ctx.community.id, asked)
    removed = {each.id: _removed_text(each) for each in rows if each.list_id == list_id}
    for each in waiting:
        if each.organisation_id in removed:
            _tell_asker(ctx, each, removed[each.organisation_id])


def _tell_asker(ctx: Context, request: RemovalRequest, decided: Text) -> None:
    member = ctx.store[Members].get(request.member_id)
    if member is not None and member.id != ctx.member.id and member.stopped_at is None:
        thanks = text("Thank you for telling the gardening team.")
        ctx.tell(member, Card(None, (decided, thanks)), calm=True)


def _removed_text(row: OrganisationRow) -> Text:
    return text("“{organisation}” is removed from the directory.", organisation=row.name)


def _request_text(name: str, row: OrganisationRow, why: str) -> Text:
    return text(
        "{name} asks that “{organisation}” be removed from the directory: {why}",
        name=name,
        organisation=row.name,
        why=why,
    )


def _organisation(ctx: Context, organisation_id: int) -> OrganisationRow:
    """An organisation of this community; raises `NoSuchOrganisation`."""
    found = ctx.store[Organisations].these(ctx.community.id, [organisation_id])
    if not found:
        raise NoSuchOrganisation(directory=directory_command.typed())
    return found[0]
