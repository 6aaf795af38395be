"""Who makes a project: others are asked to join or to take over; those of a list are claimed."""

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
    asks,
    text,
)
from bot.domain.projects import MakerState, ProjectState
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.projects import (
    claim_project,
    entrust_project,
    manage_makers,
    project_command,
    project_shown,
    project_thing,
    propose_makers,
    refuse_claim,
    show_project,
)
from handlers.profile import age_check
from handlers.projects.making import ask_to_make, put_maker
from handlers.projects.project_words import (
    NotYourProject,
    is_maker,
    own_project,
    project_title,
    shown_project,
)
from storage.members import Member, Members
from storage.projects import Project, Projects

router = Router()

ENTRUST = Act(text("{who} entrusted a project to a member"), text("entrust a project to a member"))
REFUSE_A_CLAIM = Act(
    text("{who} did not entrust a project to a member"),
    text("decide who makes a project of a list"),
)


class NoClaim(Final):
    """Nobody waits for an answer about this project any more. All projects: {project}."""


class MadeAlready(Final):
    """Somebody makes this project already: ask them. All projects: {project}."""


class OnlyMaker(Final):
    """You alone make this project: hand it over, finish it, or delete it."""


@router.button(manage_makers, who=Role.MEMBER)
def show_makers(ctx: Context, number: int) -> Card:
    """Show who makes one's project and who is asked, with the ways to change it."""
    project = own_project(ctx, number)
    makers = ctx.store[Projects].makers([project.id])[project.id]
    asked = ctx.store[Projects].makers([project.id], MakerState.ASKED)[project.id]
    lines: list[Line] = [text("By {names}", names=[each.name for each in makers])]
    if asked:
        lines.append(text("Asked, without an answer: {names}", names=[each.name for each in asked]))
    rows: list[tuple[Button, ...]] = []
    if project.state is not ProjectState.DRAFT:
        rows.append((propose_makers.button(text("Ask somebody to join"), project.id, 0),))
        rows.append((propose_makers.button(text("Hand it over to somebody"), project.id, 1),))
    if len(makers) > 1:
        rows.append((leave_project.button(text("I stop making it"), project.id),))
    rows.append((show_project.button(text("Show the project"), project.id),))
    return Card(project_title(project), tuple(lines), tuple(rows))


@router.button(propose_makers, of=project_thing, who=Role.MEMBER)
def ask_whom(ctx: Context, number: int, takes_over: int) -> Answer:
    """Ask whom to propose a project to."""
    project = _proposable(ctx, number)
    return propose_to.ask(ctx, number=str(project.id), takes_over=str(int(bool(takes_over))))


@router.form("project_propose_to", who=Role.MEMBER, limit=PROPOSALS)
def propose_to(
    ctx: Context,
    number: int,
    takes_over: int,
    member: Annotated[Member, asks("Who? Write their name, or mention them.")],
) -> Text:
    """Ask a member to make a project, who reads it and says yes or no."""
    project = _proposable(ctx, number)
    handed = bool(takes_over) and is_maker(ctx, project)
    if ask_to_make(ctx, project, member, takes_over=handed):
        return text("{name} is asked. I tell you the answer.", name=member.name)
    return text(
        "{name} does not want my messages: they find your question under {project}. Tell them.",
        name=member.name,
        project=project_command.typed(),
    )


def _proposable(ctx: Context, number: int) -> Project:
    """A project that the sender makes, or as a gardener one that nobody makes."""
    if ctx.role() < Role.GARDENER:
        return own_project(ctx, number)
    project = shown_project(ctx, number)
    if not is_maker(ctx, project) and ctx.store[Projects].makers([project.id])[project.id]:
        raise NotYourProject(project=project_command.typed())
    return project


@router.button("project_leave", of=project_thing, deliberate=True, tone="", who=Role.MEMBER)
def leave_project(ctx: Context, number: int) -> Replace:
    """Stop making a project that others make, too."""
    project = own_project(ctx, number)
    if len(ctx.store[Projects].makers([project.id])[project.id]) <= 1:
        raise OnlyMaker
    ctx.store[Projects].drop_maker(project.id, ctx.member.id)
    shown = show_project.button(text("Show the project"), project.id)
    done = text("You are not named any more. The others go on.")
    return Replace(Card(project_title(project), (done,), ((shown,),)))


# Projects of a list


@router.button(claim_project, who=Role.MEMBER, limit=PROPOSALS, deep=True)
def claim(ctx: Context, number: int) -> Answer:
    """Say that a project of a list is one's own; a gardener answers."""
    project = shown_project(ctx, number)
    barred = age_check(ctx, claim_project.link_word(ctx, project.id))
    if barred is not None:
        return barred
    if ctx.store[Projects].makers([project.id])[project.id]:
        raise MadeAlready(project=project_command.typed())
    row = ctx.store[Projects].maker(project.id, ctx.member.id)
    if row is None:
        put_maker(ctx, project, ctx.member, MakerState.CLAIMED)
    return text(
        "The gardening team is asked: once they say yes, you write it, and it is shown with your "
        "name."
    )


@router.button(entrust_project, of=project_thing, deliberate=True, who=Role.GARDENER, trace=ENTRUST)
def entrust(ctx: Context, number: int, member_id: int) -> Replace:
    """Let a member make a project of a list, as they asked."""
    project, member = _claimed(ctx, number, member_id)
    ctx.trace(about=member)
    put_maker(ctx, project, member, MakerState.MAKER)
    project_shown.collect(ctx, project)
    shown = show_project.button(text("Show the project"), project.id)
    yours = text("“{title}” is yours now: change what is not right.", title=project.title)
    ctx.tell(member, Card(None, (yours,), ((shown,),)), calm=True)
    return Replace(text("“{title}” is entrusted to {name}.", title=project.title, name=member.name))


@router.button(refuse_claim, of=project_thing, who=Role.GARDENER, trace=REFUSE_A_CLAIM)
def refuse(ctx: Context, number: int, member_id: int) -> Replace:
    """Leave a project of a list as it is; the member is told."""
    project, member = _claimed(ctx, number, member_id)
    ctx.trace(about=member)
    put_maker(ctx, project, member, MakerState.DECLINED)
    told = text(
        "The gardening team leaves “{title}” as it is. They answer your questions.",
        title=project.title,
    )
    ctx.tell(member, told, calm=True)
    return Replace(text("{name} is told.", name=member.name))


def _claimed(ctx: Context, number: int, member_id: int) -> tuple[Project, Member]:
    project = ctx.store[Projects].get(ctx.community.id, number)
    row = ctx.store[Projects].maker(number, member_id)
    member = ctx.store[Members].get(member_id)
    if project is None or member is None or row is None or row.state is not MakerState.CLAIMED:
        raise NoClaim(project=project_command.typed())
    return project, member
