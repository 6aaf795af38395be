"""How close somebody wants to be: three circles, none above another, each with what it brings.

A gardener may propose one (see `handlers/profile/circle_proposals.py`); only a yes moves anybody.
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
from bot.vocabulary.circles import LABELS, brings
from handlers.profile import acts
from handlers.profile.circle_answers import answer_buttons
from handlers.profile.steps import and_next
from storage.members import Members
from storage.profile import Proposal, Proposals

router = Router()

CIRCLE = circle_command.typed()


@router.command(
    circle_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("How close"),
    shows=True,
)
def show_circles(ctx: Context) -> Card:
    """Choose how close you want to be."""
    lines: list[Line] = [_explained(circle) for circle in Circle]
    if ctx.person.circle is not None:
        lines.append(_today(ctx.person.circle))
    rows: list[tuple[Button, ...]] = [
        (choose_circle.button(LABELS[circle], circle.value),) for circle in Circle
    ]
    proposal = ctx.store[Proposals].waiting(ctx.community.id, ctx.member.id, ctx.now)
    if proposal is not None:
        lines += ["", text("Proposed to you: “{circle}”.", circle=LABELS[Circle(proposal.circle)])]
        rows.append(answer_buttons(proposal.id))
    if ctx.role >= Role.GARDENER:
        rows.append((circle_propose_command.ask_button(text("Propose to somebody")),))
    return Card(text("How close do you want to be?"), tuple(lines), tuple(rows))


@router.command(
    "circle",
    fr="cercle",
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="actif",
    theme="you",
)
def take_circle(ctx: Context, circle: Circle) -> Card | Text:
    """Choose it by a word: active, news or big."""
    return _choose(ctx, circle)


@router.button("circle", who=Role.MEMBER)
def choose_circle(ctx: Context, choice: str) -> Answer:
    """Take the circle whose button was pressed."""
    circle = next((each for each in Circle if each.value == choice), None)
    return show_circles(ctx) if circle is None else _choose(ctx, circle)


def _choose(ctx: Context, circle: Circle) -> Card | Text:
    """Move somebody by their own will, which also answers a proposal of the same."""
    proposal = ctx.store[Proposals].waiting(ctx.community.id, ctx.member.id, ctx.now)
    if proposal is not None and proposal.circle == circle:
        return _accept(ctx, proposal)
    return _move(ctx, circle)


def _move(ctx: Context, circle: Circle) -> Card | Text:
    ctx.store[Members].move(ctx.member, ctx.community.id, circle)
    noted = text(
        "Noted: “{circle}”. You get {brings}.", circle=LABELS[circle], brings=brings(circle)
    )
    return and_next(ctx, "circle", noted)


@router.button(accept_circle_proposal, who=Role.MEMBER, trace=acts.ANSWER_A_PROPOSAL)
def accept_proposal(ctx: Context, proposal_id: int) -> Replace:
    """Take the circle that was proposed."""
    return Replace(_accept(ctx, _mine(ctx, proposal_id)))


@router.button(decline_circle_proposal, who=Role.MEMBER, trace=acts.ANSWER_A_PROPOSAL)
def decline_proposal(ctx: Context, proposal_id: int) -> Replace:
    """Stay where one is; the gardener is told."""
    proposal = _mine(ctx, proposal_id)
    today = ctx.person.circle or Circle.INFORMED
    answer = text("{name} thanks you, and stays with “{circle}”.", **_named(ctx, today))
    _settle(ctx, proposal, "circle_no", answer)
    return Replace(text("All right, nothing changes. {circle} shows the choices.", circle=CIRCLE))


@router.button(postpone_circle_proposal, who=Role.MEMBER)
def put_proposal_off(ctx: Context, proposal_id: int) -> Toast:
    """Let a proposal wait."""
    proposal = _mine(ctx, proposal_id)
    day = proposal.expires_at.astimezone(ctx.zone).date()
    return Toast(text("No hurry: it waits until {day}. {circle} shows it.", day=day, circle=CIRCLE))


def _mine(ctx: Context, proposal_id: int) -> Proposal:
    """A proposal that waits for whoever pressed: nobody else may answer it."""
    proposal = ctx.store[Proposals].get(proposal_id, ctx.now)
    if proposal is None or proposal.member_id != ctx.member.id:
        raise ProposalOver(circle=CIRCLE)
    ctx.enter(proposal.community_id)
    return proposal


def _accept(ctx: Context, proposal: Proposal) -> Card | Text:
    circle = Circle(proposal.circle)
    answer = text("{name} accepts: “{circle}”.", **_named(ctx, circle))
    _settle(ctx, proposal, "circle_yes", answer)
    return _move(ctx, circle)


def _settle(ctx: Context, proposal: Proposal, answer: str, told: Text) -> None:
    """End a proposal, and tell whoever made it, else those who tend the community now."""
    tending = {each.id: each for each in ctx.gardeners().values()}
    proposer = tending.get(proposal.proposer_id or 0)
    ctx.store[Proposals].end(proposal.community_id, proposal.member_id)
    ctx.audit(answer)
    if proposer is None:
        ctx.tell_gardeners(told)
    else:
        ctx.tell_in_person(proposer, told)


def _explained(circle: Circle) -> Text:
    return text("“{circle}”: {brings}.", circle=LABELS[circle], brings=brings(circle))


def _today(circle: Circle) -> Text:
    return text("Today: “{circle}”.", circle=LABELS[circle])


def _named(ctx: Context, circle: Circle) -> dict[str, object]:
    return {"name": ctx.member.name, "circle": LABELS[circle]}
