"""The list of the members who chose to be found, by pages."""

from collections.abc import Iterator
from dataclasses import replace

from bot.core import (
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Small,
    Text,
    Where,
    ntext,
    text,
)
from bot.domain.roles import Role
from bot.references.directory import (
    directory_command,
    open_directory,
    open_organisations,
)
from bot.references.profile import choose_directory_visibility
from handlers.directory.directory_filter import DirectoryFilter
from handlers.directory.list_buttons import FURTHEST, PAGE_SIZE, list_rows
from handlers.directory.member_lines import member_lines, member_rows
from storage.directory import Organisations, VisibleMembers

router = Router()


@router.command(
    directory_command,
    aliases=("directory",),
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="people",
    label=text("Directory"),
    shows=True,
)
def show_directory(ctx: Context) -> Card:
    """See the members who chose to be found."""
    return list_card(ctx, DirectoryFilter())


@router.button(open_directory, who=Role.MEMBER)
def turn_page(ctx: Context, shown: str, after: int) -> Replace:
    """Show a page of the directory, or a part of it."""
    which = replace(DirectoryFilter.read(shown), is_of_organisations=False)
    return Replace(list_card(ctx, which, min(max(after, 0), FURTHEST)))


def list_card(ctx: Context, which: DirectoryFilter, after: int = 0) -> Card:
    """A page of the members that a filter finds."""
    found = which.found(ctx)
    ids = [each for each, _ in found[after : after + PAGE_SIZE]]
    entries = ctx.store[VisibleMembers].entries(ctx.community.id, ids)
    lines: list[Line] = []
    if which.is_narrow:
        lines.append(text("Only: {parts}.", parts=which.labels(ctx)))
    lines.append(_count_text(which, len(found)))
    lines += member_lines(ctx, entries, which.home())
    is_found = ctx.store[VisibleMembers].includes(ctx.community.id, ctx.member.id)
    may_be_found = not is_found and ctx.member.adult is not False
    if may_be_found:
        lines.append(Small(text("The others do not find you here.")))
    rows = [
        *member_rows(entries),
        *list_rows(which, after, len(found)),
        tuple(_organisation_buttons(ctx, which)),
        (choose_directory_visibility.button(text("Be found, too")),) if may_be_found else (),
    ]
    return Card(text("👥 Directory"), tuple(lines), tuple(filter(None, rows)))


def _count_text(which: DirectoryFilter, count: int) -> Text:
    if not which.is_narrow:
        if not count:
            return text("Nobody has chosen to be found yet.")
        return ntext(
            "{count} member chose to be found.", "{count} members chose to be found.", count
        )
    if not count:
        return text("Nobody in the directory matches.")
    return ntext("{count} member", "{count} members", count)


def _organisation_buttons(ctx: Context, which: DirectoryFilter) -> Iterator[Button]:
    """A button to the organisations, if there are any or the reader may bring some."""
    count = ctx.store[Organisations].count(ctx.community.id)
    if count:
        label = text("{label} ({count})", label=text("Organisations"), count=count)
        yield replace(which, is_of_organisations=True).page_button(label)
    elif ctx.role >= Role.GARDENER:
        yield open_organisations.button(text("Organisations"), "", 0)
