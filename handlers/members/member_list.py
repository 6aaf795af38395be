"""The member list of a community, for gardeners: paged, searched, filtered, with cards.

Reading it is audited. A card shows the fields of `_gardeners_see` in `handlers/profile/card.py`,
the same for both seats; a contact is shown only to those whom its member shows it to.
"""

import re
from datetime import datetime, time, timedelta
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Todo,
    Where,
    asks,
    ntext,
    text,
    todo_key,
    todos,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle, Role
from bot.domain.words import fold
from bot.references.introductions import introduce_member
from bot.references.invitations import list_invitees, start_import
from bot.references.members import (
    READ_THE_REGISTER,
    choose_member_filter,
    members_command,
    offer_member_export,
    open_member_list,
)
from bot.references.newcomers import list_waiting
from bot.references.profile import propose_circle_to
from bot.references.todo import dismiss_todo
from bot.vocabulary.accounts import account_text
from bot.vocabulary.audiences import CIRCLE_LABELS, place_and_domain_lines
from bot.vocabulary.lists import with_others
from bot.vocabulary.places import place_in_words
from handlers.members.member_filter import (
    TYPED_MEMBERS,
    ListChanged,
    MemberFilter,
    by_name,
    check_backstage,
    first_page_button,
    offer_places,
    read_filter,
)
from handlers.profile import may_be_shown
from storage.invitations import Invitees
from storage.members import Entry, Member, Newcomers, Page, Registers

router = Router()

ALIASES = ("member", "membre")
PAGE_SIZE = 10
NEW_FOR = timedelta(days=7)
MOST_NAMED = 3
IMPORT_WORDS = frozenset({"import", "importer"})
_FILTER_WORDS = frozenset(
    {
        *("circle", "cercle", "participation"),
        *("domain", "domains", "domaine", "domaines", "topic", "topics"),
        *("place", "lieu", "lieux"),
    }
)
_CURSOR = re.compile(r"([ab])(\d{1,9})")
_FILTER_LABELS = {
    "circle": text("By participation"),
    "domain": text("By topic"),
    "place": text("By place"),
    "unseen": text("Not seen since"),
}


class NoSuchMember(Refusal):
    """No member of {community} has the number {number}. To see the numbers: {members}."""


@router.command(
    members_command,
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    label=text("The members"),
    listed=13,
    tab=3,
    shows=True,
    trace=READ_THE_REGISTER,
)
def list_members(ctx: Context) -> Card:
    """List the members: find, filter, export."""
    return _list_card(ctx, MemberFilter())


@router.command(
    "members",
    fr="membres",
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example="dupont",
)
def find_members(ctx: Context, words: str) -> Answer:
    """Find members by name, participation, topic, place or time since last seen."""
    word = fold(words)
    if word in IMPORT_WORDS:
        notice = text(
            "To import an existing directory, send a spreadsheet: the people in it are invited."
        )
        return Card(None, (notice,), ((_import_button(),),))
    if word in _FILTER_WORDS:
        return choose_member_filter.run(ctx, word, "")
    member_filter, places = read_filter(ctx, words)
    if places:
        return offer_places(member_filter, places, first_page_button)
    return _search_result(ctx, member_filter)


@router.command(
    "members", fr="membres", aliases=ALIASES, who=Role.GARDENER, where=Where.BACKSTAGE, example="12"
)
def show_member(ctx: Context, number: int) -> Card:
    """See one member's card."""
    entry = ctx.store[Registers].numbered(ctx.community.id, number)
    if entry is None:
        raise NoSuchMember(community=ctx.community.name, number=number, members=TYPED_MEMBERS)
    return _traced_card(ctx, entry)


@router.button(open_member_list, who=Role.GARDENER)
def turn_page(ctx: Context, cursor: str, shown: str) -> Answer:
    """Show another page, or a filtered list."""
    check_backstage(ctx)
    match = _CURSOR.fullmatch(cursor)
    if cursor and match is None:
        raise ListChanged(members=TYPED_MEMBERS)
    way, member_id = (None, None) if match is None else (match[1], int(match[2]))
    after, before = (member_id if way == each else None for each in "ab")
    return Replace(_list_card(ctx, MemberFilter.read(shown), after=after, before=before))


@router.button("members_find", who=Role.GARDENER, trace=READ_THE_REGISTER)
def ask_whom(ctx: Context, shown: str) -> Answer:
    """Ask for a name; the filter stays."""
    check_backstage(ctx)
    return search_members.ask(ctx, shown=str(MemberFilter.read(shown)))


@router.form("members_search", who=Role.GARDENER, trace=READ_THE_REGISTER)
def search_members(
    ctx: Context,
    words: Annotated[
        str, asks("Who are you looking for? Write a name or its beginning, or a number.")
    ],
    shown: str = "",
) -> Answer:
    """Find members by name; the filter stays."""
    number = re.fullmatch(r"\D{0,4}(\d{1,9})", words.strip())
    if number is not None:
        return show_member(ctx, int(number[1]))
    return _search_result(ctx, by_name(MemberFilter.read(shown), words))


def _search_result(ctx: Context, member_filter: MemberFilter) -> Card:
    """The list of members found, or the card of the only one."""
    if member_filter.words:
        sought = member_filter.sought(ctx)
        page = ctx.store[Registers].page(ctx.community.id, sought, most=PAGE_SIZE)
        if page.total == len(page.entries) == 1:
            entry = ctx.store[Registers].numbered(ctx.community.id, page.entries[0].member.id)
            if entry is not None:
                return _traced_card(ctx, entry)
    return _list_card(ctx, member_filter)


def _traced_card(ctx: Context, entry: Entry) -> Card:
    ctx.trace(about=entry.member)
    return _member_card(ctx, entry)


@router.contribution(todos, order=-1)
def newcomers_of_week(ctx: Context) -> list[Todo]:
    """Who joined this week, up to yesterday: the list tells of each day's newcomers once."""
    found = _newcomers(ctx, MOST_NAMED)
    if not found.count:
        return []
    names = [name for _, name in found.latest]
    line = ntext(
        "{names} joined this week.",
        "{count} people joined this week: {names}.",
        found.count,
        names=with_others(names, found.count),
    )
    thing = f"newcomers up to {found.latest[0][0]}"
    see = show_newcomers.button(text("See the newcomers"))
    seen = dismiss_todo.button(text("I have seen the newcomers"), todo_key(thing))
    return [Todo(line, (see, seen), thing=thing)]


@router.button("members_new", who=Role.GARDENER, trace=READ_THE_REGISTER)
def show_newcomers(ctx: Context) -> Card:
    """Show who joined this week, each with the way to their card."""
    check_backstage(ctx)
    found = _newcomers(ctx, PAGE_SIZE)
    ctx.trace(number=found.count)
    rows = [(members_command.button(name, member_id),) for member_id, name in found.latest]
    line = ntext(
        "{count} person joined this week.", "{count} people joined this week.", found.count
    )
    every = members_command.button(text("All members"))
    if ctx.community.greeting:
        rows.append((list_waiting.button(text("Who wants to be welcomed")),))
    return Card(text("👋 Newcomers"), (line,), (*rows, (every,)))


def _newcomers(ctx: Context, most: int) -> Newcomers:
    """Members who joined in the seven days before this one, without the team."""
    midnight = datetime.combine(ctx.today, time(), ctx.zone)
    return ctx.store[Registers].newcomers(
        ctx.community.id,
        midnight - NEW_FOR,
        midnight,
        without={each.id for each in ctx.seat_holders()},
        most=most,
    )


def _list_card(
    ctx: Context,
    member_filter: MemberFilter,
    *,
    after: int | None = None,
    before: int | None = None,
) -> Card:
    page = ctx.store[Registers].page(
        ctx.community.id, member_filter.sought(ctx), most=PAGE_SIZE, after=after, before=before
    )
    ctx.trace(members=len(page.entries))
    lines: list[Line] = [*_header_lines(ctx, member_filter, page)]
    lines += [_member_line(member_filter, each) for each in page.entries]
    if page.entries:
        example = members_command.typed(page.entries[0].member.id)
        lines.append(text("{example} shows a card.", example=example))
    elif page.later is not None:
        lines.append(text("Nobody among the next names."))
    else:
        lines.append(text("No member matches."))
    return Card(text("The members"), tuple(lines), _list_buttons(ctx, member_filter, page))


def _header_lines(ctx: Context, member_filter: MemberFilter, page: Page) -> list[Text]:
    lines = [text("Only: {parts}.", parts=member_filter.labels(ctx))] if str(member_filter) else []
    if page.total and page.more:
        lines.append(text("More than {count} members.", count=page.total))
    elif page.total:
        lines.append(ntext("{count} member.", "{count} members.", page.total))
    return lines


def _member_line(member_filter: MemberFilter, entry: Entry) -> Text:
    """A member, with the details that the filter leaves open."""
    member = entry.member
    line = text("{name} (no. {number})", name=member.name, number=member.id)
    if member_filter.circle is None:
        circle = text("“{circle}”", circle=CIRCLE_LABELS[entry.belonging.circle])
        line = text("{told}, {detail}", told=line, detail=circle)
    place = None if member_filter.commune else place_in_words(member)
    if place is not None:
        line = text("{told}, {detail}", told=line, detail=place)
    if member_filter.months is not None:
        line = text("{told}, {detail}", told=line, detail=_last_seen_text(member))
    return line


def _list_buttons(ctx: Context, member_filter: MemberFilter, page: Page) -> Buttons:
    finding = [ask_whom.button(text("Find a member"), str(member_filter))]
    if str(member_filter):
        finding.append(open_member_list.button(text("Show all"), "", ""))
    handling = [offer_member_export.button(text("Export"), str(member_filter)), _import_button()]
    if ctx.store[Invitees].page(ctx.community.id, after=0, most=1):
        handling.append(list_invitees.button(text("Invited people"), 0))
    filters = [
        choose_member_filter.button(label, kind, str(member_filter))
        for kind, label in _FILTER_LABELS.items()
    ]
    rows = (_page_buttons(member_filter, page), filters[:2], filters[2:], finding, handling)
    return tuple(tuple(row) for row in rows if row)


def _page_buttons(member_filter: MemberFilter, page: Page) -> list[Button]:
    ways = ((text("Previous"), "b", page.earlier), (text("Next"), "a", page.later))
    return [
        open_member_list.button(label, f"{way}{member_id}", str(member_filter))
        for label, way, member_id in ways
        if member_id is not None
    ]


def _import_button() -> Button:
    return start_import.button(text("Import"))


def _member_card(ctx: Context, entry: Entry) -> Card:
    """A member, with buttons to propose another circle."""
    member, circle = entry.member, Circle(entry.belonging.circle)
    since = entry.belonging.joined_at.astimezone(ctx.reading_zone).date()
    values: dict[str, object] = {"number": member.id, "day": since}
    known = text("Number {number}, a member since {day}.", **values)
    if entry.shows_last_seen:
        seen = _last_seen_text(member)
        known = text("Number {number}, a member since {day}, {seen}.", **values, seen=seen)
    taking_part = text("Taking part: “{circle}”", circle=CIRCLE_LABELS[circle])
    lines: list[Line] = [known, taking_part]
    lines += place_and_domain_lines(place_in_words(member), entry.domains)
    if member.about:
        lines.append(text("About: {about}", about=member.about))
    if visible_link(entry):
        lines.append(Link(member.link, member.link))
    lines.append(contact_line(ctx, entry))
    return Card(member.name, tuple(lines), _card_buttons(ctx, member, circle))


def _card_buttons(ctx: Context, member: Member, today: Circle) -> Buttons:
    back = (open_member_list.button(text("All members"), "", ""),)
    if member.id == ctx.member.id:
        return (back,)
    circles = [
        propose_circle_to.button(
            text("Propose: “{circle}”", circle=CIRCLE_LABELS[each]), member, each
        )
        for each in Circle
        if each is not today
    ]
    introduce = introduce_member.button(text("Introduce to somebody"), member)
    return ((introduce,), *((each,) for each in circles), back)


def _last_seen_text(member: Member) -> Text:
    """The day of the member's last message or press."""
    if member.seen_on is None:
        return text("never seen here")
    return text("last seen {day}", day=member.seen_on)


def visible_link(entry: Entry) -> str:
    """The link, if the member shows it."""
    seen = may_be_shown(entry.member) and entry.belonging.visible != "no"
    return entry.member.link if seen else ""


def contact_line(ctx: JobContext, entry: Entry) -> Text:
    """The accounts of a card, or that they are not shown."""
    if accounts := visible_accounts(ctx, entry):
        return text("Contact: {accounts}", accounts=accounts)
    return text("Contact: not shared.")


def visible_accounts(ctx: JobContext, entry: Entry) -> list[str]:
    """The accounts, if the member shows them."""
    if not may_be_shown(entry.member) or entry.belonging.visible != "contact":
        return []
    return [account_text(ctx, each) for each in entry.accounts]
