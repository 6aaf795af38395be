"""Changes of a need before it is published: its words, domain, place, end and readers."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, asks, at_most, text
from bot.domain.communes import Commune
from bot.domain.needs.need import LONGEST_NEED, RADII, check_end, read_need
from bot.domain.roles import Role
from bot.references.needs import change_need
from bot.vocabulary.audiences.domain_choice import domain_choice_rows, domain_signed
from bot.vocabulary.places.places import in_words
from handlers.needs.publishing.preview import changed_card, previewed

router = Router()


@router.button(change_need, who=Role.MEMBER)
def change_draft(ctx: Context, mark: int, what: str) -> Answer:
    """Ask for another value; all else stays."""
    previewed(ctx, mark)
    change = _CHANGES.get(what)
    return changed_card(ctx, mark) if change is None else change(ctx, mark)


@router.form("need_words", who=Role.MEMBER)
def replace_words(
    ctx: Context,
    mark: int,
    words: Annotated[str, asks("What are the new words?"), at_most(LONGEST_NEED)],
) -> Card:
    """Show the need of a preview in other words."""
    return changed_card(ctx, mark, words=read_need(words))


@router.form("need_place", who=Role.MEMBER)
def replace_place(
    ctx: Context,
    mark: int,
    where: Annotated[
        Commune | None,
        asks("Where? Write a commune or a postcode.", instead=("nowhere", text("Anywhere"))),
    ] = None,
) -> Card:
    """Set the place of a need, and ask how far around."""
    if where is None:
        return changed_card(ctx, mark, commune=None, radius_km=None)
    previewed(ctx, mark)
    buttons = [
        set_radius.button(text("{km} km around", km=km), mark, where.code, km) for km in RADII
    ]
    only = set_radius.button(text("There only"), mark, where.code, 0)
    return Card(
        text("How far around {place}?", place=in_words(where.code, None) or where.name),
        (),
        ((only,), tuple(buttons)),
    )


@router.button("need_radius", who=Role.MEMBER)
def set_radius(ctx: Context, mark: int, commune: str, km: int) -> Replace:
    """Set the place of a need and how far around it."""
    known = in_words(commune, None) is not None
    radius = km if km in RADII else None
    if not known:
        return Replace(changed_card(ctx, mark))
    return Replace(changed_card(ctx, mark, commune=commune, radius_km=radius))


@router.form("need_end", who=Role.MEMBER)
def replace_end(
    ctx: Context,
    mark: int,
    day: Annotated[date, asks("Until when? For example: 15 March.")],
) -> Card:
    """Set the last day of a need."""
    return changed_card(ctx, mark, ends_on=check_end(day, ctx.today).isoformat())


@router.button("need_domain", who=Role.MEMBER)
def choose_domain(ctx: Context, mark: int, sign: str) -> Replace:
    """Set what a need is about."""
    domain = domain_signed(ctx.community.domains, sign)
    return Replace(changed_card(ctx, mark, domain=domain))


def _ask_domain(ctx: Context, mark: int) -> Replace:
    rows = domain_choice_rows(
        ctx.community.domains, lambda label, sign: choose_domain.button(label, mark, sign)
    )
    return Replace(Card(text("What is it about?"), (), rows))


def _switch_region(ctx: Context, mark: int) -> Replace:
    agreed = not previewed(ctx, mark).for_region
    return Replace(changed_card(ctx, mark, for_region=agreed))


_CHANGES: dict[str, Callable[[Context, int], Answer]] = {
    "words": lambda ctx, mark: replace_words.ask(ctx, mark=str(mark)),
    "place": lambda ctx, mark: replace_place.ask(ctx, mark=str(mark)),
    "end": lambda ctx, mark: replace_end.ask(ctx, mark=str(mark)),
    "domain": _ask_domain,
    "region": _switch_region,
}
