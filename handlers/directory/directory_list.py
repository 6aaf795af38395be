"""The list of members who chose to be found, the search in it, and their cards.

The search finds organisations, too: by a name, an activity, a domain or a place that is typed.
A member's card has the request to meet them: the other is asked first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from bot.core import (
    Answer,
    Bold,
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
from bot.domain.conversations import GREETING, typed_line
from bot.domain.introductions import LONGEST_REASON
from bot.domain.needs import need_in_words
from bot.domain.rates import LOOKUPS, PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import fold, search_tokens, search_words
from bot.references.conversations import Intent, guessed_words, intents
from bot.references.directory import (
    ask_directory_place,
    directory_command,
    directory_sections,
    offer_directory_domains,
    offer_directory_places,
    open_directory,
    open_directory_member,
    open_organisations,
    search_directory,
)
from bot.references.profile import choose_directory_visibility
from bot.vocabulary.audiences import domain_label, domain_words, place_and_domain_lines
from bot.vocabulary.lists import LONGEST_SEARCH, keep_search, kept_search, others_rows, page_start
from bot.vocabulary.places import Place, place_in_words, place_label, places_by_name, places_called
from handlers.directory.directory_filter import (
    FURTHEST,
    LONGEST_LABEL,
    PAGE_SIZE,
    DirectoryFilter,
    list_rows,
    listed_line,
)
from handlers.directory.organisations import (
    organisation_line,
    organisation_list_card,
    organisation_rows,
)
from handlers.introductions import ask_to_meet
from handlers.members import contact_line, visible_link
from handlers.profile import age_check
from storage.directory import DirectorySearch, Organisations, SoughtWord, VisibleMembers
from storage.members import Entry

router = Router()

MOST_TERRITORIES = 12
MOST_OFFERED = 8
LONGEST_PLACE = 100


MOST_FOUND = 6
"""Of members, and of organisations."""
MOST_TOKENS = 12


class NotInDirectory(Refusal):
    """This person is not in the directory any more. To see who is: {directory}."""


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


@router.command(
    "who",
    fr="annuaire",
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=("bicycle", "vélo"),
    theme="people",
)
def find_members(ctx: Context, words: Annotated[str, at_most(LONGEST_SEARCH)]) -> Card:
    """Find members by name, topic, place, or what they do."""
    return search_results_card(ctx, words)


@router.form(search_directory, who=Role.MEMBER)
def search_members(
    ctx: Context,
    words: Annotated[
        str,
        asks("Who are you looking for? Write a name, a topic, a commune or an activity."),
        at_most(LONGEST_SEARCH),
    ],
) -> Answer:
    """Find members by name, topic, place, or what they do."""
    return search_results_card(ctx, words)


@router.button("directory_found", who=Role.MEMBER, limit=LOOKUPS)
def show_more_found(ctx: Context, mark: int, after: int) -> Card:
    """See the next ones that were found."""
    (typed,) = kept_search(ctx, mark)
    return search_results_card(ctx, typed, page_start(after))


def search_results_card(ctx: Context, typed: str, after: int = 0) -> Card:
    """The list of a domain, else all matches of the words, else the members around a place."""
    domain = domain_words(ctx.community.domains).get(fold(typed))
    if domain is not None:
        return list_card(ctx, DirectoryFilter(domain=sign_of(domain)))
    here, tokens = ctx.community.id, search_tokens(typed)[:MOST_TOKENS]
    words = [_sought_word(ctx, each) for each in search_words(typed)]
    telling = [each for each in words if each.tokens]  # small words have none
    sought = DirectorySearch(words=tuple(telling or words))
    found = ctx.apart(lambda ctx: ctx.store[VisibleMembers].found(here, sought))
    people = [each for each, _ in found]
    listed = ctx.store[Organisations].listed(here, tokens) if tokens else ()
    organisations = [each.id for each in listed]
    sections = [each for each in directory_sections.collect(ctx, typed) if each is not None]
    is_empty = not (people or organisations or sections)
    places = places_called(ctx, typed) if is_empty else ()
    if places:
        return around_places(ctx, DirectoryFilter(), places)
    entries = ctx.store[VisibleMembers].entries(here, people[after : after + MOST_FOUND])
    rows = ctx.store[Organisations].these(here, organisations[after : after + MOST_FOUND])
    start = after + MOST_FOUND
    rest = others_rows(
        max(len(people) - start, 0) + max(len(organisations) - start, 0),
        lambda label: show_more_found.button(label, keep_search(ctx, typed), start),
    )
    lines: list[Line] = [member_line(ctx, each) for each in entries]
    if rows:
        lines += [Bold(text("Organisations")), *map(organisation_line, rows)]
    for each in sections:
        lines += [Bold(each.title), *each.lines]
    if not lines:
        lines.append(text("Nobody in the directory matches."))
    beside = tuple(row for each in sections for row in each.rows)
    again = search_directory.ask_button(text("Other words"))
    whole = directory_command.button(text("The whole directory"))
    buttons = (*member_rows(entries), *organisation_rows(rows), *beside, *rest, (again, whole))
    title = text("🔎 Directory: “{words}”", words=" ".join(typed.split()))
    return Card(title, tuple(lines), buttons)


def _sought_word(ctx: Context, word: str) -> SoughtWord:
    tokens = search_tokens(word)
    names = domain_words(ctx.community.domains)
    domains = {key for name, key in names.items() if set(tokens) & set(search_tokens(name))}
    return SoughtWord(word, tokens, tuple(sorted(domains)))


_SOMEBODY = r"(?:quelqu'un|qqun|qqn|qq'un|quelqun|une personne|des gens|des personnes|un membre)"
_KNOWS = r"(?:s'y conna[iî](?:t|s|ssent) (?:en|dans)|conna[iî](?:t|s|ssent)(?: bien)?|sait|fait)"
_SEARCH = re.compile(
    rf"{GREETING}(?:"
    r"(?:(?:je |on )?(?:re)?cherche|connaissez[- ]vous|y a[- ]t[- ]il|il y a) "
    rf"{_SOMEBODY} qui {_KNOWS}"
    rf"|(?:est-ce que )?(?:qui|{_SOMEBODY}) (?:est-ce qui )?"
    r"(?:s'y conna[iî][ts] (?:en|dans)|conna[iî]t(?: bien)?)"
    r"|annuaire(?: ?:)?(?=(?: \S+){1,4}$)|directory(?: ?:)?(?=(?: \S+){1,4}$)"
    r"|who knows (?:about|how to)|(?:does )?any(?:one|body) know(?:s)? (?:about|how to)"
    r"|(?:i am |i'm )?looking for (?:someone|somebody) who knows(?: about)?"
    r") (?P<words>.+)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:l[ea]s? |l'|du |des? |d'|the )", re.IGNORECASE)


@router.contribution(guessed_words)
def guess_search(ctx: Context, words: str) -> Card | None:
    """Answer a question in plain words, unless it states a clear need."""
    found = _SEARCH.match(typed_line(words)[:LONGEST_SEARCH])
    need = need_in_words(words)
    if found is None or (need is not None and need.is_clear):
        return None
    return search_results_card(ctx, _ARTICLE.sub("", found["words"].strip(" .?!"), count=1))


@router.button(open_directory_member, who=Role.MEMBER, limit=LOOKUPS)
def show_member(ctx: Context, member_id: int) -> Card:
    """Show a member who chose to be found."""
    entry = _visible_entry(ctx, member_id)
    rows: Buttons = ((open_directory.button(text("Back to the directory"), "", 0),),)
    if member_id != ctx.member.id:
        meet = ask_meeting.button(text("Introduce me to {name}", name=entry.member.name), member_id)
        rows = ((meet,), *rows)
    return Card(entry.member.name, tuple(_lines(ctx, entry)), rows)


def _lines(ctx: Context, entry: Entry) -> list[Line]:
    member = entry.member
    lines: list[Line] = [member.about] if member.about else []
    lines += place_and_domain_lines(place_in_words(member), entry.domains)
    if visible_link(entry):
        lines.append(Link(member.link, member.link))
    return [*lines, contact_line(ctx, entry)]


@router.button("directory_meet", who=Role.MEMBER, deep=True)
def ask_meeting(ctx: Context, member_id: int) -> Answer:
    """Ask why, once the sender is known to be 18."""
    barred = age_check(ctx, ask_meeting.link_word(ctx, member_id))
    if barred is not None:
        return barred
    return request_meeting.ask(ctx, member=str(_visible_entry(ctx, member_id).member.id))


@router.form("directory_meet_why", who=Role.MEMBER, limit=PROPOSALS)
def request_meeting(
    ctx: Context,
    member: int,
    why: Annotated[
        str,
        asks("Why would you like to meet? The other person reads it with your name."),
        at_most(LONGEST_REASON),
    ],
) -> Answer:
    return ask_to_meet(ctx, _visible_entry(ctx, member).member, why)


def _visible_entry(ctx: Context, member_id: int) -> Entry:
    """A member in the directory, with the fields that they show. Raises `NotInDirectory`."""
    entries = ctx.store[VisibleMembers].entries(ctx.community.id, [member_id])
    if not entries:
        raise NotInDirectory(directory=directory_command.typed())
    return entries[0]
