"""The place where a member lives: a commune, only a territory, or neither."""

from collections.abc import Sequence
from typing import Annotated, Any

from bot.core import (
    Button,
    Card,
    Context,
    FormRef,
    Router,
    Text,
    Words,
    around,
    asks,
    commune_of,
    text,
)
from bot.domain import territories
from bot.domain.communes import Commune
from bot.domain.roles import Role
from bot.domain.territories import Territory
from bot.references.profile import commune_form, edit_place
from handlers.profile.steps import done_and_next

router = Router()


def _territory_choices(ctx: Context) -> Sequence[tuple[str, Words]]:
    """The territories to choose from."""
    offered = territories.offered(around(ctx).own, commune_of(ctx.member))
    return [(each, each) for each in offered]


@router.form(commune_form)
def set_commune(
    ctx: Context,
    where: Annotated[
        Commune | None,
        asks(
            "In which commune do you live? Write its name or its postcode.",
            instead=("territory", text("Only my territory instead")),
        ),
    ] = None,
) -> Card | Text:
    """Store the commune, and its territory unless another one was chosen."""
    if where is None:
        return show_place(ctx)
    member = ctx.member
    member.territory = territories.with_commune(member.territory, commune_of(member), where)
    member.commune = where.code
    noted = text("Noted: you live in {commune}.", commune=where.label)
    return done_and_next(ctx, "commune", _place_card(ctx, noted))


@router.form("territory")
def set_territory(
    ctx: Context,
    where: Annotated[
        Territory | None,
        asks(
            "Which territory are you from? Choose it, or write a department.",
            choices=_territory_choices,
        ),
    ] = None,
) -> Card | Text:
    """Store the territory, with or without a commune."""
    if where is None:
        return show_place(ctx)
    ctx.member.territory = str(where)
    return done_and_next(ctx, "commune", _place_card(ctx, text("Noted.")))


@router.button(edit_place, who=Role.MEMBER)
def show_place(ctx: Context) -> Card:
    """Show the place, and change it."""
    home = commune_of(ctx.member)
    if home is not None:
        return _place_card(ctx, text("You live in {commune}.", commune=home.label))
    if ctx.member.territory is None:
        return _place_card(ctx, text("I do not know where you live, and I do not need to."))
    return _place_card(ctx, text("I do not know your commune, and I do not need to."))


@router.button("place_out", deliberate=True, who=Role.MEMBER)
def forget_place(ctx: Context, what: str) -> Card:
    """Erase the commune or the territory."""
    if what == "commune":
        ctx.member.commune = None
    elif what == "territory":
        ctx.member.territory = None
    return show_place(ctx)


def _place_card(ctx: Context, first: Text) -> Card:
    territory = ctx.member.territory
    lines = [first]
    if territory is not None:
        lines.append(text("Your territory: {territory}.", territory=territory))
    rows = (
        _field_buttons(
            _COMMUNE_LABELS, "commune", commune_form, is_kept=ctx.member.commune is not None
        ),
        _field_buttons(
            _TERRITORY_LABELS, "territory", set_territory, is_kept=territory is not None
        ),
    )
    return Card(None, tuple(lines), rows)


_COMMUNE_LABELS = text("Give my commune"), text("Change my commune"), text("Erase my commune")
_TERRITORY_LABELS = (
    text("Give my territory"),
    text("Change my territory"),
    text("Erase my territory"),
)


def _field_buttons(
    labels: tuple[Text, Text, Text], what: str, form: FormRef[..., Any], *, is_kept: bool
) -> tuple[Button, ...]:
    say, change, forget = labels
    if not is_kept:
        return (form.ask_button(say),)
    return (form.ask_button(change), forget_place.button(forget, what))
