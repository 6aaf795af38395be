"""The list of the members who chose to be found, by pages."""

from collections.abc import Iterator

from bot.core import (
    Button,
    Buttons,
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
from bot.domain.directory.nearby import RADII
from bot.domain.roles import Role
from bot.references.directory import (
    directory_command,
    offer_directory_domains,
    offer_directory_places,
    open_directory,
    open_organisations,
    search_directory,
)
from bot.references.profile import choose_directory_visibility
from bot.vocabulary.audience_choice import marked
from handlers.directory.directory_filter import DirectoryFilter
from handlers.directory.member_lines import member_lines, member_rows
from storage.directory import Organisations, VisibleMembers

router = Router()

PAGE_SIZE = 6
FURTHEST = 100_000
"""No list is turned further than that."""


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
    which = DirectoryFilter.read(shown)
    return Replace(list_card(ctx, which, min(max(after, 0), FURTHEST)))


def list_card(ctx: Context, which: DirectoryFilter, after: int = 0) -> Card:
    """A page of the members that a filter finds."""
    found = which.found(ctx)
    ids = [each for each, _ in found[after : after + PAGE_SIZE]]
    entries = ctx.store[VisibleMembers].entries(ctx.community.id, ids)
    lines: list[Line] = []
    if str(which):
        lines.append(text("Only: {parts}.", parts=which.labels(ctx)))
    lines.append(_count_text(which, len(found)))
    lines += member_lines(ctx, entries, which.home())
    is_found = _is_found(ctx)
    if not is_found:
        lines.append(Small(text("The others do not find you here.")))
    rows = [
        *member_rows(entries),
        tuple(_turning(which, after, len(found))),
        tuple(_radius_buttons(which)),
        *_searching(which),
        tuple(_organisation_buttons(ctx, which)),
        () if is_found else (choose_directory_visibility.button(text("Be found, too")),),
    ]
    return Card(text("👥 Directory"), tuple(lines), tuple(filter(None, rows)))


def _is_found(ctx: Context) -> bool:
    """True if the reader is in the directory."""
    return bool(ctx.store[VisibleMembers].entries(ctx.community.id, [ctx.member.id]))


def _count_text(which: DirectoryFilter, count: int) -> Text:
    if not str(which):
        if not count:
            return text("Nobody has chosen to be found yet.")
        return ntext(
            "{count} member chose to be found.", "{count} members chose to be found.", count
        )
    if not count:
        return text("Nobody in the directory matches.")
    return ntext("{count} member", "{count} members", count)


def _turning(which: DirectoryFilter, after: int, count: int) -> Iterator[Button]:
    if after:
        yield open_directory.button(text("Previous"), str(which), max(after - PAGE_SIZE, 0))
    if after + PAGE_SIZE < count:
        yield open_directory.button(text("Next"), str(which), after + PAGE_SIZE)


def _radius_buttons(which: DirectoryFilter) -> Iterator[Button]:
    if which.commune:
        for radius in RADII:
            label = marked(text("{distance} km", distance=radius), radius == which.radius)
            wider = DirectoryFilter(which.domain, which.commune, radius)
            yield open_directory.button(label, str(wider), 0)


def _searching(which: DirectoryFilter) -> Buttons:
    search = search_directory.ask_button(text("Search"))
    everyone = open_directory.button(text("Show all"), "", 0)
    parts = (
        offer_directory_domains.button(text("By domain"), str(which)),
        offer_directory_places.button(text("By place"), str(which)),
    )
    return (search, everyone) if str(which) else (search,), parts


def _organisation_buttons(ctx: Context, which: DirectoryFilter) -> Iterator[Button]:
    """A button to the organisations, if there are any or the reader may bring some."""
    count = ctx.store[Organisations].count(ctx.community.id)
    if count:
        label = text("{label} ({count})", label=text("Organisations"), count=count)
        yield open_organisations.button(label, str(which), 0)
    elif ctx.role >= Role.GARDENER:
        yield open_organisations.button(text("Organisations"), "", 0)
