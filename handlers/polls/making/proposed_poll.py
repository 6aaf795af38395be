"""A poll that a member proposes: gardeners see it as it will be, then publish or decline it."""

from dataclasses import replace

from bot.core import Answer, Card, Context, Replace, Router, Text, Todo, text, write_command
from bot.domain.addresses import shortened
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role
from bot.references.polls import decline_poll, propose_poll
from handlers.polls import acts
from handlers.polls.making.poll_proposals import (
    gardener_names,
    keep_proposal,
    proposed_poll,
    proposed_polls,
    take_proposal,
    tell_proposer,
)
from handlers.polls.making.preview import poll_lines, preview_card, previewed_poll
from handlers.polls.poll_lookup import LONGEST_LABEL
from storage.inbound import Forms
from storage.members import Member
from storage.polls import NewPoll

router = Router()


@router.button(
    propose_poll, deliberate=True, who=Role.MEMBER, limit=PROPOSALS, trace=acts.PROPOSE_A_POLL
)
def send_proposal(ctx: Context, mark: int) -> Replace:
    """Propose the poll of a preview to the gardeners, once."""
    new = previewed_poll(ctx, mark)
    kept = keep_proposal(ctx, new)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    look = see_proposal.button(text("See the poll"), kept)
    away = decline_poll.button(text("Refuse"), kept)
    title = _proposed_text(ctx.member, new)
    ctx.tell_gardeners(Card(title, tuple(poll_lines(new)), ((look, away),)))
    return Replace(
        text(
            "Thank you. Your poll “{question}” is proposed to {names}: you will know what they "
            "decide.",
            question=new.question,
            names=gardener_names(ctx),
        )
    )


@router.button("poll_proposal", who=Role.GARDENER, trace=acts.DECIDE_A_PROPOSED_POLL)
def see_proposal(ctx: Context, mark: int) -> Answer:
    """Show a proposed poll in private before it is published; it can be changed."""
    new: NewPoll = replace(proposed_poll(ctx, mark).new, proposal=mark)
    card = preview_card(ctx, new)
    if ctx.direct or not ctx.whisper(card):
        return card
    return text("I am showing it to you in private.")


@router.button(decline_poll, deliberate=True, who=Role.GARDENER, trace=acts.DECIDE_A_PROPOSED_POLL)
def decline_proposal(ctx: Context, mark: int) -> Replace:
    """Decline a proposed poll; its author is told."""
    proposed = take_proposal(ctx, mark)
    question = proposed.new.question
    told = text(
        "The gardening team did not accept your poll “{question}”. To ask why: {write}.",
        question=question,
        write=write_command.typed(),
    )
    tell_proposer(ctx, proposed, told)
    return Replace(text("The poll “{question}” is declined.", question=question))


@router.todo
def waiting_proposals(ctx: Context) -> list[Todo]:
    """Proposed polls that wait for a gardener."""
    return [
        Todo(
            _proposed_text(each.member, each.new),
            (see_proposal.button(_label(each.new), each.mark),),
        )
        for each in proposed_polls(ctx)
    ]


def _proposed_text(member: Member, new: NewPoll) -> Text:
    name, question = member.name, new.question
    return text("{name} proposes a poll: “{question}”", name=name, question=question)


def _label(new: NewPoll) -> Text:
    question = shortened(new.question, LONGEST_LABEL)
    return text("See the poll “{question}”", question=question)
