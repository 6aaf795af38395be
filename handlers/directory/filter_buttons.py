"""Choose the domain or the place by which the directory is shown."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Replace,
    Router,
    around,
    asks,
    at_most,
    commune_of,
    in_rows,
    text,
)
from bot.domain import territories
from bot.domain.domains import domains_of, sign_of
from bot.domain.roles import Role
from bot.references.directory import (
    ask_directory_place,
    offer_directory_domains,
    offer_directory_places,
)
from bot.vocabulary.audiences.domains import domain_label
from bot.vocabulary.places.place_search import Place, place_label, places_by_name
from handlers.directory.directory_filter import DirectoryFilter
from handlers.directory.directory_list import list_card
from handlers.directory.organisations.organisation_list import organisation_list_card

router = Router()

MOST_TERRITORIES = 12
MOST_OFFERED = 8
LONGEST_PLACE = 100


@router.button(offer_directory_domains, who=Role.MEMBER)
def offer_domains(ctx: Context, shown: str) -> Replace:
    """Offer the domains."""
    which = DirectoryFilter.read(shown)
    choices = [
        replace(which, domain=sign_of(each)).page_button(domain_label(each))
        for each in domains_of(ctx.community.domains)
    ]
    every = replace(which, domain="").page_button(text("All domains"))
    question = text("Members interested in which domain?")
    if which.is_of_organisations:
        question = text("Organisations of which domain?")
    return Replace(Card(question, (), (*in_rows(choices, 2), (every,))))


@router.button(offer_directory_places, who=Role.MEMBER)
def offer_places(ctx: Context, shown: str) -> Replace:
    """Offer the reader's commune, the territories, and any other place."""
    which, home = DirectoryFilter.read(shown), commune_of(ctx.member)
    own = territories.offered(around(ctx).own, None)[:MOST_TERRITORIES]
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
