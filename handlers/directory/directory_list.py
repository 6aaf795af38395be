"""The list of members who chose to be found, by pages, and the choice of its domain or place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from bot.core import (
    Answer,
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
    Words,
    around,
    asks,
    at_most,
    commune_of,
    in_rows,
    ntext,
    text,
)
from bot.domain import communities
from bot.domain.communes import Commune
from bot.domain.communities import domains_of, sign_of
from bot.domain.roles import Role
from bot.references.conversations import Intent, intents
from bot.references.directory import (
    ask_directory_place,
    directory_command,
    directory_sections,
    offer_directory_domains,
    offer_directory_places,
    open_directory,
    open_directory_member,
    open_organisations,
)
from bot.references.profile import choose_directory_visibility
from bot.vocabulary.audiences import domain_label
from bot.vocabulary.places import Place, place_in_words, place_label, places_by_name
from handlers.directory.directory_filter import (
    FURTHEST,
    LONGEST_LABEL,
    PAGE_SIZE,
    DirectoryFilter,
    list_rows,
    listed_line,
)
from handlers.directory.organisations import organisation_list_card
from storage.directory import Organisations, VisibleMembers
from storage.members import Entry

router = Router()

MOST_TERRITORIES = 12
MOST_OFFERED = 8
LONGEST_PLACE = 100


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
    found = ctx.apart(which.found)
    ids = [each for each, _ in found[after : after + PAGE_SIZE]]
    entries = ctx.store[VisibleMembers].entries(ctx.community.id, ids)
    lines: list[Line] = []
    if which.is_narrow:
        lines.append(text("Only: {parts}.", parts=which.labels(ctx)))
    lines.append(_count_text(which, len(found)))
    lines += [member_line(ctx, each, which.home()) for each in entries]
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
    """Buttons to the organisations, if there are any or the reader may import some, and to more."""
    count = ctx.store[Organisations].count(ctx.community.id)
    if count:
        label = text("{label} ({count})", label=text("Organisations"), count=count)
        yield replace(which, is_of_organisations=True).page_button(label)
    elif ctx.role() >= Role.GARDENER:
        yield open_organisations.button(text("Organisations"), "", 0)
    yield from (each.more for each in directory_sections.collect(ctx, "") if each is not None)


@router.button(offer_directory_domains, who=Role.MEMBER)
def offer_domains(ctx: Context, shown: str) -> Replace:
    which = DirectoryFilter.read(shown)
    choices = [
        replace(which, domain=sign_of(each)).page_button(domain_label(each))
        for each in domains_of(ctx.community.domains)
    ]
    every = replace(which, domain="").page_button(text("All topics"))
    question = text("Members interested in which topic?")
    if which.is_of_organisations:
        question = text("Organisations of which topic?")
    return Replace(Card(question, (), (*in_rows(choices, 2), (every,))))


@router.button(offer_directory_places, who=Role.MEMBER)
def offer_places(ctx: Context, shown: str) -> Replace:
    """Offer the reader's commune, the territories, and any other place."""
    which, home = DirectoryFilter.read(shown), commune_of(ctx.member)
    own = communities.offered_territories(around(ctx).own, None)[:MOST_TERRITORIES]
    choices = [which.around(each).page_button(str(each)) for each in own]
    rows = list(in_rows(choices, 2))
    if home is not None:
        near = which.around(home).page_button(text("Near {place}", place=home.name))
        rows.insert(0, (near,))
    rows.append((ask_place.button(text("Write a place"), str(which)),))
    rows.append((which.anywhere().page_button(text("Everywhere")),))
    question = text("Members from where?")
    if which.is_of_organisations:
        question = text("Organisations from where?")
    return Replace(Card(question, (), tuple(rows)))


@router.button("directory_where", who=Role.MEMBER)
def ask_place(ctx: Context, shown: str) -> Answer:
    """Ask for a place that no button offers."""
    return ask_directory_place.ask(ctx, shown=str(DirectoryFilter.read(shown)))


@router.form(ask_directory_place, who=Role.MEMBER)
def choose_place(
    ctx: Context,
    where: Annotated[
        str,
        asks("Which place? Write a commune, a postcode, a territory or a department."),
        at_most(LONGEST_PLACE),
    ],
    shown: str = "",
) -> Card:
    """Show who or what is around a place."""
    return around_places(ctx, DirectoryFilter.read(shown), places_by_name(ctx, where))


def around_places(ctx: Context, which: DirectoryFilter, places: Sequence[Place]) -> Card:
    """The entries around the only matching place, or the question which place is meant."""
    if len(places) == 1:
        show = organisation_list_card if which.is_of_organisations else list_card
        return show(ctx, which.around(places[0]))
    rows = tuple((which.around(each).page_button(place_label(each)),) for each in places)
    return Card(None, (text("Which one do you mean?"),), rows[:MOST_OFFERED])


def member_line(ctx: Context, entry: Entry, home: Commune | None = None) -> Words:
    """A member, with the distance from the centre of the search."""
    member = entry.member
    is_reader = member.id == ctx.member.id
    name: Words = text("{name} (you)", name=member.name) if is_reader else member.name
    place = place_in_words(member)
    return listed_line(name, place, member.about, at=commune_of(member), home=home)


def member_rows(entries: Sequence[Entry]) -> Buttons:
    members = [each.member for each in entries]
    return in_rows(
        [open_directory_member.button(each.name[:LONGEST_LABEL], each.id) for each in members], 2
    )


@router.contribution(intents)
def intents_of_directory(ctx: Context) -> Sequence[Intent]:
    """The wish to see who is in the community."""
    return (Intent("directory", text("Who is in the community"), directory_command),)
