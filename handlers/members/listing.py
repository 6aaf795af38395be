"""The register of a community, for those who tend it: by pages, searched, sifted, a card each.

How it is sifted by buttons: see `handlers/members/filters.py`; as a file:
`handlers/members/sheet.py`. Which members are meant is said by `handlers/members/register.py`.
Reading leaves a trace.
"""

import re
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    asks,
    ntext,
    text,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle, Role
from bot.domain.words import fold
from bot.references.invitations import list_invitees, start_import
from bot.references.members import (
    choose_member_filter,
    members_command,
    offer_member_export,
    open_member_list,
)
from bot.vocabulary.circles import LABELS
from bot.vocabulary.places import place_in_words
from handlers.members import acts
from handlers.members.card import member_card, seen_in_words
from handlers.members.register import (
    MEMBERS,
    ListMovedOn,
    Shown,
    called,
    check_backstage,
    offer_places,
    read_shown,
    show_first_page,
)
from storage.invitations import Invitees
from storage.members import Entry, Page, Registers

router = Router()

NAMES = ("member", "membre")
ON_A_PAGE = 10
IMPORTING = frozenset({"import", "importer"})
_BARE = frozenset(
    {"circle", "cercle", "domain", "domains", "domaine", "domaines", "place", "lieu", "lieux"}
)
_CURSOR = re.compile(r"([ab])(\d{1,9})")


class NoSuchMember(Refusal):
    """No member of {community} has the number {number}. {members} shows their numbers."""


@router.command(
    members_command,
    aliases=NAMES,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    label=text("The members"),
    shows=True,
    trace=acts.READ_THE_REGISTER,
)
def list_members(ctx: Context) -> Card:
    """See the members by pages, find them, sift them, export them."""
    return _page(ctx, Shown())


@router.command(
    "members",
    fr="membres",
    aliases=NAMES,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example="dupont",
)
def find_members(ctx: Context, words: str) -> Answer:
    """Find members by name, or by circle, domain, place, or for how long they were not seen."""
    word = fold(words)
    if word in IMPORTING:
        told = text("An existing directory is imported from a sheet: people are invited by it.")
        return Card(None, (told,), ((_import(),),))
    if word in _BARE:
        return choose_member_filter.run(ctx, word, "")
    shown, several = read_shown(ctx, words)
    return offer_places(shown, several, show_first_page) if several else _found(ctx, shown)


@router.command(
    "members",
    fr="membres",
    aliases=NAMES,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example="12",
)
def show_member(ctx: Context, number: int) -> Card:
    """See one member's card."""
    entry = ctx.store[Registers].numbered(ctx.community.id, number)
    if entry is None:
        raise NoSuchMember(community=ctx.community.name, number=number, members=MEMBERS)
    return _card(ctx, entry)


@router.button(open_member_list, who=Role.GARDENER)
def turn_page(ctx: Context, cursor: str, shown: str) -> Answer:
    """Go to other members: those before or after the ones that are shown, or those sifted."""
    check_backstage(ctx)
    found = _CURSOR.fullmatch(cursor)
    if cursor and found is None:
        raise ListMovedOn(members=MEMBERS)
    way, member_id = (None, None) if found is None else (found[1], int(found[2]))
    after, before = (member_id if way == each else None for each in "ab")
    return Replace(_page(ctx, Shown.read(shown), after=after, before=before))


@router.form("members_search", who=Role.GARDENER, trace=acts.READ_THE_REGISTER)
def search_members(
    ctx: Context,
    words: Annotated[
        str, asks("Whom are you looking for? Write a name or its beginning, or a number.")
    ],
    shown: str = "",
) -> Answer:
    """Find somebody by name, among those who were shown."""
    number = re.fullmatch(r"\D{0,4}(\d{1,9})", words.strip())
    if number is not None:
        return show_member(ctx, int(number[1]))
    return _found(ctx, called(Shown.read(shown), words))


def _found(ctx: Context, shown: Shown) -> Card:
    """Those who were looked for; one alone at once as a card."""
    if shown.words:
        sought = shown.sought(ctx)
        page = ctx.store[Registers].page(ctx.community.id, sought, most=ON_A_PAGE)
        if page.total == len(page.entries) == 1:
            entry = ctx.store[Registers].numbered(ctx.community.id, page.entries[0].member.id)
            return _page(ctx, shown) if entry is None else _card(ctx, entry)
    return _page(ctx, shown)


def _card(ctx: Context, entry: Entry) -> Card:
    ctx.trace(about=entry.member)
    return member_card(ctx, entry)


def _page(
    ctx: Context, shown: Shown, *, after: int | None = None, before: int | None = None
) -> Card:
    page = ctx.store[Registers].page(
        ctx.community.id, shown.sought(ctx), most=ON_A_PAGE, after=after, before=before
    )
    ctx.trace(members=len(page.entries))
    lines: list[Line] = [*_heads(ctx, shown, page)]
    lines += [_line(shown, each) for each in page.entries]
    if page.entries:
        example = members_command.typed(page.entries[0].member.id)
        lines.append(text("{example} shows a card.", example=example))
    elif page.later is not None:
        lines.append(text("Nobody among the next names."))
    else:
        lines.append(text("Nobody here is like that."))
    return Card(text("The members"), tuple(lines), _buttons(ctx, shown, page))


def _heads(ctx: Context, shown: Shown, page: Page) -> list[Text]:
    """Which members these are, and how many."""
    lines = [text("Only: {parts}.", parts=shown.said(ctx))] if str(shown) else []
    if page.total and page.more:
        lines.append(text("More than {count} members.", count=page.total))
    elif page.total:
        lines.append(ntext("{count} member.", "{count} members.", page.total))
    return lines


def _line(shown: Shown, entry: Entry) -> Text:
    """A member, and what of them is not said above the list."""
    member = entry.member
    told = text("{name} (no. {number})", name=member.name, number=member.id)
    if shown.circle is None:
        circle = text("“{circle}”", circle=LABELS[Circle(entry.belonging.circle)])
        told = text("{told}, {detail}", told=told, detail=circle)
    place = None if shown.commune else place_in_words(member)
    if place is not None:
        told = text("{told}, {detail}", told=told, detail=place)
    if shown.months is not None:
        told = text("{told}, {detail}", told=told, detail=seen_in_words(member))
    return told


def _buttons(ctx: Context, shown: Shown, page: Page) -> tuple[tuple[Button, ...], ...]:
    turning = []
    if page.earlier is not None:
        turning.append(open_member_list.button(text("Previous"), f"b{page.earlier}", str(shown)))
    if page.later is not None:
        turning.append(open_member_list.button(text("Next"), f"a{page.later}", str(shown)))
    finding = [ask_whom.button(text("Find, or see a card"), str(shown))]
    if str(shown):
        finding.append(open_member_list.button(text("Show all"), "", ""))
    handling = [offer_member_export.button(text("Export"), str(shown))]
    handling.append(_import())
    if ctx.store[Invitees].page(ctx.community.id, after=0, most=1):
        handling.append(list_invitees.button(text("Those invited"), 0))
    by = {
        "circle": text("By circle"),
        "domain": text("By domain"),
        "place": text("By place"),
        "unseen": text("Not seen since"),
    }
    sifting = [choose_member_filter.button(label, what, str(shown)) for what, label in by.items()]
    rows = (turning, sifting[:2], sifting[2:], finding, handling)
    return tuple(tuple(row) for row in rows if row)


def _import() -> Button:
    return start_import.button(text("Import"))


@router.button("members_find", who=Role.GARDENER, trace=acts.READ_THE_REGISTER)
def ask_whom(ctx: Context, shown: str) -> Answer:
    """Ask who is looked for, among those who are shown."""
    check_backstage(ctx)
    return search_members.ask(ctx, shown=str(Shown.read(shown)))
