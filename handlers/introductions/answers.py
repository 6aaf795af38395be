"""Answers of the two members: a contact is shared once both agree, and nobody is told of a no."""

from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, asks, at_most
from bot.domain.introductions import LONGEST_CONTACT, Consent
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role
from bot.references.introductions import (
    agree_to_meet,
    choose_contact,
    contact_form,
    decline_to_meet,
)
from handlers.introductions.introduction_card import introduction_card
from handlers.introductions.introduction_people import contacts, member_of, shown_pair
from handlers.profile import may_be_shown
from storage.introductions import Pair

router = Router()


@router.button(agree_to_meet, deliberate=True, who=Role.MEMBER)
def agree(ctx: Context, introduction_id: int) -> Answer:
    """Say yes with the contact that was shown."""
    pair = shown_pair(ctx, introduction_id)
    if pair.is_open(ctx.now) and not contacts(ctx, pair.own):
        return contact_form.ask(ctx, key=str(introduction_id))
    return Replace(_agreement(ctx, pair))


@router.button(choose_contact, who=Role.MEMBER)
def ask_for_contact(ctx: Context, introduction_id: int) -> Answer:
    """Ask for the contact to give."""
    pair = shown_pair(ctx, introduction_id)
    if not pair.is_open(ctx.now):
        return Replace(introduction_card(ctx, pair))
    return contact_form.ask(ctx, key=str(introduction_id))


@router.form(contact_form, who=Role.MEMBER, limit=PROPOSALS)
def give_contact(
    ctx: Context,
    key: int,
    contact: Annotated[
        str,
        asks(
            "Which contact do you give? For example a phone number or an address. It is shared "
            "only if you both say yes."
        ),
        at_most(LONGEST_CONTACT),
    ],
) -> Card:
    """Say yes with a contact in words."""
    pair = shown_pair(ctx, key)
    if pair.is_open(ctx.now):
        pair.own.reached_by = contact
    return _agreement(ctx, pair)


@router.button(decline_to_meet, who=Role.MEMBER)
def decline(ctx: Context, introduction_id: int) -> Replace:
    """Say no, or withdraw a yes; it can be changed while the introduction is open."""
    pair = shown_pair(ctx, introduction_id)
    if pair.is_open(ctx.now):
        pair.own.answer = Consent.NO
    return Replace(introduction_card(ctx, pair))


def _agreement(ctx: Context, pair: Pair) -> Card:
    """Note a yes; with that of the other side, both get each other's contact."""
    if pair.is_open(ctx.now):
        pair.own.answer = Consent.YES
        other = member_of(ctx, pair.other)
        if pair.is_agreed and may_be_shown(other):
            pair.introduction.met_at = ctx.now
            if other.stopped_at is None:
                told = Pair(pair.introduction, own=pair.other, other=pair.own)
                ctx.tell(other, introduction_card(ctx, told))
    return introduction_card(ctx, pair)
