"""An organisation's card: its source, and how it is removed."""

from bot.core import (
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
    ntext,
    text,
)
from bot.domain.rates import LOOKUPS
from bot.domain.roles import Role
from bot.references.directory import (
    open_organisation,
    open_organisations,
    remove_organisation,
    request_organisation_removal,
)
from bot.vocabulary.audiences.domains import domain_label
from bot.vocabulary.places.places import in_words
from handlers.directory.organisations import acts
from handlers.directory.organisations.organisation_lookup import organisation_by_id
from handlers.directory.organisations.removal_requests import tell_askers, tell_askers_of_list
from storage.directory import OrganisationLists, OrganisationRow, Organisations

router = Router()


@router.button(open_organisation, who=Role.MEMBER, limit=LOOKUPS)
def show_organisation(ctx: Context, organisation_id: int) -> Card:
    """Show an organisation."""
    row = organisation_by_id(ctx, organisation_id)
    lines: list[Line] = [row.about] if row.about else []
    place = in_words(row.commune, None)
    if place is not None:
        lines.append(text("Place: {place}", place=place))
    if row.domains:
        lines.append(text("Domains: {domains}", domains=list(map(domain_label, row.domains))))
    if row.link:
        lines.append(Link(row.link, row.link))
    of = ctx.store[OrganisationLists].get(row.list_id)
    if of is not None:
        lines.append(Small(text("Source: {source}", source=of.source)))
    return Card(row.name, tuple(lines), _card_rows(ctx, row))


def _card_rows(ctx: Context, row: OrganisationRow) -> Buttons:
    back: tuple[Button, ...] = (open_organisations.button(text("Back to the list"), "", 0),)
    if ctx.role < Role.GARDENER:
        return ((request_organisation_removal.button(text("Ask for its removal"), row.id),), back)
    removing = remove_organisation.button(text("Remove it from the directory"), row.id)
    return ((removing,), (ask_before_removing_list.button(text("Its whole list…"), row.id),), back)


@router.button(
    remove_organisation,
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=acts.REMOVE_AN_ORGANISATION,
)
def remove(ctx: Context, organisation_id: int) -> Replace:
    """Remove an organisation for good."""
    row = organisation_by_id(ctx, organisation_id)
    ctx.trace(number=row.id)
    removed = text(
        "“{organisation}” is removed from the directory. No list brings it back.",
        organisation=row.name,
    )
    tell_askers(ctx, row)
    ctx.store[Organisations].remove(row)
    return Replace(_after_removal(removed))


@router.button("organisation_list", who=Role.GARDENER, trace=acts.LOOK_AT_A_LIST_OF_ORGANISATIONS)
def ask_before_removing_list(ctx: Context, organisation_id: int) -> Replace:
    """Say what it means to remove all organisations of a list."""
    row = organisation_by_id(ctx, organisation_id)
    of = ctx.store[OrganisationLists].get(row.list_id)
    why = text(
        "All organisations of this list would leave the directory: “{source}”.",
        source="" if of is None else of.source,
    )
    rows = (
        (remove_list.button(text("Yes, remove them all"), row.id),),
        (open_organisation.button(text("No, change nothing"), row.id),),
    )
    return Replace(Card(None, (why,), rows))


@router.button(
    "organisation_list_remove",
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=acts.REMOVE_A_LIST_OF_ORGANISATIONS,
)
def remove_list(ctx: Context, organisation_id: int) -> Replace:
    """Remove all organisations of a list."""
    list_id = organisation_by_id(ctx, organisation_id).list_id
    tell_askers_of_list(ctx, list_id)
    count = ctx.store[Organisations].remove_list(list_id)
    of = ctx.store[OrganisationLists].get(list_id)
    ctx.trace(rows=count)
    if of is not None:
        ctx.store[OrganisationLists].drop(of)
    return Replace(
        _after_removal(
            ntext("{count} organisation is removed.", "{count} organisations are removed.", count)
        )
    )


def _after_removal(told: Text) -> Card:
    return Card(None, (told,), ((open_organisations.button(text("Organisations"), "", 0),),))
