"""A gardener proposes a circle to a member, who accepts or declines.

The answer is in `handlers/profile/circles/circle_choice.py`. Nobody is moved without their own yes.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from bot.core import Card, Context, Replace, Router, Text, Where, Words, asks, text
from bot.domain.circles import ProposalOver
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle, Role
from bot.references.profile import circle_command, circle_propose_command, propose_circle_to
from bot.vocabulary.audiences.circles import LABELS, brings
from handlers.profile import acts
from handlers.profile.circles.proposal_buttons import answer_buttons
from storage.members import Member, Members
from storage.profile import Proposal, Proposals

router = Router()

TYPED_CIRCLE = circle_command.typed()
OPEN_FOR = timedelta(days=30)
"""Time for which a proposal waits for an answer."""


class NotToOneself(Refusal):
    """This is you. To choose for yourself: {circle}."""


class ChosenAlready(Refusal):
    """{name} has already chosen “{circle}”."""


def _circle_choices(ctx: Context) -> Sequence[tuple[str, Words]]:
    return [(circle.value, LABELS[circle]) for circle in Circle]


@router.command(
    circle_propose_command,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example=("propose Zoé active", "proposer Zoé actif"),
    limit=PROPOSALS,
    trace=acts.PROPOSE_A_CIRCLE_TO_A_MEMBER,
)
def propose_circle(
    ctx: Context,
    somebody: Annotated[Member, asks("To whom? Write their name, or mention them.")],
    circle: Annotated[Circle, asks("What do you propose?", choices=_circle_choices)],
) -> Card:
    """Propose a way of taking part to a member, who says yes or no."""
    return _propose_circle(ctx, somebody, circle)


@router.button(
    propose_circle_to,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=acts.PROPOSE_A_CIRCLE_TO_A_MEMBER,
)
def propose_by_button(ctx: Context, somebody: Member, circle: Circle) -> Card:
    """Propose a circle by a button."""
    return _propose_circle(ctx, somebody, circle)


@router.button("circle_withdraw", who=Role.GARDENER, trace=acts.TAKE_A_PROPOSAL_OF_A_CIRCLE_BACK)
def take_proposal_back(ctx: Context, proposal_id: int) -> Replace:
    """Take a waiting proposal back."""
    proposal = ctx.store[Proposals].get(proposal_id, ctx.now)
    if proposal is None or proposal.community_id != ctx.community.id:
        raise ProposalOver(circle=TYPED_CIRCLE)
    ctx.store[Proposals].end(proposal.community_id, proposal.member_id)
    return Replace(text("The proposal is withdrawn: its buttons no longer work."))


def _propose_circle(ctx: Context, somebody: Member, circle: Circle) -> Card:
    belonging = ctx.store[Members].membership(somebody, ctx.community.id)
    if somebody.id == ctx.member.id:
        raise NotToOneself(circle=TYPED_CIRCLE)
    if belonging is None or belonging.circle == circle:
        raise ChosenAlready(name=somebody.name, circle=LABELS[circle])
    proposal = ctx.store[Proposals].put(
        ctx.community.id,
        somebody.id,
        circle,
        proposer_id=ctx.member.id,
        expires_at=ctx.now + OPEN_FOR,
    )
    is_told = ctx.tell(
        somebody, _proposal_card(ctx, proposal, Circle(belonging.circle)), unasked=True
    )
    confirmation = _ASKED_TEXT if is_told else _WAITS_TEXT
    values = {"name": somebody.name, "circle": LABELS[circle], "command": TYPED_CIRCLE}
    back = take_proposal_back.button(text("Withdraw the proposal"), proposal.id)
    return Card(None, (Text(confirmation.template, values),), ((back,),))


_ASKED_TEXT = text(
    "I will ask {name} in private, at a suitable time: “{circle}”. Nothing changes unless they "
    "agree, and you will know their answer."
)
_WAITS_TEXT = text(
    "{name} does not want unrequested messages. They will see the proposal “{circle}” when they "
    "write {command} to me."
)


def _proposal_card(ctx: Context, proposal: Proposal, today: Circle) -> Card:
    """The proposal: the changes, and that nothing must change."""
    circle = Circle(proposal.circle)
    lines = (
        text("{name} proposes to you: “{circle}”.", name=ctx.member.name, circle=LABELS[circle]),
        text("You would get {brings}.", brings=brings(circle)),
        text("Today: “{circle}”.", circle=LABELS[today]),
        text(
            "Nothing changes unless you accept. You can answer until {day}.",
            day=proposal.expires_at.astimezone(ctx.zone).date(),
        ),
    )
    return Card(None, lines, (answer_buttons(proposal.id),))
