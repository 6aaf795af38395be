"""The list of organisations in the directory, by pages: apart from persons."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import Buttons, Card, Context, Line, Replace, Router, Text, ntext, text
from bot.domain import communes
from bot.domain.directory.nearby import Located, nearest
from bot.domain.roles import Role
from bot.references.directory import (
    ask_organisation_list,
    open_organisations,
)
from handlers.directory.directory_filter import DirectoryFilter
from handlers.directory.list_buttons import FURTHEST, PAGE_SIZE, list_rows
from handlers.directory.organisations.organisation_lines import (
    organisation_lines,
    organisation_rows,
)
from storage.directory import DirectorySearch, ListedOrganisation, Organisations

router = Router()


@router.button(open_organisations, who=Role.MEMBER)
def turn_page(ctx: Context, shown: str, after: int) -> Replace:
    """Show a page of the organisations, or of a part of them."""
    which = replace(DirectoryFilter.read(shown), is_of_organisations=True)
    return Replace(organisation_list_card(ctx, which, min(max(after, 0), FURTHEST)))


def organisation_list_card(ctx: Context, which: DirectoryFilter, after: int = 0) -> Card:
    """A page of the organisations that a filter finds."""
    found = _found(ctx, which)
    ids = [each for each, _ in found[after : after + PAGE_SIZE]]
    rows = ctx.store[Organisations].these(ctx.community.id, ids)
    lines: list[Line] = []
    if which.is_narrow:
        lines.append(text("Only: {parts}.", parts=which.labels(ctx)))
    lines.append(_count_text(which, len(found)))
    lines += organisation_lines(rows, which.home())
    buttons = (
        *organisation_rows(rows),
        *list_rows(which, after, len(found)),
        *_further_rows(ctx, which),
    )
    return Card(text("🏢 Organisations"), tuple(lines), tuple(filter(None, buttons)))


def _found(ctx: Context, which: DirectoryFilter) -> Sequence[Located]:
    search, home = which.search(ctx), which.home()
    listed = ctx.store[Organisations].listed(ctx.community.id)
    entries = [(each.id, each.commune) for each in listed if _fits(each, search)]
    return entries if home is None else nearest(entries, home, which.radius)


def _fits(organisation: ListedOrganisation, search: DirectorySearch) -> bool:
    if search.domain is not None and search.domain not in organisation.domains:
        return False
    if search.territory is None:
        return True
    commune = communes.at(organisation.commune) if organisation.commune else None
    return commune is not None and commune.department.name == search.territory


def _count_text(which: DirectoryFilter, count: int) -> Text:
    if not count:
        return text("No such organisation.") if which.is_narrow else text("No organisation yet.")
    return ntext("{count} organisation", "{count} organisations", count)


def _further_rows(ctx: Context, which: DirectoryFilter) -> Buttons:
    members = replace(which, is_of_organisations=False).page_button(text("The members"))
    if ctx.role < Role.GARDENER:
        return ((members,),)
    return ((members, ask_organisation_list.button(text("Import organisations"))),)
