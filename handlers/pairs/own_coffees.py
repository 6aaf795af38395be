"""A member's answers: to a coffee that was proposed, to one of its people, and whether they met."""

from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, asks, at_most, text
from bot.domain.introductions import LONGEST_CONTACT, Consent
from bot.domain.pairs import Step
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.pairs import (
    accept_coffee,
    ask_refusal,
    choose_pair_contact,
    coffee_command,
    decline_coffee,
    pair_contact_form,
    pair_side,
    report_coffee,
    show_coffee,
)
from bot.vocabulary.accounts import open_accounts
from handlers.pairs.coffees import (
    MET,
    NOT_YET,
    Coffee,
    coffee_card,
    may_answer,
    offered_contact,
    shown_coffee,
)
from storage.members import Member, Members
from storage.pairs import Pairs, PairSide, subject_of

router = Router()


class NoCoffee(Final):
    """This coffee is over. Yours: {coffee}."""


class NoSuchAnswer(Refusal):
    """Answer with one of the two buttons."""


def own_coffee(ctx: Context, side_id: int) -> Coffee:
    """A coffee by the number of the sender's side; raises `NoCoffee`."""
    proposed = ctx.store[Pairs].of_member(side_id, ctx.community.id, ctx.member.id)
    coffee = None if proposed is None else shown_coffee(ctx, proposed)
    if coffee is None or not ctx.community.pairs:
        raise NoCoffee(coffee=coffee_command.typed())
    return coffee


@router.button(show_coffee, who=Role.MEMBER)
def show_one(ctx: Context, side_id: int) -> Answer:
    """Show a coffee."""
    return Replace(coffee_card(ctx, own_coffee(ctx, side_id).proposed))


@router.revised(pair_side)
def show_coffee_again(ctx: Context, side_id: int) -> Card:
    """Show a coffee again after the contact to give has changed."""
    return coffee_card(ctx, own_coffee(ctx, side_id).proposed)


@router.button(accept_coffee, of=pair_side, deliberate=True, who=Role.MEMBER)
def accept(ctx: Context, side_id: int) -> Answer:
    """Say yes and give the contact that was shown."""
    coffee = own_coffee(ctx, side_id)
    if may_answer(ctx, coffee):
        if not offered_contact(ctx, coffee.proposed.own, coffee.reader):
            return pair_contact_form.ask(ctx, key=str(side_id))
        _note_yes(ctx, coffee)
    return Replace(coffee_card(ctx, coffee.proposed))


@router.button(choose_pair_contact, who=Role.MEMBER)
def ask_for_contact(ctx: Context, side_id: int) -> Answer:
    """Ask for a contact in words."""
    coffee = own_coffee(ctx, side_id)
    if not may_answer(ctx, coffee):
        return Replace(coffee_card(ctx, coffee.proposed))
    return pair_contact_form.ask(ctx, key=str(side_id))


@router.form(pair_contact_form, who=Role.MEMBER, limit=PROPOSALS)
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
    """Say yes and give a typed contact."""
    coffee = own_coffee(ctx, key)
    if may_answer(ctx, coffee):
        coffee.proposed.own.reached_by = contact
        _note_yes(ctx, coffee)
    return coffee_card(ctx, coffee.proposed)


def _note_yes(ctx: Context, coffee: Coffee) -> None:
    """Note a yes; those who said yes before get the contact."""
    own = coffee.proposed.own
    own.answer = Consent.YES
    accounts = [] if own.reached_by else open_accounts(ctx, coffee.reader)
    own.accounts = [each.address for each in accounts]
    for side in coffee.proposed.agreed:
        theirs = ctx.store[Pairs].from_side(coffee.proposed, side)
        other = ctx.store[Members].get(side.member_id)
        if other is None or other.stopped_at is not None or shown_coffee(ctx, theirs) is None:
            continue
        ctx.tell(other, coffee_card(ctx, theirs), about=subject_of(side.id), calm=True)


@router.button(decline_coffee, who=Role.MEMBER)
def decline(ctx: Context, side_id: int) -> Replace:
    """Say no, or withdraw a yes: nobody is told."""
    coffee = own_coffee(ctx, side_id)
    if coffee.proposed.is_open(ctx.now) and not coffee.is_agreed:
        say_no(coffee.proposed.own)
    return Replace(coffee_card(ctx, coffee.proposed))


def say_no(side: PairSide) -> None:
    """Note a no: it gives no contact."""
    side.answer, side.reached_by, side.accounts = Consent.NO, "", []


@router.button(ask_refusal, who=Role.MEMBER)
def ask_whether_never(ctx: Context, side_id: int, other_id: int) -> Replace:
    """Ask before a person is refused once and for all."""
    other = _other(own_coffee(ctx, side_id), other_id)
    lines = (
        text(
            "I propose you to each other no more, in any community, and this coffee is over for "
            "you. {name} is not told.",
            name=other.name,
        ),
        text("This cannot be taken back."),
    )
    label = text("Never again with {name}", name=other.name)
    never = refuse_person.button(label, side_id, other_id)
    back = show_coffee.button(text("Back"), side_id)
    title = text("☕ Never a coffee with {name}?", name=other.name)
    return Replace(Card(title, lines, ((never,), (back,))))


@router.button("pair_never_sure", deliberate=True, who=Role.MEMBER)
def refuse_person(ctx: Context, side_id: int, other_id: int) -> Replace:
    """Refuse a person once and for all: what they see does not change."""
    coffee = own_coffee(ctx, side_id)
    other = _other(coffee, other_id)
    ctx.store[Pairs].refuse(ctx.member.id, other.id, ctx.now)
    if not coffee.is_agreed:
        say_no(coffee.proposed.own)
    coffees = coffee_command.button(text("A coffee?"))
    line = text("Noted: never again with {name}, who is not told.", name=other.name)
    return Replace(Card(None, (line,), ((coffees,),)))


def _other(coffee: Coffee, side_id: int) -> Member:
    """Another person of a coffee; raises `NoCoffee`."""
    for side, member in coffee.others:
        if side.id == side_id:
            return member
    raise NoCoffee(coffee=coffee_command.typed())


@router.button(report_coffee, who=Role.MEMBER)
def report(ctx: Context, side_id: int, answer: str) -> Replace:
    """Say whether they met."""
    coffee = own_coffee(ctx, side_id)
    own = coffee.proposed.own
    if answer not in (MET, NOT_YET) or own.step is not Step.ASKED:
        raise NoSuchAnswer
    own.met = answer == MET
    if not own.met:
        return Replace(coffee_card(ctx, coffee.proposed))
    return Replace(text("Thank you, that is noted. It is counted without names."))
