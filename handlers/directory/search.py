"""Find members and organisations by a name, an activity, a domain or a place that is typed."""

import re
from typing import Annotated

from bot.core import Answer, Bold, Card, Context, Line, Router, Where, asks, at_most, text
from bot.domain.communities import sign_of
from bot.domain.conversations import GREETING, typed_line
from bot.domain.needs import need_in_words
from bot.domain.rates import LOOKUPS
from bot.domain.roles import Role
from bot.domain.words import fold, search_tokens, search_words
from bot.references.conversations import guessed_words
from bot.references.directory import directory_command, directory_sections, search_directory
from bot.vocabulary.audiences import domain_words
from bot.vocabulary.lists import LONGEST_SEARCH, keep_search, kept_search, others_rows, page_start
from bot.vocabulary.places import places_called
from handlers.directory.directory_filter import DirectoryFilter
from handlers.directory.directory_list import around_places, list_card, member_line, member_rows
from handlers.directory.organisations import organisation_line, organisation_rows
from storage.directory import DirectorySearch, Organisations, SoughtWord, VisibleMembers

router = Router()

MOST_FOUND = 6
"""Of members, and of organisations."""
MOST_TOKENS = 12


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
    sought = _search(ctx, typed)
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


def _search(ctx: Context, typed: str) -> DirectorySearch:
    """The words to look for, without the small ones unless there are no others."""
    words = [_sought_word(ctx, each) for each in search_words(typed)]
    telling = [each for each in words if each.tokens]
    return DirectorySearch(words=tuple(telling or words))


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
