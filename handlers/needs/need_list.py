"""Lists of needs and offers: filtered by buttons, searched, or asked for in plain words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

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
    around,
    in_rows,
    text,
)
from bot.domain.communities import sign_of
from bot.domain.conversations import GREETING, typed_line
from bot.domain.needs import NeedKind, commune_called
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import guessed_words
from bot.references.needs import need_command, offer_command, search_needs
from bot.vocabulary.audiences import (
    NO_DOMAIN,
    domain_choice_label,
    domain_lines,
    domain_rows,
    domain_signed,
    domain_words,
)
from bot.vocabulary.lists import (
    LONGEST_SEARCH,
    WHOLE,
    SoughtWords,
    keep_search,
    kept_search,
    others_rows,
    page_start,
    part_buttons,
    turning_buttons,
)
from handlers.needs.need_card import show_one_need
from handlers.needs.need_words import need_line, need_reader, need_rows
from handlers.needs.publishing import NEED_ALIASES, OFFER_ALIASES
from storage.needs import NeedFilter, Needs

router = Router(on_page=True)

PAGE_SIZE = 6
MOST_FOUND = 8
ALL, MINE = WHOLE, "mine"
LABELS = {
    ALL: text("All"),
    NeedKind.NEED.value: text("Needs"),
    NeedKind.OFFER.value: text("Offers"),
    MINE: text("My own"),
}


@dataclass(frozen=True, slots=True)
class NeedListFilter:
    """A part of the list of needs; unknown words in a button stand for all of it."""

    part: str = ALL
    """A kind, `mine` or `all`."""
    domain: str = NO_DOMAIN
    """The sign of a domain."""

    def of(self, ctx: Context) -> NeedFilter:
        """The needs of this part that the sender may read."""
        return NeedFilter(
            day=ctx.today,
            reader=need_reader(ctx),
            kind=NeedKind(self.part) if self.part in set(NeedKind) else None,
            domain=domain_signed(ctx.community.domains, self.domain),
            author_id=ctx.member.id if self.part == MINE else None,
        )


@router.command(
    "need",
    fr="besoin",
    aliases=NEED_ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="people",
    label=text("Needs and offers"),
    in_shared_menu=True,
    own_tab=5,
    shows=True,
)
def list_needs(ctx: Context) -> Card:
    """See what members need and offer, and publish your own."""
    return need_list_card(ctx, NeedListFilter())


@router.command(
    "offer",
    fr="offre",
    aliases=OFFER_ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="people",
    shows=True,
)
def list_offers(ctx: Context) -> Card:
    """See what members offer, and publish an offer."""
    return need_list_card(ctx, NeedListFilter(NeedKind.OFFER.value))


@router.command(
    "need",
    fr="besoin",
    aliases=NEED_ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="3",
    theme="people",
)
def show_need_numbered(ctx: Context, number: int) -> Answer:
    """See one need or offer."""
    return show_one_need(ctx, number)


@router.command(
    "offer",
    fr="offre",
    aliases=OFFER_ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="3",
    theme="people",
)
def show_offer_numbered(ctx: Context, number: int) -> Answer:
    """See one offer or need."""
    return show_one_need(ctx, number)


@router.button("needs", who=Role.MEMBER)
def turn_list(ctx: Context, part: str, domain: str, after: int) -> Replace:
    return Replace(need_list_card(ctx, NeedListFilter(part, domain), page_start(after)))


@router.button("needs_domain", who=Role.MEMBER)
def offer_domains(ctx: Context, part: str) -> Replace:
    """Offer the domains that have needs."""
    used = ctx.store[Needs].domains(ctx.community.id, NeedListFilter(part).of(ctx))
    rows = domain_rows(
        ctx.community.domains, used, lambda label, sign: turn_list.button(label, part, sign, 0)
    )
    return Replace(Card(text("Needs and offers about what?"), (), rows))


def need_list_card(ctx: Context, which: NeedListFilter, after: int = 0) -> Card:
    """A page of needs and offers, with buttons to the other pages and parts."""
    found = ctx.store[Needs].listed(
        ctx.community.id, which.of(ctx), most=PAGE_SIZE + 1, after=after
    )
    shown = found[:PAGE_SIZE]
    lines: list[Line] = [*map(need_line, shown)] or [_nothing_text(ctx, which, after)]
    lines += domain_lines(ctx.community.domains, which.domain)

    def turn(label: Text, start: int) -> Button:
        return turn_list.button(label, which.part, which.domain, start)

    rows = [
        _publish_row(ctx),
        *need_rows(shown),
        turning_buttons(after, PAGE_SIZE, turn, more=len(found) > PAGE_SIZE),
        *in_rows([*_part_buttons(ctx, which)], 3),
    ]
    return Card(text("🤝 Needs and offers"), tuple(lines), tuple(filter(None, rows)))


def _publish_row(ctx: Context) -> tuple[Button, ...]:
    """The buttons to publish; none for minors."""
    if ctx.member.adult is False:
        return ()
    return (
        need_command.ask_button(text("I need something")),
        offer_command.ask_button(text("I offer something")),
    )


def _nothing_text(ctx: Context, which: NeedListFilter, after: int) -> Text:
    if which == NeedListFilter() and not after:
        if ctx.member.adult is False:
            return text("Nobody needs or offers anything yet.")
        return text("Nobody needs or offers anything yet. Be the first.")
    return text("There is nothing of that kind.")


def _part_buttons(ctx: Context, which: NeedListFilter) -> Iterator[Button]:
    """Buttons for the parts of the list, the choice of a domain, and the search."""
    needs, here = ctx.store[Needs], ctx.community.id
    by_kind = needs.counts(here, NeedListFilter(ALL, which.domain).of(ctx))
    counts = {each.value: count for each, count in by_kind.items()}
    counts[MINE] = needs.count(here, NeedListFilter(MINE, which.domain).of(ctx))
    counts[ALL] = sum(by_kind.values())
    yield from part_buttons(
        LABELS,
        counts,
        which.part,
        lambda label, part: turn_list.button(label, part, which.domain, 0),
    )
    if needs.domains(here, NeedListFilter().of(ctx)):
        yield offer_domains.button(domain_choice_label(which.domain), which.part)
    if counts[ALL]:
        yield search_needs.ask_button(text("Search"))


@router.form(search_needs, who=Role.MEMBER)
def find_needs(ctx: Context, words: SoughtWords) -> Answer:
    """Find needs and offers by words, in any grammatical form."""
    return needs_found_card(ctx, words)


@router.button("needs_found", who=Role.MEMBER)
def show_more_needs(ctx: Context, mark: int, after: int) -> Answer:
    """See the next ones that were found."""
    words, kind = kept_search(ctx, mark)
    return needs_found_card(ctx, words, NeedKind(kind) if kind else None, page_start(after))


def needs_found_card(
    ctx: Context, words: str, kind: NeedKind | None = None, after: int = 0
) -> Card:
    """The needs and offers that have all of these words, or are in the commune so called.

    Of this kind only, unless there is none.
    """
    needs, here = ctx.store[Needs], ctx.community.id
    place = commune_called(words, around(ctx).near)
    code = None if place is None else place.code
    which = replace(NeedListFilter(kind or ALL).of(ctx), words=words, commune=code)
    if kind is not None and not needs.count(here, which):
        return needs_found_card(ctx, words, after=after)
    found = needs.listed(here, which, most=MOST_FOUND, after=after)
    lines: list[Line] = [*map(need_line, found)] or [
        text("No need and no offer has all of these words.")
    ]
    start = after + len(found)
    rest = others_rows(
        needs.count(here, which) - start,
        lambda label: show_more_needs.button(label, keep_search(ctx, words, kind or ""), start),
    )
    again = search_needs.ask_button(text("Other words"))
    every = need_command.button(text("All needs and offers"))
    title = _title(kind, " ".join(words.split()))
    return Card(title, tuple(lines), (*need_rows(found), *rest, (again, every)))


def _title(kind: NeedKind | None, words: str) -> Text:
    if kind is NeedKind.NEED:
        return text("🔎 Needs with “{words}”", words=words)
    if kind is NeedKind.OFFER:
        return text("🔎 Offers with “{words}”", words=words)
    return text("🔎 Needs and offers with “{words}”", words=words)


_ARTICLE = r"(?:(?:d'une?|une?|des?|du|l[ea]s?|an?|the|some) |[dl]')?"
_NEEDS = r"(?:re)?cherche|a besoin|is looking for|needs"
_OFFERS = r"propose|offre|donne|prête|prete|(?:can )?(?:offers?|gives?|lends?)"
_ASKED = re.compile(
    rf"{GREETING}(?:est-ce que )?(?:qui (?:est-ce qui )?|who )"
    rf"(?:(?P<need>{_NEEDS})|(?:{_OFFERS})(?! de (?!l(?:a |')))) "
    r"(?!.*(?:\btrajet|covoit|\bplace|\brides?\b|\bseat|\bqui\b|\bm(?:es|on|a|y)\b)"
    r"|\w+ (?:avis|réponse|voix)\b)"
    rf"{_ARTICLE}(?P<words>.+)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"{GREETING}(?:(?:voir|quels sont|quelles sont|y a-t-il|see|show me|any) )?"
    r"(?:(?:les|des|the) )?"
    r"(?:(?P<need>besoins|needs)|offres|offers) (?!to\b|be\b|et\b|and\b|ou\b|or\b)"
    r"(?:(?:en|dans|à|au|aux|de|du|pour|sur|vers|in|near|around|about|for|from|with) |d')?"
    rf"{_ARTICLE}(?P<words>\S+(?: \S+){{0,3}})",
    re.IGNORECASE,
)


@router.contribution(guessed_words)
def guess_need_search(ctx: Context, words: str) -> Card | None:
    """Answer a question about needs or offers in plain words; rides are listed with their event."""
    plain = typed_line(words)[:LONGEST_SEARCH].rstrip(" .?!")
    asked, listed = _ASKED.match(plain), _LISTED.fullmatch(plain)
    found = asked or listed
    if found is None:
        return None
    kind = NeedKind.NEED if found["need"] else NeedKind.OFFER
    if listed:  # the only domain with this name, or this word in its name
        known, word = domain_words(ctx.community.domains), fold(found["words"])
        named = {domain for name, domain in known.items() if word in name.split()}
        called = known.get(word) or (named.pop() if len(named) == 1 else None)
        if called is not None:
            return need_list_card(ctx, NeedListFilter(kind.value, sign_of(called)))
    return needs_found_card(ctx, found["words"], kind)
