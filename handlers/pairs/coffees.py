"""Coffees of a month: members are matched, told, and asked two weeks later whether they met.

All of it is done some people at a time. What is done is a row, so that a round goes on where it
was when the process ended, and nobody is told twice.

Of another person only what they made visible is shown: their name and what they have in common by
their yes to coffees, the rest as in the directory, their contact by a yes to this coffee.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core import (
    Bold,
    Button,
    Buttons,
    Card,
    JobContext,
    Line,
    Link,
    Quote,
    Words,
    is_paused,
    text,
)
from bot.domain.introductions import Consent
from bot.domain.pairs import (
    AT_ONCE,
    CONTACTS_KEPT_FOR,
    HELD_WITHIN,
    OPEN_FOR,
    Step,
    closeness,
    groups_of,
    is_round_due,
    month_of,
    people_at_once,
)
from bot.references.pairs import (
    accept_coffee,
    ask_refusal,
    choose_pair_contact,
    coffee_command,
    decline_coffee,
    report_coffee,
)
from bot.vocabulary.accounts import account_text, open_accounts, writing_buttons
from bot.vocabulary.audiences import domain_label, place_and_domain_lines
from bot.vocabulary.places import place_in_words
from handlers.members import visible_link
from handlers.profile import may_be_shown
from storage.communities import Communities
from storage.directory import VisibleMembers
from storage.members import Entry, Identity, Member, Members
from storage.pairs import (
    PairMembers,
    PairQuestions,
    PairRound,
    Pairs,
    PairSide,
    Proposed,
    subject_of,
)

TOLD_AT_ONCE = 5


MET, NOT_YET = "met", "not_yet"


@dataclass(frozen=True, slots=True)
class Coffee:
    """A coffee with the people whom its reader may see."""

    proposed: Proposed
    reader: Member
    others: Sequence[tuple[PairSide, Member]]

    @property
    def names(self) -> list[Words]:
        """The names of the others."""
        return [member.name for _, member in self.others]

    @property
    def is_agreed(self) -> bool:
        """True once contacts were exchanged."""
        return bool(self.proposed.agreed)


def go_on_with_coffees(ctx: JobContext) -> bool:
    """Do the next part of what is due; True while more is left."""
    pairs = ctx.store[Pairs]
    unfinished = pairs.unfinished(ctx.now - HELD_WITHIN)
    if unfinished is not None:
        _match_some(ctx.within(unfinished.community_id), unfinished)
        return True
    untold = pairs.to_tell(ctx.now - HELD_WITHIN, TOLD_AT_ONCE)
    for each in untold:
        _tell(ctx.within(each.community_id), each)
    followed = pairs.to_follow_up(ctx.now, TOLD_AT_ONCE)
    for each in followed:
        _ask_whether_met(ctx.within(each.community_id), each)
    return bool(untold or followed) or _begin_rounds(ctx)


def _begin_rounds(ctx: JobContext) -> bool:
    """Begin this month's round of each community, unless nobody tends it; True if one began."""
    begun = False
    for community in ctx.store[Communities].all():
        if community.pairs and is_round_due(ctx.now, community.zone):
            there = ctx.within(community.id)
            month = month_of(there.today)
            if not (is_paused(there.seat_statuses()) or ctx.store[Pairs].has(community.id, month)):
                ctx.store[Pairs].begin(community.id, month, ctx.now)
                begun = True
    return begun


def _match_some(ctx: JobContext, of: PairRound) -> None:
    """Match the next members; the round is complete once everybody had their turn."""
    here, members, pairs = ctx.community.id, ctx.store[PairMembers], ctx.store[Pairs]
    waiting = members.next_ones(here, of.month, AT_ONCE * 2)
    turn = list(waiting[: people_at_once(len(waiting))])
    are_last = len(turn) == len(waiting)
    people = members.described(here, members.present(of, turn, ctx.today))
    groups = groups_of(people, pairs.acquaintances(turn), are_last=are_last)
    questions = [each.words for each in ctx.store[PairQuestions].of(here)]
    pairs.propose(of, groups, questions, ctx.now)
    if groups and not are_last:  # the others go on into the next part
        left = {each.id for each in people}.difference(*groups)
        turn = [each for each in turn if each not in left]
    members.place(here, of.month, turn)
    of.complete = are_last


def _tell(ctx: JobContext, proposed: Proposed) -> None:
    """Tell a person who is proposed to them: as one of their unasked messages."""
    proposed.own.step = Step.TOLD
    coffee = shown_coffee(ctx, proposed)
    if coffee is not None:
        about = subject_of(proposed.own.id)
        ctx.tell(coffee.reader, coffee_card(ctx, proposed), unasked=True, about=about)


def _ask_whether_met(ctx: JobContext, proposed: Proposed) -> None:
    """Ask a person who was given a contact whether they met."""
    proposed.own.step = Step.ASKED
    coffee = shown_coffee(ctx, proposed)
    if coffee is None or not has_contact(ctx, coffee):
        return
    title = text("☕ Did you meet {names}?", names=coffee.names)
    line = text("Your answer is counted without names.")
    card = Card(title, (line,), (met_row(proposed.own),))
    ctx.tell(coffee.reader, card, unasked=True, about=subject_of(proposed.own.id))


def shown_coffee(ctx: JobContext, proposed: Proposed) -> Coffee | None:
    """A coffee, unless it is over for this person.

    It shows adults of the community. It is over for who refused one of them; who was refused sees
    no difference.
    """
    if ctx.now >= proposed.own.made_at + CONTACTS_KEPT_FOR:
        return None
    ids = {each.member_id for each in (proposed.own, *proposed.others)}
    here = ctx.store[Members].with_accounts(proposed.community_id, ids)
    reader = here.get(proposed.own.member_id)
    if reader is None or not may_be_shown(reader):
        return None
    others = [
        (side, other)
        for side in proposed.others
        if (other := here.get(side.member_id)) is not None and may_be_shown(other)
    ]
    is_refused = ctx.store[Pairs].has_refused(reader.id, [other.id for _, other in others])
    return Coffee(proposed, reader, others) if others and not is_refused else None


def coffee_card(ctx: JobContext, proposed: Proposed) -> Card:
    """Who is proposed and why, with the answer that the reader gave so far."""
    coffee = shown_coffee(ctx, proposed)
    if coffee is None:
        back = coffee_command.button(text("A coffee?"))
        return Card(None, (text("This coffee is over."),), ((back,),))
    shown = _visible_entries(ctx, coffee)
    lines = [*_reason_lines(ctx, coffee), *_people_lines(coffee, shown)]
    usual = text("What brought you to {community}?", community=ctx.community.name)
    lines += [text("To begin with:"), Quote(proposed.meeting.question or usual), ""]
    lines += _contact_lines(ctx, coffee, shown)
    lines += _state_lines(ctx, coffee)
    return Card(
        text("☕ A coffee with {names}?", names=coffee.names),
        tuple(lines),
        (*_contact_buttons(ctx, coffee, shown), *_answer_rows(ctx, coffee), *_last_rows(coffee)),
    )


def _reason_lines(ctx: JobContext, coffee: Coffee) -> Iterator[Line]:
    """What all have in common: their yes to coffees says that it is told."""
    ids = [coffee.reader.id, *(member.id for _, member in coffee.others)]
    people = ctx.store[PairMembers].described(ctx.community.id, ids)
    common = closeness(*people)
    if common.near:
        yield text("You live near each other.")
    if common.domains:
        domains = [domain_label(each) for each in sorted(common.domains)]
        yield text("You chose the same topics: {domains}", domains=domains)
    if not common.rank:
        yield text("You take part in the same community, and wished to meet others.")


def _visible_entries(ctx: JobContext, coffee: Coffee) -> dict[int, Entry]:
    """What each of the others shows in the directory."""
    ids = [member.id for _, member in coffee.others]
    entries = ctx.store[VisibleMembers].entries(ctx.community.id, ids)
    return {each.member.id: each for each in entries}


def _people_lines(coffee: Coffee, shown: dict[int, Entry]) -> Iterator[Line]:
    for _, member in coffee.others:
        entry = shown.get(member.id)
        if entry is None:
            continue
        yield Bold(member.name)
        if member.about:
            yield member.about
        yield from place_and_domain_lines(place_in_words(member), entry.domains)
        if visible_link(entry):
            yield Link(member.link, member.link)


def _state_lines(ctx: JobContext, coffee: Coffee) -> Iterator[Line]:
    own = coffee.proposed.own
    if is_contact_gone(ctx, own, coffee.reader):
        yield text("The contact that you gave is no longer there. You can give another one.")
    elif coffee.is_agreed:
        yield text(
            "Your contact is given: {contact}", contact=given_contact(ctx, own, coffee.reader)
        )
    elif not coffee.proposed.is_open(ctx.now):
        yield text("The time to answer is over.")
    elif own.answer is Consent.NO:
        yield text("Noted, and told to nobody. You can still change your mind.")
    elif own.answer is Consent.YES:
        yield text(
            "⏳ You said yes. Whoever says yes, too, gets your contact: {contact}. You then get "
            "theirs.",
            contact=given_contact(ctx, own, coffee.reader),
        )
    else:
        offered = offered_contact(ctx, own, coffee.reader)
        if offered:
            yield text(
                "If you say yes, your contact goes to who says yes, too: {contact}", contact=offered
            )
        else:
            yield text("If you say yes, the contact that you give goes to who says yes, too.")
        last = (own.made_at + OPEN_FOR).astimezone(ctx.zone).date()
        yield text("A refusal stays between you and me. You can answer until {day}.", day=last)


def _contact_lines(ctx: JobContext, coffee: Coffee, shown: dict[int, Entry]) -> Iterator[Line]:
    """The contacts that the others gave, or show in the directory."""
    for side, member in coffee.others:
        contact: list[Words] = []
        if side in coffee.proposed.agreed:
            contact = given_contact(ctx, side, member)
        contact = contact or [account_text(ctx, each) for each in _shown_accounts(shown, member)]
        if contact:
            yield text("{name}: {contact}", name=member.name, contact=contact)
        elif side in coffee.proposed.agreed:
            yield text("The contact of {name} is no longer there.", name=member.name)


def _shown_accounts(shown: dict[int, Entry], member: Member) -> Sequence[Identity]:
    """The accounts that a member shows in the directory."""
    entry = shown.get(member.id)
    return entry.accounts if entry is not None and entry.belonging.visible == "contact" else ()


def _contact_buttons(ctx: JobContext, coffee: Coffee, shown: dict[int, Entry]) -> Buttons:
    buttons: list[Button] = []
    for side, member in coffee.others:
        accounts = {each.address for each in _shown_accounts(shown, member)}
        if side in coffee.proposed.agreed:
            accounts |= set(side.accounts)
        these = [each for each in open_accounts(ctx, member) if each.address in accounts]
        buttons += writing_buttons(ctx, member.name, these)
    return tuple((each,) for each in buttons)


def given_contact(ctx: JobContext, side: PairSide, member: Member) -> list[Words]:
    """The contact that a person's yes covers: their words, else accounts that are still theirs."""
    if side.reached_by:
        return [side.reached_by]
    accounts = open_accounts(ctx, member)
    return [account_text(ctx, each) for each in accounts if each.address in side.accounts]


def is_contact_gone(ctx: JobContext, side: PairSide, member: Member) -> bool:
    """True if a person said yes and nothing is left of the contact that it covered."""
    return side.answer is Consent.YES and not given_contact(ctx, side, member)


def may_answer(ctx: JobContext, coffee: Coffee) -> bool:
    """True while the reader can change their answer, and later if their contact is gone."""
    if is_contact_gone(ctx, coffee.proposed.own, coffee.reader):
        return True
    return coffee.proposed.is_open(ctx.now) and not coffee.is_agreed


def offered_contact(ctx: JobContext, side: PairSide, member: Member) -> list[Words]:
    """The contact that the next yes of a person gives."""
    if side.reached_by:
        return [side.reached_by]
    return [account_text(ctx, each) for each in open_accounts(ctx, member)]


def _answer_rows(ctx: JobContext, coffee: Coffee) -> Buttons:
    """What can be answered now."""
    own = coffee.proposed.own
    if not may_answer(ctx, coffee):
        return ()
    another = choose_pair_contact.button
    if own.answer is Consent.YES and not is_contact_gone(ctx, own, coffee.reader):
        withdraw = decline_coffee.button(text("Withdraw my yes"), own.id)
        return ((another(text("Give another contact"), own.id), withdraw),)
    rows: Buttons = ((another(text("Yes, give my contact"), own.id),),)
    if offered_contact(ctx, own, coffee.reader):
        yes = accept_coffee.button(text("Yes, give this contact"), own.id)
        rows = ((yes,), (another(text("Yes, with another contact"), own.id),))
    if own.answer is None:
        rows = (*rows, (decline_coffee.button(text("Not this time"), own.id),))
    return rows


def _last_rows(coffee: Coffee) -> Buttons:
    """Whether they met, once that was asked, and never again."""
    own = coffee.proposed.own
    is_asked = own.step is Step.ASKED and coffee.is_agreed and not own.met
    rows = [met_row(own)] if is_asked else []
    for side, member in coffee.others:
        never = ask_refusal.button(text("Never with {name}", name=member.name), own.id, side.id)
        rows.append((never,))
    return tuple(rows)


def met_row(own: PairSide) -> tuple[Button, ...]:
    """The answers to the question whether people met."""
    return (
        report_coffee.button(text("Yes, we met"), own.id, MET),
        report_coffee.button(text("Not yet"), own.id, NOT_YET),
    )


def has_contact(ctx: JobContext, coffee: Coffee) -> bool:
    """True if the reader was given a contact: without one they cannot have met."""
    shown = _visible_entries(ctx, coffee)
    return coffee.is_agreed or any(_shown_accounts(shown, each) for _, each in coffee.others)
