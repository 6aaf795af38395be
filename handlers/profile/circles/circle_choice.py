"""The circle that a member chooses: three equal ones, each with its messages.

A gardener may propose one (see `handlers/profile/circles/circle_proposals.py`); only the
member's yes changes it.
"""

from bot.core import (
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
    text,
)
from bot.domain.circles import ProposalOver
from bot.domain.roles import Circle, Role
from bot.references.profile import (
    accept_circle_proposal,
    circle_command,
    circle_propose_command,
    decline_circle_proposal,
    postpone_circle_proposal,
)
from bot.vocabulary.audiences.circles import LABELS, brings
from handlers.profile import acts
from handlers.profile.circles.proposal_buttons import answer_buttons
from handlers.profile.steps import done_and_next
from storage.members import Members
from storage.profile import Proposal, Proposals

router = Router()

TYPED_CIRCLE = circle_command.typed()


@router.command(
    circle_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("How to follow"),
    shows=True,
)
def show_circles(ctx: Context) -> Card:
    """Choose how to follow the community."""
    lines: list[Line] = [_circle_line(circle) for circle in Circle]
    if ctx.person.circle is not None:
        lines.append(_current_line(ctx.person.circle))
    rows: list[tuple[Button, ...]] = [
        (choose_circle.button(LABELS[circle], circle.value),) for circle in Circle
    ]
    proposal = ctx.store[Proposals].waiting(ctx.community.id, ctx.member.id, ctx.now)
    if proposal is not None:
        lines += ["", text("Proposed to you: “{circle}”.", circle=LABELS[proposal.circle])]
        rows.append(answer_buttons(proposal.id))
    if ctx.role >= Role.GARDENER:
        rows.append((circle_propose_command.ask_button(text("Propose to a member")),))
    return Card(text("How do you want to follow the community?"), tuple(lines), tuple(rows))


@router.command(
    "circle",
    fr="cercle",
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=("active", "actif"),
    theme="you",
)
def take_circle(ctx: Context, circle: Circle) -> Card | Text:
    """Choose with one word: active, news or big."""
    return _choose_circle(ctx, circle)


@router.button("circle", who=Role.MEMBER)
def choose_circle(ctx: Context, choice: str) -> Answer:
    """Choose the circle of a button."""
    circle = next((each for each in Circle if each.value == choice), None)
    return show_circles(ctx) if circle is None else Replace(_choose_circle(ctx, circle))


def _choose_circle(ctx: Context, circle: Circle) -> Card | Text:
    """Move the member, which also answers a proposal of the same circle."""
    proposal = ctx.store[Proposals].waiting(ctx.community.id, ctx.member.id, ctx.now)
    if proposal is not None and proposal.circle == circle:
        return _accept_proposal(ctx, proposal)
    return _move_to(ctx, circle)


def _move_to(ctx: Context, circle: Circle) -> Card | Text:
    ctx.store[Members].move(ctx.member, ctx.community.id, circle)
    noted = text(
        "Noted: “{circle}”. You get {brings}.", circle=LABELS[circle], brings=brings(circle)
    )
    return done_and_next(ctx, "circle", noted)


@router.button(accept_circle_proposal, who=Role.MEMBER, trace=acts.ANSWER_A_PROPOSAL)
def accept_proposal(ctx: Context, proposal_id: int) -> Replace:
    """Accept the proposed circle."""
    return Replace(_accept_proposal(ctx, _own_proposal(ctx, proposal_id)))


@router.button(decline_circle_proposal, who=Role.MEMBER, trace=acts.ANSWER_A_PROPOSAL)
def decline_proposal(ctx: Context, proposal_id: int) -> Replace:
    """Decline the proposed circle; the gardener is told."""
    proposal = _own_proposal(ctx, proposal_id)
    today = ctx.person.circle or Circle.INFORMED
    answer = text("{name} thanks you and keeps “{circle}”.", **_circle_values(ctx, today))
    _settle_proposal(ctx, proposal, "circle_no", answer)
    return Replace(
        text("All right, nothing changes. To see the choices: {circle}.", circle=TYPED_CIRCLE)
    )


@router.button(postpone_circle_proposal, who=Role.MEMBER)
def put_proposal_off(ctx: Context, proposal_id: int) -> Toast:
    """Postpone the answer."""
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
    """Return a waiting proposal to this member."""
    proposal = ctx.store[Proposals].get(proposal_id, ctx.now)
    if proposal is None or proposal.member_id != ctx.member.id:
        raise ProposalOver(circle=TYPED_CIRCLE)
    ctx.enter(proposal.community_id)
    return proposal


def _accept_proposal(ctx: Context, proposal: Proposal) -> Card | Text:
    circle = Circle(proposal.circle)
    answer = text("{name} accepts: “{circle}”.", **_circle_values(ctx, circle))
    _settle_proposal(ctx, proposal, "circle_yes", answer)
    return _move_to(ctx, circle)


def _settle_proposal(ctx: Context, proposal: Proposal, answer: str, confirmation: Text) -> None:
    """End a proposal, and tell its maker, else the gardeners."""
    tending = {each.id: each for each in ctx.gardeners().values()}
    proposer = tending.get(proposal.proposer_id or 0)
    ctx.store[Proposals].end(proposal.community_id, proposal.member_id)
    ctx.audit(answer)
    if proposer is None:
        ctx.tell_gardeners(confirmation)
    else:
        ctx.tell_in_person(proposer, confirmation)


def _circle_line(circle: Circle) -> Text:
    return text("“{circle}”: {brings}.", circle=LABELS[circle], brings=brings(circle))


def _current_line(circle: Circle) -> Text:
    return text("Today: “{circle}”.", circle=LABELS[circle])


def _circle_values(ctx: Context, circle: Circle) -> dict[str, object]:
    return {"name": ctx.member.name, "circle": LABELS[circle]}
