"""An introduction: its two members, the contacts that they give, and what each of them sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core import Button, Card, Context, JobContext, Line, Quote, Text, Words, text
from bot.domain.introductions import CONTACT_DELETED, Consent, Helped
from bot.domain.refusals import Final
from bot.references.events import agenda_command
from bot.references.introductions import (
    agree_to_meet,
    choose_contact,
    decline_to_meet,
    matches_command,
    rate_introduction,
    request_contact,
)
from bot.references.rides import show_rides
from bot.vocabulary.accounts import account_text, open_accounts, writing_buttons
from handlers.events import event_title
from handlers.profile import may_be_shown
from storage.events import Event, Events
from storage.introductions import (
    GivenAccounts,
    Introduction,
    Introductions,
    Pair,
    Side,
    introduction_of,
)
from storage.members import Identities, Identity, Member, Members


@dataclass(frozen=True, slots=True)
class ShownPair:
    """An introduction and the other member, whom the member may see."""

    pair: Pair
    other: Member


class RideOver(Final):
    """The event is over or called off, and so are the rides to it. Other events: {agenda}."""


class NoIntroduction(Final):
    """This introduction is over. Your introductions: {matches}."""


def shown_pair(ctx: Context, introduction_id: int) -> Pair:
    """An introduction in which both may see each other; raises `NoIntroduction` or `RideOver`."""
    pair = own_pair(ctx, introduction_id)
    if not is_shown(ctx, pair):
        check_ride(ctx, pair.introduction)
        raise NoIntroduction(matches=matches_command.typed())
    return pair


def own_pair_of_side(ctx: Context, number: int) -> Pair:
    """An introduction by the number of the sender's side; raises `NoIntroduction`."""
    pair = shown_pair(ctx, introduction_of(number))
    if pair.own.number != number:
        raise NoIntroduction(matches=matches_command.typed())
    return pair


def own_pair(ctx: Context, introduction_id: int) -> Pair:
    """An introduction of the sender in this community; raises `NoIntroduction`."""
    pair = ctx.store[Introductions].of_member(introduction_id, ctx.community.id, ctx.member.id)
    if pair is None:
        raise NoIntroduction(matches=matches_command.typed())
    return pair


def is_shown(ctx: JobContext, pair: Pair) -> bool:
    return bool(shown_pairs(ctx, [pair]))


def shown_pairs(ctx: JobContext, pairs: Sequence[Pair]) -> list[ShownPair]:
    """The pairs in which both belong to the community, and are known to be adults.

    The member who asked to meet the other knows of them already, but gets no contact of a minor.
    A ride ends with its event.
    """
    ids = {side.member_id for each in pairs for side in (each.own, each.other)}
    members = ctx.store[Members].with_accounts(ctx.community.id, ids)
    events = {event_id for each in pairs if (event_id := each.introduction.event_id) is not None}
    rides = {None, *ctx.store[Events].taking_place(events, ctx.now)}
    return [
        ShownPair(each, other)
        for each in pairs
        if (own := members.get(each.own.member_id)) is not None
        and (other := members.get(each.other.member_id)) is not None
        and may_be_shown(own)
        and (_is_asker(each) or may_be_shown(other))
        and each.introduction.event_id in rides
    ]


def _is_asker(pair: Pair) -> bool:
    """True for the side that asked to meet the other, until they are in contact."""
    introduction = pair.introduction
    return introduction.asker_id == pair.own.member_id and introduction.met_at is None


def check_ride(ctx: JobContext, introduction: Introduction) -> None:
    """Raise `RideOver` for a ride to an event that is over or called off."""
    if is_ride_over(ctx, introduction):
        raise RideOver(agenda=agenda_command.typed())


def is_ride_over(ctx: JobContext, introduction: Introduction) -> bool:
    """True for a ride to an event that is over or called off."""
    event_id = introduction.event_id
    return event_id is not None and not ctx.store[Events].taking_place([event_id], ctx.now)


def is_member(ctx: JobContext, member: Member) -> bool:
    """True if a person belongs to the community and has an account."""
    belongs = ctx.store[Members].membership(member, ctx.community.id) is not None
    return belongs and bool(ctx.store[Identities].of(member))


def member_of(ctx: JobContext, side: Side) -> Member:
    """The member on one side; sides are deleted with their member."""
    member = ctx.store[Members].get(side.member_id)
    if member is None:
        raise NoIntroduction(matches=matches_command.typed())
    return member


def say_yes(ctx: JobContext, side: Side) -> None:
    """Note a yes and the accounts that it covers: none if a contact in words is given."""
    side.answer = Consent.YES
    accounts = [] if side.reached_by else open_accounts(ctx, member_of(ctx, side))
    addresses = [each.address for each in accounts]
    ctx.store[GivenAccounts].put(side.introduction_id, side.member_id, addresses)


def say_no(ctx: JobContext, side: Side) -> None:
    """Note a no: it covers no account."""
    side.answer = Consent.NO
    ctx.store[GivenAccounts].put(side.introduction_id, side.member_id, ())


def is_contact_gone(ctx: JobContext, side: Side) -> bool:
    """True if this side said yes and nothing is left of its contact."""
    return side.answer is Consent.YES and not contacts(ctx, side)


def may_answer(ctx: JobContext, pair: Pair) -> bool:
    """True while the sender can change their answer, and later if their contact is gone."""
    is_met = pair.introduction.met_at is not None
    return pair.is_open(ctx.now) or (is_met and is_contact_gone(ctx, pair.own))


def contacts(ctx: JobContext, side: Side) -> list[Words]:
    """The contact that a side gives: its words, else the accounts that its yes covers."""
    if side.reached_by:
        return [] if side.reached_by == CONTACT_DELETED else [side.reached_by]
    return [account_text(ctx, each) for each in _given_accounts(ctx, side)]


def offered_contacts(ctx: JobContext, side: Side) -> list[Words]:
    """The contact that the next yes of a side gives: its words, else all reachable accounts."""
    if side.reached_by:
        return contacts(ctx, side)
    return [account_text(ctx, each) for each in open_accounts(ctx, member_of(ctx, side))]


def contact_buttons(ctx: JobContext, side: Side) -> list[Button]:
    """Buttons that open a conversation with one side on its networks."""
    if side.reached_by:
        return []
    return writing_buttons(ctx, member_of(ctx, side).name, _given_accounts(ctx, side))


def _given_accounts(ctx: JobContext, side: Side) -> list[Identity]:
    if side.answer is not Consent.YES:
        return []
    covered = ctx.store[GivenAccounts].of(side.introduction_id, side.member_id)
    return [each for each in open_accounts(ctx, member_of(ctx, side)) if each.address in covered]


def end_rides(ctx: Context, event: Event) -> bool:
    """End the sender's questions about rides to an event silently, and tell of agreed rides.

    True if there was an agreed one.
    """
    ended = ctx.store[Introductions].withdraw(ctx.community.id, ctx.member.id, event.id)
    for each in ended:
        tell_ride_ended(ctx, each)
    return bool(ended)


def tell_ride_ended(ctx: JobContext, pair: Pair) -> None:
    event_id, other = pair.introduction.event_id, member_of(ctx, pair.other)
    if event_id is None or is_ride_over(ctx, pair.introduction) or other.stopped_at is not None:
        return
    name = member_of(ctx, pair.own).name
    title = text("🚗 {name} no longer shares the ride with you", name=name)
    rides = show_rides.button(text("Look at the rides"), event_id)
    ctx.tell(other, Card(title, (event_title(ctx.store[Events].get(event_id)),), ((rides,),)))


def introduction_card(ctx: JobContext, pair: Pair) -> Card:
    """The question, the member's answer, or the other's contact once both agreed."""
    if pair.introduction.met_at is not None:
        return _contact_card(ctx, pair)
    if not pair.is_open(ctx.now):
        others = matches_command.button(text("People to meet"))
        return Card(None, (text("This introduction is over."),), ((others,),))
    match pair.own.answer:
        case Consent.YES if not is_contact_gone(ctx, pair.own):
            return _agreed_card(ctx, pair)
        case Consent.NO:
            noted = text(
                "Noted: your refusal stays between you and me, and you can still change your mind."
            )
            if pair.introduction.event_id is not None:  # of an agreed ride the other is told
                noted = text("Noted: you say no. You can still change your mind.")
            return Card(_title(ctx, pair), (noted, _own_contact(ctx, pair)), (_yes_row(ctx, pair),))
        case _:
            return _question_card(ctx, pair)


def _question_card(ctx: JobContext, pair: Pair) -> Card:
    lines = (
        *_reason_lines(ctx, pair),
        "",
        *_own_contact_gone(ctx, pair),
        _own_contact(ctx, pair),
        text(
            "A refusal stays between you and me. You can answer until {day}.",
            day=_last_day(ctx, pair),
        ),
    )
    no = decline_to_meet.button(text("No, thank you"), pair.introduction.id)
    return Card(_title(ctx, pair), lines, (_yes_row(ctx, pair), (no,)))


def _agreed_card(ctx: JobContext, pair: Pair) -> Card:
    name = member_of(ctx, pair.other).name
    reason, is_ride = _reason_lines(ctx, pair), pair.introduction.event_id is not None
    lines = (
        text(
            "⏳ You said yes. If {name} says yes too, I give you each other's contact.", name=name
        ),
        *(reason if is_ride else reason[1:]),  # the asker of a meeting is known by now
        text("{name} then gets yours: {contact}", name=name, contact=contacts(ctx, pair.own)),
        text("You can change your mind until {day}.", day=_last_day(ctx, pair)),
    )
    change = choose_contact.button(text("Give another contact"), pair.introduction.id)
    withdraw = decline_to_meet.button(text("Withdraw my yes"), pair.introduction.id)
    return Card(_title(ctx, pair), lines, ((change, withdraw),))


def _contact_card(ctx: JobContext, pair: Pair) -> Card:
    """The other's contact and, a month later, the question whether it helped."""
    name = member_of(ctx, pair.other).name
    theirs, own = contacts(ctx, pair.other), contacts(ctx, pair.own)
    lines = _agreed_lines(ctx, pair, is_whole=bool(theirs and own))
    rows: list[tuple[Button, ...]] = [(each,) for each in contact_buttons(ctx, pair.other)]
    if theirs:
        lines.append(text("{name}: {contact}", name=name, contact=theirs))
    elif pair.other.reached_by:
        lines.append(text("The contact of {name} is not kept any more.", name=name))
    else:
        lines.append(text("The contact of {name} is no longer there.", name=name))
        ask = request_contact.button(
            text("Ask {name} for another", name=name), pair.introduction.id
        )
        rows.append((ask,))
    if own:
        lines.append(text("{name} has yours: {contact}", name=name, contact=own))
    elif not pair.own.reached_by:
        lines += _own_contact_gone(ctx, pair)
        another = offered_contacts(ctx, pair.own)
        if another:
            told = text("{name} can get this one: {contact}", name=name, contact=another)
            lines.append(told)
        else:
            lines.append(text("You can give another one."))
        rows.append(_yes_row(ctx, pair))
    if pair.introduction.event_id is not None:
        withdraw = decline_to_meet.button(text("Withdraw from this ride"), pair.introduction.id)
        rows.append((withdraw,))
    if pair.introduction.followed_up and pair.own.helped is None:
        lines.append(text("Did it help you?"))
        rows.append(rating_row(pair))
    return Card(text("🤝 You and {name}", name=name), tuple(lines), tuple(rows))


def _agreed_lines(ctx: JobContext, pair: Pair, *, is_whole: bool) -> list[Line]:
    agreed = text("You both said yes.")
    if is_whole:
        agreed = text("You both said yes, and have each other's contact.")
    if pair.introduction.event_id is None:
        return [agreed]
    event = event_title(ctx.store[Events].get(pair.introduction.event_id))
    return [text("🚗 Rides: {title}", title=event), agreed]


def rating_row(pair: Pair) -> tuple[Button, ...]:
    """The answers to the question whether an introduction helped."""
    number = pair.introduction.id
    return (
        rate_introduction.button(text("Yes, it helped"), number, Helped.YES.value),
        rate_introduction.button(text("Not really"), number, Helped.NO.value),
    )


def _reason_lines(ctx: JobContext, pair: Pair) -> list[Line]:
    """The asker of an introduction and their reason."""
    introduction, name = pair.introduction, member_of(ctx, pair.other).name
    if introduction.event_id is not None:
        return [_ride_text(ctx, pair, introduction.event_id)]
    asker_id = introduction.asker_id
    asker = None if asker_id is None else ctx.store[Members].get(asker_id)
    if asker_id == pair.own.member_id:
        who = text("You would like to meet {name}.", name=name)
    elif asker_id == pair.other.member_id:
        who = asked_by(name)
    elif asker is None:
        who = text("You were introduced to {name}.", name=name)
    else:
        who = introduced_by(asker.name, name)
    return [who, Quote(introduction.why)] if introduction.why else [who]


def introduced_by(asker: str, name: str) -> Text:
    """The message to a member whom a third person introduces to another one."""
    return text("{asker} would like to introduce you to {name}.", asker=asker, name=name)


def asked_by(name: str) -> Text:
    """The message to a member whom another one would like to meet."""
    return text("{name} would like to meet you.", name=name)


def _ride_text(ctx: JobContext, pair: Pair, event_id: int) -> Text:
    values = {
        "name": member_of(ctx, pair.other).name,
        "event": event_title(ctx.store[Events].get(event_id)),
    }
    if pair.introduction.asker_id == pair.own.member_id:
        return text("You would like to share a ride with {name}: {event}", **values)
    return text("{name} would like to share a ride with you: {event}", **values)


def _title(ctx: JobContext, pair: Pair) -> Text:
    if pair.introduction.event_id is not None:
        return text("🚗 Share a ride with {name}?", name=member_of(ctx, pair.other).name)
    return text("🤝 Meet {name}?", name=member_of(ctx, pair.other).name)


def _own_contact(ctx: JobContext, pair: Pair) -> Text:
    """The contact that the other gets if both agree."""
    name, own = member_of(ctx, pair.other).name, offered_contacts(ctx, pair.own)
    if own:
        return text(
            "If you both say yes, {name} gets your contact: {contact}", name=name, contact=own
        )
    return text(
        "If you both say yes, {name} gets the contact that you give, and you get theirs.", name=name
    )


def _own_contact_gone(ctx: JobContext, pair: Pair) -> list[Line]:
    """A line if the contact that the member gave is gone."""
    if not is_contact_gone(ctx, pair.own):
        return []
    name = member_of(ctx, pair.other).name
    return [text("The contact that you gave to {name} is no longer there.", name=name)]


def _yes_row(ctx: JobContext, pair: Pair) -> tuple[Button, ...]:
    number = pair.introduction.id
    if not offered_contacts(ctx, pair.own):
        return (choose_contact.button(text("Yes, give my contact"), number),)
    return (
        agree_to_meet.button(text("Yes, give this contact"), pair.own.number),
        choose_contact.button(text("Yes, with another contact"), number),
    )


def _last_day(ctx: JobContext, pair: Pair) -> date:
    """The last day on which an answer counts; for a ride, that of the event."""
    until, event_id = pair.introduction.expires_at, pair.introduction.event_id
    if event_id is not None:
        until = ctx.store[Events].get(event_id).over_at
    return until.astimezone(ctx.zone).date()
