"""Filter the member list by buttons: circle, domain, place, or time since last seen.

The filtered list is shown by `handlers/members/member_list.py`.
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
from bot.vocabulary.audiences.circles import LABELS
from bot.vocabulary.audiences.domains import domain_label
from bot.vocabulary.places.place_search import places_by_name
from handlers.members import acts
from handlers.members.member_filter import (
    TYPED_MEMBERS,
    ListChanged,
    MemberFilter,
    check_backstage,
    first_page_button,
    months_text,
)
from handlers.members.typed_filter import by_place, offer_places

router = Router()

MONTHS = (3, 6, 12, 24)
MOST_TERRITORIES = 12
_FILTER_WORDS = {
    **dict.fromkeys(("circle", "cercle"), "circle"),
    **dict.fromkeys(("domain", "domains", "domaine", "domaines"), "domain"),
    **dict.fromkeys(("place", "lieu", "lieux"), "place"),
    "unseen": "unseen",
}


@router.button(choose_member_filter, who=Role.GARDENER, trace=acts.READ_THE_REGISTER)
def offer_choices(ctx: Context, what: str, shown: str) -> Answer:
    """Offer the choices of a filter."""
    check_backstage(ctx)
    if what not in _FILTER_WORDS:
        raise ListChanged(members=TYPED_MEMBERS)
    return Replace(_OFFERS[_FILTER_WORDS[what]](ctx, MemberFilter.read(shown)))


@router.button("members_where", who=Role.GARDENER, trace=acts.READ_THE_REGISTER)
def ask_where(ctx: Context, shown: str) -> Answer:
    """Ask for a place that no button offers."""
    check_backstage(ctx)
    return choose_place.ask(ctx, shown=str(MemberFilter.read(shown)))


@router.form("members_place", who=Role.GARDENER, trace=acts.READ_THE_REGISTER)
def choose_place(
    ctx: Context,
    where: Annotated[
        str, asks("Which place? Write a commune, a postcode, a territory or a department.")
    ],
    shown: str = "",
) -> Answer:
    """Filter by a place."""
    places = places_by_name(ctx, where)
    before = MemberFilter.read(shown)
    if len(places) > 1:
        return offer_places(before, places, first_page_button)
    return open_member_list.run(ctx, "", str(by_place(before, places[0])))


def _circle_question(ctx: Context, member_filter: MemberFilter) -> Card:
    del ctx
    choices = [(LABELS[each], replace(member_filter, circle=each)) for each in Circle]
    everyone = (text("All circles"), replace(member_filter, circle=None))
    return _question_card(text("Members of which circle?"), member_filter, [*choices, everyone])


def _domain_question(ctx: Context, member_filter: MemberFilter) -> Card:
    choices: list[tuple[Words, MemberFilter]] = [
        (domain_label(each), replace(member_filter, domain=sign_of(each)))
        for each in domains_of(ctx.community.domains)
    ]
    everyone = (text("All domains"), replace(member_filter, domain=""))
    return _question_card(
        text("Members interested in which domain?"), member_filter, [*choices, everyone]
    )


def _place_question(ctx: Context, member_filter: MemberFilter) -> Card:
    own = territories.offered(around(ctx).own, None)[:MOST_TERRITORIES]
    choices: list[tuple[Words, MemberFilter]] = [
        (str(each), by_place(member_filter, each)) for each in own
    ]
    everyone = (text("Everywhere"), replace(member_filter, commune="", territory=""))
    another = (ask_where.button(text("Write a place"), str(member_filter)),)
    return _question_card(text("Members from where?"), member_filter, [*choices, everyone], another)


def _absence_question(ctx: Context, member_filter: MemberFilter) -> Card:
    del ctx
    choices: list[tuple[Words, MemberFilter]] = [
        (months_text(each), replace(member_filter, months=each)) for each in MONTHS
    ]
    everyone = (text("Last seen, any time"), replace(member_filter, months=None))
    return _question_card(text("Not seen since when?"), member_filter, [*choices, everyone])


_OFFERS: dict[str, Callable[[Context, MemberFilter], Card]] = {
    "circle": _circle_question,
    "domain": _domain_question,
    "place": _place_question,
    "unseen": _absence_question,
}


def _question_card(
    question: Text,
    member_filter: MemberFilter,
    choices: Sequence[tuple[Words, MemberFilter]],
    another: tuple[Button, ...] = (),
) -> Card:
    buttons = [open_member_list.button(label, "", str(chosen)) for label, chosen in choices]
    rows: Buttons = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    back = (open_member_list.button(text("Back to the list"), "", str(member_filter)),)
    return Card(None, (question,), (*rows, *((another,) if another else ()), back))
