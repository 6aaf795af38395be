"""Where somebody is: their commune, or only a territory, or neither; kept as long as they like."""

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
from handlers.profile.steps import and_next

router = Router()


def _territories(ctx: Context) -> Sequence[tuple[str, Words]]:
    """The territories to choose from, as they are typed and as their buttons say them."""
    offered = territories.offered(around(ctx).own, commune_of(ctx.member))
    return [(each, each) for each in offered]


@router.form(commune_form)
def say_commune(
    ctx: Context,
    where: Annotated[
        Commune | None,
        asks(
            "In which commune do you live? Write its name or its postcode.",
            instead=("territory", text("Rather only the territory")),
        ),
    ] = None,
) -> Card | Text:
    """Keep where somebody lives, and the territory around it unless they chose another."""
    if where is None:
        return show_place(ctx)
    member = ctx.member
    member.territory = territories.with_commune(member.territory, commune_of(member), where)
    member.commune = where.code
    noted = text("Noted: you live in {commune}.", commune=where.label)
    return and_next(ctx, "commune", _place_card(ctx, noted))


@router.form("territory")
def say_territory(
    ctx: Context,
    where: Annotated[
        Territory | None,
        asks(
            "Which territory are you from? Choose it, or write a department.", choices=_territories
        ),
    ] = None,
) -> Card | Text:
    """Keep the territory that somebody chose, with or without a commune."""
    if where is None:
        return show_place(ctx)
    ctx.member.territory = str(where)
    return and_next(ctx, "commune", _place_card(ctx, text("Noted.")))


@router.button(edit_place, who=Role.MEMBER)
def show_place(ctx: Context) -> Card:
    """Show what is known of where somebody is, and change it."""
    home = commune_of(ctx.member)
    if home is not None:
        return _place_card(ctx, text("You live in {commune}.", commune=home.label))
    if ctx.member.territory is None:
        return _place_card(ctx, text("I do not know where you live, and need not know it."))
    return _place_card(ctx, text("I do not know your commune, and need not know it."))


@router.button("place_out", who=Role.MEMBER)
def forget_place(ctx: Context, what: str) -> Card:
    """Forget the commune, or the territory, of somebody who no longer wants it kept."""
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
        _row(_COMMUNE, "commune", commune_form, kept=ctx.member.commune is not None),
        _row(_TERRITORY, "territory", say_territory, kept=territory is not None),
    )
    return Card(None, tuple(lines), rows)


_COMMUNE = text("Say my commune"), text("Change my commune"), text("Forget my commune")
_TERRITORY = text("Say my territory"), text("Change my territory"), text("Forget my territory")


def _row(
    labels: tuple[Text, Text, Text], what: str, form: FormRef[..., Any], *, kept: bool
) -> tuple[Button, ...]:
    say, change, forget = labels
    if not kept:
        return (form.ask_button(say),)
    return (form.ask_button(change), forget_place.button(forget, what))
