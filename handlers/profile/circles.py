"""The circle that a member chooses, and the one that a gardener proposes.

Nobody is moved without their own yes.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Toast,
    Where,
    Words,
    asks,
    text,
)
from bot.domain.circles import ProposalOver
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle, Role
from bot.references.personal_data import leaving
from bot.references.profile import (
    accept_circle_proposal,
    circle_command,
    circle_propose_command,
    decline_circle_proposal,
    postpone_circle_proposal,
    propose_circle_to,
)
from bot.vocabulary.audiences import CIRCLE_LABELS, circle_brings
from handlers.profile.steps import done_and_next
from storage.members import Member, Members
from storage.profile import Proposal, Proposals

router = Router()

PROPOSE_A_CIRCLE_TO_A_MEMBER = Act(
    text("{who} proposed a way of taking part to a member"),
    text("propose a way of taking part to a member"),
)
TAKE_A_PROPOSAL_OF_A_CIRCLE_BACK = Act(
    text("{who} withdrew a proposed way of taking part"),
    text("withdraw a proposed way of taking part"),
)
ANSWER_A_PROPOSAL = Act(text("{who} answered a proposal"), text("answer a proposal"))

TYPED_CIRCLE = circle_command.typed()
OPEN_FOR = timedelta(days=30)
"""Time for which a proposal waits for an answer."""
_ASKED_TEXT = text(
    "I will ask {name} in private, at a suitable time: “{circle}”. Nothing changes unless they "
    "agree, and you will know their answer."
)
_WAITS_TEXT = text(
    "{name} does not want unrequested messages. They will see the proposal “{circle}” when they "
    "write {command} to me."
)


class NotToOneself(Refusal):
    """This is you. To choose for yourself: {circle}."""


class ChosenAlready(Refusal):
    """{name} has already chosen “{circle}”."""


@router.command(
    circle_command,
    aliases=("cercle",),
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("How to follow"),
    shows=True,
)
def show_circles(ctx: Context) -> Card:
    """Choose how to follow the community."""
    lines: list[Line] = [
        text("“{circle}”: {brings}.", circle=CIRCLE_LABELS[each], brings=circle_brings(each))
        for each in Circle
    ]
    if ctx.person.circle is not None:
        lines.append(text("Today: “{circle}”.", circle=CIRCLE_LABELS[ctx.person.circle]))
    rows: list[tuple[Button, ...]] = [
        (choose_circle.button(CIRCLE_LABELS[circle], circle.value),) for circle in Circle
    ]
    proposal = ctx.store[Proposals].waiting(ctx.community.id, ctx.member.id, ctx.now)
    if proposal is not None:
        lines += ["", text("Proposed to you: “{circle}”.", circle=CIRCLE_LABELS[proposal.circle])]
        rows.append(_answer_buttons(proposal.id))
    if ctx.role() >= Role.GARDENER:
        rows.append((circle_propose_command.ask_button(text("Propose to a member")),))
    return Card(text("How do you want to follow the community?"), tuple(lines), tuple(rows))


@router.command(
    "circle",
    fr="participation",
    aliases=("cercle",),
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=("active", "actif"),
    theme="you",
)
def take_circle(ctx: Context, circle: Circle) -> Card | Text:
    """Choose with one word: active, news or big."""
    proposal = ctx.store[Proposals].waiting(ctx.community.id, ctx.member.id, ctx.now)
    if proposal is not None and proposal.circle == circle:
        return _accept_proposal(ctx, proposal)
    return _move_to(ctx, circle)


@router.button("circle", who=Role.MEMBER)
def choose_circle(ctx: Context, choice: str) -> Answer:
    circle = next((each for each in Circle if each.value == choice), None)
    return show_circles(ctx) if circle is None else Replace(take_circle(ctx, circle))


def _move_to(ctx: Context, circle: Circle) -> Card | Text:
    ctx.store[Members].move(ctx.member, ctx.community.id, circle)
    noted = text(
        "Noted: “{circle}”. You get {brings}.",
        circle=CIRCLE_LABELS[circle],
        brings=circle_brings(circle),
    )
    return done_and_next(ctx, "circle", noted)


@router.button(accept_circle_proposal, who=Role.MEMBER, trace=ANSWER_A_PROPOSAL)
def accept_proposal(ctx: Context, proposal_id: int) -> Replace:
    return Replace(_accept_proposal(ctx, _own_proposal(ctx, proposal_id)))


@router.button(decline_circle_proposal, who=Role.MEMBER, trace=ANSWER_A_PROPOSAL)
def decline_proposal(ctx: Context, proposal_id: int) -> Replace:
    proposal = _own_proposal(ctx, proposal_id)
    today = CIRCLE_LABELS[ctx.person.circle or Circle.INFORMED]
    answer = text("{name} thanks you and keeps “{circle}”.", name=ctx.member.name, circle=today)
    _settle_proposal(ctx, proposal, "circle_no", answer)
    return Replace(
        text("All right, nothing changes. To see the choices: {circle}.", circle=TYPED_CIRCLE)
    )


@router.button(postpone_circle_proposal, who=Role.MEMBER)
def put_proposal_off(ctx: Context, proposal_id: int) -> Toast:
    proposal = _own_proposal(ctx, proposal_id)
    day = proposal.expires_at.astimezone(ctx.zone).date()
    return Toast(
        text(
            "No hurry: the proposal is open until {day}. To see it: {circle}.",
            day=day,
            circle=TYPED_CIRCLE,
        )
    )


def _own_proposal(ctx: Context, proposal_id: int) -> Proposal:
    """A waiting proposal to this member."""
    proposal = ctx.store[Proposals].get(proposal_id, ctx.now)
    if proposal is None or proposal.member_id != ctx.member.id:
        raise ProposalOver(circle=TYPED_CIRCLE)
    ctx.enter(proposal.community_id)
    return proposal


def _accept_proposal(ctx: Context, proposal: Proposal) -> Card | Text:
    circle = Circle(proposal.circle)
    answer = text("{name} accepts: “{circle}”.", name=ctx.member.name, circle=CIRCLE_LABELS[circle])
    _settle_proposal(ctx, proposal, "circle_yes", answer)
    return _move_to(ctx, circle)


def _settle_proposal(ctx: Context, proposal: Proposal, answer: str, confirmation: Text) -> None:
    """End a proposal, and tell the gardener who made it, else all gardeners."""
    gardeners = {each.id: each for each in ctx.gardeners().values()}
    proposer = gardeners.get(proposal.proposer_id or 0)
    ctx.store[Proposals].end(proposal.community_id, proposal.member_id)
    ctx.audit(answer)
    if proposer is None:
        ctx.tell_gardeners(confirmation)
    else:
        ctx.tell_in_person(proposer, confirmation)


def _circle_choices(ctx: Context) -> Sequence[tuple[str, Words]]:
    return [(circle.value, CIRCLE_LABELS[circle]) for circle in Circle]


@router.button(
    propose_circle_to, who=Role.GARDENER, limit=PROPOSALS, trace=PROPOSE_A_CIRCLE_TO_A_MEMBER
)
@router.command(
    circle_propose_command,
    aliases=("cercle proposer",),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example=("propose Zoé active", "proposer Zoé actif"),
    limit=PROPOSALS,
    trace=PROPOSE_A_CIRCLE_TO_A_MEMBER,
)
def propose_circle(
    ctx: Context,
    somebody: Annotated[Member, asks("To whom? Write their name, or mention them.")],
    circle: Annotated[Circle, asks("What do you propose?", choices=_circle_choices)],
) -> Card:
    """Propose a way of taking part to a member, who says yes or no."""
    belonging = ctx.store[Members].membership(somebody, ctx.community.id)
    if somebody.id == ctx.member.id:
        raise NotToOneself(circle=TYPED_CIRCLE)
    if belonging is None or belonging.circle == circle:
        raise ChosenAlready(name=somebody.name, circle=CIRCLE_LABELS[circle])
    proposal = ctx.store[Proposals].put(
        ctx.community.id,
        somebody.id,
        circle,
        proposer_id=ctx.member.id,
        expires_at=ctx.now + OPEN_FOR,
    )
    card = _proposal_card(ctx, proposal, Circle(belonging.circle))
    is_told = ctx.tell(somebody, card, unasked=True)
    confirmation = _ASKED_TEXT if is_told else _WAITS_TEXT
    values = {"name": somebody.name, "circle": CIRCLE_LABELS[circle], "command": TYPED_CIRCLE}
    back = take_proposal_back.button(text("Withdraw the proposal"), proposal.id)
    return Card(None, (Text(confirmation.template, values),), ((back,),))


@router.button("circle_withdraw", who=Role.GARDENER, trace=TAKE_A_PROPOSAL_OF_A_CIRCLE_BACK)
def take_proposal_back(ctx: Context, proposal_id: int) -> Replace:
    proposal = ctx.store[Proposals].get(proposal_id, ctx.now)
    if proposal is None or proposal.community_id != ctx.community.id:
        raise ProposalOver(circle=TYPED_CIRCLE)
    ctx.store[Proposals].end(proposal.community_id, proposal.member_id)
    return Replace(text("The proposal is withdrawn: its buttons no longer work."))


def _proposal_card(ctx: Context, proposal: Proposal, today: Circle) -> Card:
    """The changes that a proposal brings, and that nothing must change."""
    circle = Circle(proposal.circle)
    lines = (
        text(
            "{name} proposes to you: “{circle}”.",
            name=ctx.member.name,
            circle=CIRCLE_LABELS[circle],
        ),
        text("You would get {brings}.", brings=circle_brings(circle)),
        text("Today: “{circle}”.", circle=CIRCLE_LABELS[today]),
        text(
            "Nothing changes unless you accept. You can answer until {day}.",
            day=proposal.expires_at.astimezone(ctx.zone).date(),
        ),
    )
    return Card(None, lines, (_answer_buttons(proposal.id),))


def _answer_buttons(proposal_id: int) -> tuple[Button, ...]:
    return (
        accept_circle_proposal.button(text("I accept"), proposal_id),
        decline_circle_proposal.button(text("No thank you"), proposal_id),
        postpone_circle_proposal.button(text("Later"), proposal_id),
    )


@router.contribution(leaving)
def end_circle_proposals(ctx: Context, member: Member) -> None:
    ctx.store[Proposals].end(ctx.community.id, member.id)
