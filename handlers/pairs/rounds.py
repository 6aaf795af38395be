"""The rounds: members are matched, told, and asked two weeks later whether they met.

All of it is done some people at a time. What is done is a row, so that a round goes on where it
was when the process ended, and nobody is told twice.
"""

from bot.core import Card, JobContext, is_paused, text
from bot.domain.pairs import (
    AT_ONCE,
    HELD_WITHIN,
    Step,
    groups_of,
    is_round_due,
    month_of,
    people_at_once,
)
from handlers.pairs.coffee_card import coffee_card, has_contact, met_row, shown_coffee
from storage.communities import Communities
from storage.pairs import PairMembers, PairQuestions, PairRound, Pairs, Proposed, subject_of

TOLD_AT_ONCE = 5


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
