"""Answers of the two members: a contact is shared once both agree, and nobody is told of a no."""

from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, asks, at_most, text
from bot.domain.introductions import LONGEST_CONTACT, Asked
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role
from bot.references.introductions import (
    agree_to_meet,
    before_ride,
    choose_contact,
    contact_form,
    decline_to_meet,
    introduction_side,
    request_contact,
)
from handlers.introductions.introduction_card import introduction_card
from handlers.introductions.introduction_people import (
    is_contact_gone,
    may_answer,
    member_of,
    offered_contacts,
    own_pair_of_side,
    say_no,
    say_yes,
    shown_pair,
)
from handlers.introductions.ride_ends import tell_ride_ended
from handlers.profile import may_be_shown
from storage.introductions import Introductions, Pair

router = Router()


@router.revised(introduction_side)
def show_introduction_again(ctx: Context, number: int) -> Card:
    """Show an introduction in which the contact to give is another one now."""
    return introduction_card(ctx, own_pair_of_side(ctx, number))


@router.button(agree_to_meet, of=introduction_side, deliberate=True, who=Role.MEMBER)
def agree(ctx: Context, number: int) -> Answer:
    """Say yes with the contact that was shown."""
    pair = own_pair_of_side(ctx, number)
    if may_answer(ctx, pair):
        if not offered_contacts(ctx, pair.own):
            return contact_form.ask(ctx, key=str(pair.introduction.id))
        _note_yes(ctx, pair)
    return Replace(introduction_card(ctx, pair))


@router.button(choose_contact, who=Role.MEMBER)
def ask_for_contact(ctx: Context, introduction_id: int) -> Answer:
    """Ask for the contact to give."""
    pair = shown_pair(ctx, introduction_id)
    if not may_answer(ctx, pair):
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
    if may_answer(ctx, pair):
        pair.own.reached_by, pair.own.contact_given_at = contact, ctx.now
        _note_yes(ctx, pair)
    return introduction_card(ctx, pair)


@router.button(decline_to_meet, who=Role.MEMBER)
def decline(ctx: Context, introduction_id: int) -> Replace:
    """Say no, or withdraw a yes; it can be changed while the introduction is open.

    An agreed ride can be withdrawn, too: the other is told.
    """
    pair = shown_pair(ctx, introduction_id)
    if pair.introduction.event_id is not None and pair.introduction.met_at is not None:
        ctx.store[Introductions].end(pair)
        tell_ride_ended(ctx, pair)
    elif pair.is_open(ctx.now):
        say_no(ctx, pair.own)
    return Replace(introduction_card(ctx, pair))


@router.button(request_contact, who=Role.MEMBER, limit=PROPOSALS)
def ask_for_another_contact(ctx: Context, introduction_id: int) -> Replace:
    """Ask the other for a contact in place of one that is gone, once."""
    pair = shown_pair(ctx, introduction_id)
    if pair.introduction.met_at is None or not is_contact_gone(ctx, pair.other):
        return Replace(introduction_card(ctx, pair))
    other = member_of(ctx, pair.other)
    if pair.other.asked_about is not Asked.CONTACT:
        pair.other.asked_about = Asked.CONTACT
        ctx.tell(other, introduction_card(ctx, pair.from_other_side()), unasked=True)
    name = other.name
    said = text("I ask {name}. If {name} gives another contact, I send it to you.", name=name)
    return Replace(Card(text("🤝 You and {name}", name=name), (said,)))


def _note_yes(ctx: Context, pair: Pair) -> None:
    """Note a yes; with that of the other side, both get each other's contact.

    A yes whose contact is gone is asked for again.
    """
    event_id = pair.introduction.event_id
    if event_id is not None and pair.introduction.met_at is None:
        before_ride.collect(ctx, event_id, pair.own.member_id, pair.other.member_id)
    say_yes(ctx, pair.own)
    pair.own.asked_about = Asked.MEETING
    other = member_of(ctx, pair.other)
    if not pair.is_agreed or not may_be_shown(other):
        return
    is_gone = is_contact_gone(ctx, pair.other)
    is_asked = is_gone and pair.other.asked_about is Asked.CONTACT
    if is_gone:
        pair.other.asked_about = Asked.CONTACT
    else:
        pair.introduction.met_at = pair.introduction.met_at or ctx.now
    if other.stopped_at is None and not is_asked:
        ctx.tell(other, introduction_card(ctx, pair.from_other_side()))
