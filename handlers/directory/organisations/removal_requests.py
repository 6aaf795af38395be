"""Requests to remove an organisation from the directory, and a gardener's decision."""

from typing import Annotated

from bot.core import Answer, Card, Context, Router, Text, Todo, asks, at_most, text
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.directory import (
    open_organisation,
    remove_organisation,
    request_organisation_removal,
)
from bot.references.help import todo_command
from handlers.directory.organisations import acts
from handlers.directory.organisations.organisation_lookup import organisation_by_id
from storage.directory import OrganisationRow, Organisations, RemovalRequest, RemovalRequests
from storage.members import Members

router = Router()

LONGEST_REASON = 300
MOST_LISTED = 3


class RequestDecided(Final):
    """This request is decided already. What else waits: {todo}."""


@router.button(request_organisation_removal, who=Role.MEMBER)
def ask_removal_of(ctx: Context, organisation_id: int) -> Answer:
    """Ask why an organisation should be removed."""
    return ask_removal.ask(ctx, organisation=str(organisation_by_id(ctx, organisation_id).id))


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
    row = organisation_by_id(ctx, organisation)
    request = RemovalRequest(
        organisation_id=row.id, member_id=ctx.member.id, why=why, created_at=ctx.now
    )
    ctx.store[RemovalRequests].put(request)
    show = open_organisation.button(text("Show the organisation"), row.id)
    asked = _request_text(ctx.member.name, row, why)
    ctx.tell_gardeners(Card(None, (asked,), ((show,),)))
    return text("The gardening team is told.")


@router.todo
def removal_requests(ctx: Context) -> list[Todo]:
    """Requests to remove an organisation, the oldest first."""
    waiting = ctx.store[RemovalRequests].waiting(ctx.community.id)[:MOST_LISTED]
    rows = ctx.store[Organisations].these(
        ctx.community.id, [each.organisation_id for each in waiting]
    )
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


@router.button("organisation_keep", who=Role.GARDENER, trace=acts.KEEP_AN_ORGANISATION)
def keep_organisation(ctx: Context, request_id: int) -> Text:
    """Keep an organisation that a member asked to remove; the member is told."""
    request = ctx.store[RemovalRequests].get(request_id, ctx.community.id)
    if request is None:
        raise RequestDecided(todo=todo_command.typed())
    row = organisation_by_id(ctx, request.organisation_id)
    ctx.trace(number=row.id)
    kept = text("“{organisation}” stays in the directory.", organisation=row.name)
    _tell_asker(ctx, request, kept)
    ctx.store[RemovalRequests].drop(request)
    return kept


def tell_askers(ctx: Context, row: OrganisationRow) -> None:
    """Tell those who asked for it that an organisation is removed."""
    for each in ctx.store[RemovalRequests].about(row.id):
        _tell_asker(ctx, each, _removed_text(row))


def tell_askers_of_list(ctx: Context, list_id: int) -> None:
    """Tell those who asked for the removal of organisations that a whole list is removed."""
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
