"""A member's own introductions: their answers, and a month later whether it helped."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Where,
    asks,
    at_most,
    in_rows,
    text,
    write_command,
)
from bot.domain.introductions import FOLLOWED_UP_AFTER, LONGEST_CONTACT, Asked, Consent, Helped
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.conversations import Intent, intents
from bot.references.digest import new_news_form
from bot.references.introductions import (
    agree_to_meet,
    before_ride,
    choose_contact,
    contact_form,
    decline_to_meet,
    introduce_command,
    introduction_side,
    matches_command,
    rate_introduction,
    request_contact,
    show_introduction,
)
from handlers.introductions.introduction_card import (
    ShownPair,
    check_ride,
    introduction_card,
    is_contact_gone,
    is_shown,
    may_answer,
    member_of,
    offered_contacts,
    own_pair,
    own_pair_of_side,
    rating_row,
    say_no,
    say_yes,
    shown_pair,
    shown_pairs,
    tell_ride_ended,
)
from handlers.introductions.proposals import age_card, ask_sides
from handlers.profile import may_be_shown
from storage.introductions import Introductions, Pair

router = Router()

MOST_LISTED = 12


class NoSuchRating(Refusal):
    """Answer with one of the two buttons."""


@router.command(
    matches_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="people",
    label=text("People to meet"),
    shows=True,
)
def show_introductions(ctx: Context) -> Card:
    """Show who is introduced to you, and who waits for your answer."""
    pairs = ctx.store[Introductions].listed(ctx.community.id, ctx.member.id)
    living = [
        each for each in pairs if each.introduction.met_at is not None or each.is_open(ctx.now)
    ]
    listed = shown_pairs(ctx, living)[:MOST_LISTED]
    unknown = next((each for each in pairs if each.is_open(ctx.now)), None)
    if ctx.member.adult is None and unknown is not None:
        return age_card(ctx, unknown)
    buttons = [
        show_introduction.button(_introduction_label(each), each.pair.introduction.id)
        for each in listed
    ]
    rows = in_rows(buttons, 2)
    line: Line = text("Your contact is given only if you both say yes.")
    if not listed:
        line = text(
            "Nobody is proposed to you at the moment. Tell the gardening team whom you would like "
            "to meet."
        )
        rows = ((write_command.ask_button(text("Write to the gardening team")),),)
    if ctx.seats():
        rows = (*rows, (introduce_command.ask_button(text("Introduce two people")),))
    return Card(text("🤝 People to meet"), (line,), rows)


def _introduction_label(shown: ShownPair) -> Text:
    pair, name = shown.pair, shown.other.name
    if pair.introduction.met_at is not None:
        return text("Contact of {name}", name=name)
    match pair.own.answer:
        case Consent.YES:
            return text("{name}: you said yes", name=name)
        case Consent.NO:
            return text("{name}: you said no", name=name)
        case _:
            return text("Answer about {name}", name=name)


@router.button(show_introduction, who=Role.MEMBER, deep=True)
def show_one(ctx: Context, introduction_id: int) -> Answer:
    """Show an introduction, once both are known to be adults."""
    pair = own_pair(ctx, introduction_id)
    check_ride(ctx, pair.introduction)
    if is_shown(ctx, pair):
        pair.own.asked_about = Asked.MEETING
        ask_sides(ctx, pair.introduction)
        return introduction_card(ctx, pair)
    if ctx.member.adult is None:
        return age_card(ctx, pair)
    return text(
        "Thank you. If this introduction goes on, you find it with {matches}.",
        matches=matches_command.typed(),
    )


@router.revised(introduction_side)
def show_introduction_again(ctx: Context, number: int) -> Card:
    """Show an introduction again after the contact to give has changed."""
    return introduction_card(ctx, own_pair_of_side(ctx, number))


@router.button(agree_to_meet, of=introduction_side, deliberate=True, who=Role.MEMBER)
def agree(ctx: Context, number: int) -> Answer:
    """Say yes and give the contact that was shown."""
    pair = own_pair_of_side(ctx, number)
    if may_answer(ctx, pair):
        if not offered_contacts(ctx, pair.own):
            return contact_form.ask(ctx, key=str(pair.introduction.id))
        _note_yes(ctx, pair)
    return Replace(introduction_card(ctx, pair))


@router.button(choose_contact, who=Role.MEMBER)
def ask_for_contact(ctx: Context, introduction_id: int) -> Answer:
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
    """Say yes and give a typed contact."""
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
    """Ask the other member, once, for a contact to replace one that is gone."""
    pair = shown_pair(ctx, introduction_id)
    if pair.introduction.met_at is None or not is_contact_gone(ctx, pair.other):
        return Replace(introduction_card(ctx, pair))
    other = member_of(ctx, pair.other)
    if pair.other.asked_about is not Asked.CONTACT:
        pair.other.asked_about = Asked.CONTACT
        ctx.tell(other, introduction_card(ctx, pair.from_other_side()), unasked=True)
    asked = text(
        "I ask {name}. If {name} gives another contact, I send it to you.", name=other.name
    )
    return Replace(Card(text("🤝 You and {name}", name=other.name), (asked,)))


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


@router.button(rate_introduction, who=Role.MEMBER)
def rate(ctx: Context, introduction_id: int, helped: str) -> Replace:
    """Say whether an introduction helped; a good story may go into the letter."""
    pair = shown_pair(ctx, introduction_id)
    if helped not in list(Helped) or not pair.introduction.followed_up:
        raise NoSuchRating
    pair.own.helped = Helped(helped)
    thanks = text("Thank you, that is noted. It is counted without names.")
    if pair.own.helped is Helped.NO:
        return Replace(thanks)
    name = member_of(ctx, pair.other).name
    idea = text("Would you tell the others about it? Ask {name} before you name them.", name=name)
    tell = new_news_form.ask_button(text("Tell it in the letter"))
    return Replace(Card(None, (thanks, idea), ((tell,),)))


def follow_up_introductions(ctx: JobContext) -> None:
    """Ask both sides of each introduction once, a month later, whether it helped."""
    for pair in ctx.store[Introductions].to_follow_up(ctx.now - FOLLOWED_UP_AFTER):
        there = ctx.within(pair.introduction.community_id)
        pair.introduction.followed_up = True
        if not is_shown(there, pair):
            continue
        for each in (pair, pair.from_other_side()):
            title = text("🤝 You and {name}", name=member_of(there, each.other).name)
            asked = text("A month ago you got each other's contact. Did it help you?")
            card = Card(title, (asked,), (rating_row(each),))
            there.tell(member_of(there, each.own), card, unasked=True)


@router.contribution(intents)
def intents_of_introductions(ctx: Context) -> Sequence[Intent]:
    """The wish to meet other members."""
    return (Intent("find_people", text("Meet other members"), matches_command, for_people=True),)
