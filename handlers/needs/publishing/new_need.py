"""A need or an offer, in one line or step by step: looked at before it is published."""

from typing import Annotated

from bot.core import Answer, Context, Router, Where, asks, at_most
from bot.domain.needs.need import LONGEST_NEED, NeedKind
from bot.domain.roles import Role
from bot.references.needs import need_command, new_need_form, new_offer_form, offer_command
from handlers.needs.publishing.preview import prepared_card

router = Router()

NEED_ALIASES = ("needs", "besoins")
OFFER_ALIASES = ("offers", "offres")
Needed = Annotated[
    str,
    asks("What do you need? Say where and until when, too, if it matters."),
    at_most(LONGEST_NEED),
]
Offered = Annotated[
    str,
    asks("What do you offer? Say where and until when, too, if it matters."),
    at_most(LONGEST_NEED),
]


@router.command(
    need_command,
    aliases=NEED_ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=(
        "a room for 20 people in Auch, before March",
        "un local pour 20 personnes à Auch, avant mars",
    ),
    theme="people",
    form=new_need_form,
)
def publish_need(ctx: Context, words: Needed) -> Answer:
    """Say what you need; you choose who reads it before it is published."""
    return prepared_card(ctx, NeedKind.NEED, words)


@router.command(
    offer_command,
    aliases=OFFER_ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=("a projector, around Dole", "un vidéoprojecteur, autour de Dole"),
    theme="people",
    form=new_offer_form,
)
def publish_offer(ctx: Context, words: Offered) -> Answer:
    """Say what you have to give or to lend; you choose who reads it."""
    return prepared_card(ctx, NeedKind.OFFER, words)


@router.form(new_need_form, who=Role.MEMBER)
def prepare_need(ctx: Context, words: Needed) -> Answer:
    """Show a need before it is published."""
    return prepared_card(ctx, NeedKind.NEED, words)


@router.form(new_offer_form, who=Role.MEMBER)
def prepare_offer(ctx: Context, words: Offered) -> Answer:
    """Show an offer before it is published."""
    return prepared_card(ctx, NeedKind.OFFER, words)
