"""The two members of an introduction, the contacts that they give, and the end of their ride."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import Button, Card, Context, JobContext, Words, text
from bot.domain.introductions import CONTACT_DELETED, Consent
from bot.domain.refusals import Final
from bot.references.events import agenda_command
from bot.references.introductions import matches_command
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
