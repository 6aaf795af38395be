"""Choose the domain or the place by which the directory is shown."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Replace,
    Router,
    Words,
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
    open_directory,
)
from bot.vocabulary.domains import domain_label
from bot.vocabulary.place_search import Place, place_label, places_by_name
from handlers.directory.directory_filter import DirectoryFilter
from handlers.directory.directory_list import list_card

router = Router()

MOST_TERRITORIES = 12
MOST_OFFERED = 8
LONGEST_PLACE = 100


@router.button(offer_directory_domains, who=Role.MEMBER)
def offer_domains(ctx: Context, shown: str) -> Replace:
    """Offer the domains."""
    which = DirectoryFilter.read(shown)
    choices = [
        _choice(domain_label(each), replace(which, domain=sign_of(each)))
        for each in domains_of(ctx.community.domains)
    ]
    every = _choice(text("All domains"), replace(which, domain=""))
    question = text("Members interested in which domain?")
    return Replace(Card(question, (), (*in_rows(choices, 2), (every,))))


@router.button(offer_directory_places, who=Role.MEMBER)
def offer_places(ctx: Context, shown: str) -> Replace:
    """Offer the reader's commune, the territories, and any other place."""
    which, home = DirectoryFilter.read(shown), commune_of(ctx.member)
    own = territories.offered(around(ctx).own, None)[:MOST_TERRITORIES]
    choices = [_choice(str(each), which.around(each)) for each in own]
    rows = list(in_rows(choices, 2))
    if home is not None:
        rows.insert(0, (_choice(text("Near {place}", place=home.name), which.around(home)),))
    rows.append((ask_place.button(text("Write a place"), str(which)),))
    rows.append((_choice(text("Everywhere"), which.anywhere()),))
    return Replace(Card(text("Members from where?"), (), tuple(rows)))


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
    """Show the members around a place."""
    return around_places(ctx, DirectoryFilter.read(shown), places_by_name(ctx, where))


def around_places(ctx: Context, which: DirectoryFilter, places: Sequence[Place]) -> Card:
    """The members around the only place, or a question which one is meant."""
    if len(places) == 1:
        return list_card(ctx, which.around(places[0]))
    rows = tuple((_choice(place_label(each), which.around(each)),) for each in places)
    return Card(None, (text("Which one do you mean?"),), rows[:MOST_OFFERED])


def _choice(label: Words, which: DirectoryFilter) -> Button:
    return open_directory.button(label, str(which), 0)
