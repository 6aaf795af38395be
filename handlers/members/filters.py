"""The register is sifted by buttons: by circle, domain, place, or for how long nobody saw somebody.

What a button chooses is shown by the list itself: see `handlers/members/listing.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Replace,
    Router,
    Text,
    Words,
    around,
    asks,
    text,
)
from bot.domain import territories
from bot.domain.domains import domains_of, sign_of
from bot.domain.roles import Circle, Role
from bot.references.members import choose_member_filter, open_member_list
from bot.vocabulary.circles import LABELS
from bot.vocabulary.domains import domain_label
from handlers.members import acts
from handlers.members.register import (
    MEMBERS,
    ListMovedOn,
    Shown,
    check_backstage,
    in_place,
    months_in_words,
    offer_places,
    places_called,
    show_first_page,
)

router = Router()

MONTHS = (3, 6, 12, 24)
MOST_TERRITORIES = 12
_WHAT = {
    **dict.fromkeys(("circle", "cercle"), "circle"),
    **dict.fromkeys(("domain", "domains", "domaine", "domaines"), "domain"),
    **dict.fromkeys(("place", "lieu", "lieux"), "place"),
    "unseen": "unseen",
}


@router.button(choose_member_filter, who=Role.GARDENER, trace=acts.READ_THE_REGISTER)
def offer_choices(ctx: Context, what: str, shown: str) -> Answer:
    """Offer what members are told apart by."""
    check_backstage(ctx)
    if what not in _WHAT:
        raise ListMovedOn(members=MEMBERS)
    return Replace(_OFFERS[_WHAT[what]](ctx, Shown.read(shown)))


@router.button("members_where", who=Role.GARDENER, trace=acts.READ_THE_REGISTER)
def ask_where(ctx: Context, shown: str) -> Answer:
    """Ask for a place that no button says."""
    check_backstage(ctx)
    return choose_place.ask(ctx, shown=str(Shown.read(shown)))


@router.form("members_place", who=Role.GARDENER, trace=acts.READ_THE_REGISTER)
def choose_place(
    ctx: Context,
    where: Annotated[
        str, asks("Which place? Write a commune, a postcode, a territory or a department.")
    ],
    shown: str = "",
) -> Answer:
    """Show those who live there."""
    found = places_called(ctx, where)
    before = Shown.read(shown)
    if len(found) > 1:
        return offer_places(before, found, show_first_page)
    return open_member_list.run(ctx, "", str(in_place(before, found[0])))


def _circles(ctx: Context, shown: Shown) -> Card:
    del ctx
    choices = [(LABELS[each], replace(shown, circle=each)) for each in Circle]
    everyone = (text("Every circle"), replace(shown, circle=None))
    return _asked(text("Members of which circle?"), shown, [*choices, everyone])


def _domains(ctx: Context, shown: Shown) -> Card:
    choices: list[tuple[Words, Shown]] = [
        (domain_label(each), replace(shown, domain=sign_of(each)))
        for each in domains_of(ctx.community.domains)
    ]
    everyone = (text("Every domain"), replace(shown, domain=""))
    return _asked(text("Who cares for which domain?"), shown, [*choices, everyone])


def _places(ctx: Context, shown: Shown) -> Card:
    own = territories.offered(around(ctx).own, None)[:MOST_TERRITORIES]
    choices: list[tuple[Words, Shown]] = [(str(each), in_place(shown, each)) for each in own]
    everyone = (text("Everywhere"), replace(shown, commune="", territory=""))
    another = (ask_where.button(text("Write a place"), str(shown)),)
    return _asked(text("Members from where?"), shown, [*choices, everyone], another)


def _absent(ctx: Context, shown: Shown) -> Card:
    del ctx
    choices: list[tuple[Words, Shown]] = [
        (months_in_words(each), replace(shown, months=each)) for each in MONTHS
    ]
    everyone = (text("Seen or not"), replace(shown, months=None))
    return _asked(text("Not seen since when?"), shown, [*choices, everyone])


_OFFERS: dict[str, Callable[[Context, Shown], Card]] = {
    "circle": _circles,
    "domain": _domains,
    "place": _places,
    "unseen": _absent,
}


def _asked(
    question: Text,
    shown: Shown,
    choices: Sequence[tuple[Words, Shown]],
    another: tuple[Button, ...] = (),
) -> Card:
    buttons = [open_member_list.button(label, "", str(chosen)) for label, chosen in choices]
    rows: Buttons = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    back = (open_member_list.button(text("Back to the list"), "", str(shown)),)
    return Card(None, (question,), (*rows, *((another,) if another else ()), back))
