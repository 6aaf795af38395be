"""The list of needs and offers, and one of them by its number."""

from collections.abc import Iterator

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
    Words,
    in_rows,
    text,
)
from bot.domain.needs.need import NeedKind
from bot.domain.roles import Role
from bot.references.needs import need_command, offer_command, search_needs
from bot.vocabulary.audiences.domain_choice import domain_choice_label, domain_lines, domain_rows
from bot.vocabulary.lists.list_pages import page_start, part_buttons, turning_buttons
from handlers.needs.lists.need_filter import ALL, LABELS, MINE, NeedListFilter
from handlers.needs.lists.need_lines import need_list_lines, need_rows
from handlers.needs.need_card import show_one_need
from handlers.needs.publishing.new_need import NEED_ALIASES, OFFER_ALIASES
from storage.needs import Needs

router = Router()

PAGE_SIZE = 6


@router.command(
    "need",
    fr="besoin",
    aliases=NEED_ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="people",
    label=text("Needs and offers"),
    in_shared_menu=True,
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
    """Show another part of the list."""
    return Replace(need_list_card(ctx, NeedListFilter(part, domain), page_start(after)))


@router.button("needs_domain", who=Role.MEMBER)
def offer_domains(ctx: Context, part: str) -> Replace:
    """Offer the domains of which there are needs."""
    used = ctx.store[Needs].domains(ctx.community.id, NeedListFilter(part).of(ctx))
    rows = domain_rows(
        ctx.community.domains, used, lambda label, sign: _part_button(label, part, sign)
    )
    return Replace(Card(text("Needs and offers about what?"), (), rows))


def need_list_card(ctx: Context, which: NeedListFilter, after: int = 0) -> Card:
    """A page of the needs and offers of a filter, with the ways to the others."""
    found = ctx.store[Needs].listed(
        ctx.community.id, which.of(ctx), most=PAGE_SIZE + 1, after=after
    )
    shown = found[:PAGE_SIZE]
    lines: list[Line] = need_list_lines(shown) or [_nothing_text(ctx, which, after)]
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


def _part_button(label: Words, part: str, domain: str) -> Button:
    return turn_list.button(label, part, domain, 0)


def _part_buttons(ctx: Context, which: NeedListFilter) -> Iterator[Button]:
    """The parts of the list that are not all of it, the choice of a domain, and the search."""
    needs, here = ctx.store[Needs], ctx.community.id
    by_kind = needs.counts(here, NeedListFilter(ALL, which.domain).of(ctx))
    counts = {each.value: count for each, count in by_kind.items()}
    counts[MINE] = needs.count(here, NeedListFilter(MINE, which.domain).of(ctx))
    counts[ALL] = sum(by_kind.values())
    yield from part_buttons(
        LABELS, counts, which.part, lambda label, part: _part_button(label, part, which.domain)
    )
    if needs.domains(here, NeedListFilter().of(ctx)):
        yield offer_domains.button(domain_choice_label(which.domain), which.part)
    if counts[ALL]:
        yield search_needs.ask_button(text("Search"))
