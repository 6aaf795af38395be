"""A project as members see it, with what they and its makers may do; how it pauses and ends."""

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
    Small,
    Where,
    asks,
    at_most,
    in_rows,
    ntext,
    read_words,
    reads,
    text,
)
from bot.domain.projects import LONGEST_LEARNED, ProjectState
from bot.domain.public_page import PagePart, Thing
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.projects import (
    ask_makers,
    change_project,
    claim_project,
    follow_project,
    help_project,
    manage_makers,
    project_command,
    project_thing,
    propose_makers,
    report_project,
    show_project,
    tell_project_news,
    unfollow_project,
)
from bot.references.public_page import ask_about_web
from bot.references.visits import propose_visit
from handlers.projects.making import ALIASES
from handlers.projects.project_words import (
    is_maker,
    own_project,
    project_lines,
    project_title,
    shown_project,
    whisper_project_picture,
)
from handlers.projects.talks import latest_news
from handlers.reports import report_words
from storage.members import Members
from storage.projects import Project, Projects, ProjectTalks
from storage.public_page import PublicParts

router = Router()

TAKE_DOWN = Act(text("{who} took a project down"), text("take a project down"))

VISITED = "project"
"""The kind of what is visited."""


class OthersMakeIt(Final):
    """Others make this project with you: you can stop making it, and it stays. Yours: {project}."""


@router.command(
    "project",
    fr="projet",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="3",
    theme="people",
)
def show_numbered(ctx: Context, number: int) -> Answer:
    """See one project."""
    return show_one(ctx, number)


@router.button(show_project, who=Role.MEMBER, deep=True)
def show_one(ctx: Context, number: int) -> Answer:
    """Show a project, after its picture."""
    project = shown_project(ctx, number)
    whisper_project_picture(ctx, project)
    return project_card(ctx, project)


def project_card(ctx: Context, project: Project) -> Card:
    """A project with the buttons that its reader may press."""
    lines: list[Line] = [*project_lines(ctx, project), *latest_news(ctx, project)]
    if is_maker(ctx, project):
        count = ctx.store[ProjectTalks].followers(project.id)
        lines += [
            "",
            ntext("{count} person follows it.", "{count} people follow it.", count)
            if count
            else text("Nobody follows it yet."),
        ]
        buttons = _maker_buttons(ctx, project)
    else:
        buttons = _member_buttons(ctx, project)
    lines.append(Small(text("In writing: {command}", command=project_command.typed(project.id))))
    every = project_command.button(text("All projects"))
    return Card(project_title(project), tuple(lines), (*in_rows(buttons, 2), (every,)))


def _maker_buttons(ctx: Context, project: Project) -> list[Button]:
    number = project.id
    buttons = [
        tell_project_news.button(text("Tell news"), number),
        change_project.button(text("Change"), number),
        manage_makers.button(text("Who makes it"), number),
    ]
    if project.state is ProjectState.LIVE:
        buttons.append(propose_visit.button(text("Propose a visit"), VISITED, number))
        buttons.append(turn_project.button(text("Pause it"), number, ProjectState.PAUSED.value))
    else:
        buttons.append(turn_project.button(text("Go on with it"), number, ProjectState.LIVE.value))
    if project.state is not ProjectState.FINISHED:
        buttons.append(ask_end.button(text("It is finished"), number))
    if PagePart.PROJECTS in ctx.store[PublicParts].shown(ctx.community.id):
        web = text("On the public page?")
        buttons.append(ask_about_web.button(web, Thing.PROJECT.value, number))
    if len(ctx.store[Projects].makers([number])[number]) <= 1:
        buttons.append(ask_deletion.button(text("Delete"), number))
    return buttons


def _member_buttons(ctx: Context, project: Project) -> list[Button]:
    number = project.id
    buttons = [follow_project.button(text("Follow"), number)]
    if ctx.store[ProjectTalks].follows(number, ctx.member.id):
        buttons = [unfollow_project.button(text("Follow no longer"), number)]
    has_makers = bool(ctx.store[Projects].makers([number])[number])
    is_gardener = ctx.role() >= Role.GARDENER
    if has_makers and project.state is ProjectState.LIVE:
        buttons.append(help_project.button(text("Offer my help"), number))
    if has_makers:
        buttons.append(ask_makers.button(text("Ask a question"), number))
    elif is_gardener:
        buttons.append(propose_makers.button(text("Propose it to somebody"), number, 0))
    else:
        buttons.append(claim_project.button(text("This is our project"), number))
    if is_gardener:
        if has_makers and project.state is ProjectState.LIVE:
            buttons.append(propose_visit.button(text("Propose a visit"), VISITED, number))
        buttons.append(ask_deletion.button(text("Take it down"), number))
    else:
        buttons.append(report_project.button(text("Report"), number))
    return buttons


# The makers


@router.button("project_turn", of=project_thing, deliberate=True, tone="", who=Role.MEMBER)
def turn_project(ctx: Context, number: int, state: str) -> Replace:
    """Pause one's project, or go on with it."""
    project = own_project(ctx, number)
    shown = project.state is not ProjectState.DRAFT
    if shown and state in (ProjectState.LIVE, ProjectState.PAUSED):
        ctx.store[Projects].change(project, state=ProjectState(state), finished_at=None)
    return Replace(project_card(ctx, project))


@router.button("project_finish", of=project_thing, who=Role.MEMBER)
def ask_end(ctx: Context, number: int) -> Answer:
    """Ask what was learned, then finish the project."""
    project = own_project(ctx, number)
    shown = project_thing.present(ctx, project.id)
    return finish_project.ask(ctx, number=str(project.id), shown=str(shown))


@router.form("project_end", who=Role.MEMBER)
def finish_project(
    ctx: Context,
    number: int,
    shown: int,
    learned: Annotated[
        str,
        asks(
            "What did you learn that helps others? The members read it on the project, and perhaps "
            "in the letter. Skip to finish without it."
        ),
        at_most(LONGEST_LEARNED),
        reads(read_words),
    ] = "",
) -> Card:
    """Finish one's project; it stays readable."""
    project = own_project(ctx, number)
    project_thing.check(ctx, project.id, shown)
    if project.state is not ProjectState.DRAFT:
        ctx.store[Projects].change(
            project, state=ProjectState.FINISHED, learned=learned, finished_at=ctx.now
        )
    return project_card(ctx, project)


# It is deleted, by its only maker or by a gardener; others report it


@router.button("project_delete", who=Role.MEMBER)
def ask_deletion(ctx: Context, number: int) -> Replace:
    """Say what it means to delete a project."""
    is_gardener = ctx.role() >= Role.GARDENER
    project = shown_project(ctx, number) if is_gardener else own_project(ctx, number)
    lines = (
        text("It goes for good, from the list, the map and the letters."),
        text("Those who follow it are not told."),
    )
    delete = delete_project if is_maker(ctx, project) else take_down
    yes = delete.button(text("Yes, delete it"), project.id)
    no = show_project.button(text("No, change nothing"), project.id)
    return Replace(Card(project_title(project), lines, ((yes,), (no,))))


@router.button(
    "project_delete_yes", of=project_thing, deliberate=True, tone="danger", who=Role.MEMBER
)
def delete_project(ctx: Context, number: int) -> Replace:
    """Delete a project that nobody else makes."""
    project = own_project(ctx, number)
    if len(ctx.store[Projects].makers([project.id])[project.id]) > 1:
        raise OthersMakeIt(project=project_command.typed())
    return _deleted(ctx, project)


@router.button(
    "project_down",
    of=project_thing,
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=TAKE_DOWN,
)
def take_down(ctx: Context, number: int) -> Replace:
    """Delete a project; its makers are told."""
    project = shown_project(ctx, number)
    ctx.trace(number=project.id)
    told = text(
        "The gardening team took “{title}” down: the members do not see it any more. They answer "
        "your questions.",
        title=project.title,
    )
    for each in ctx.store[Projects].makers([project.id])[project.id]:
        ctx.tell(each, told, calm=True)
    return _deleted(ctx, project)


def _deleted(ctx: Context, project: Project) -> Replace:
    done = text("“{title}” is deleted.", title=project.title)
    ctx.store[Projects].drop(project)
    every = project_command.button(text("All projects"))
    return Replace(Card(None, (done,), ((every,),)))


@router.button(report_project, who=Role.MEMBER)
def report(ctx: Context, number: int) -> Answer:
    """Report a project to the gardening team, as messages are reported."""
    project = shown_project(ctx, number)
    makers = ctx.store[Projects].makers([project.id])[project.id]
    author = makers[0] if makers else ctx.store[Members].get(project.made_by or 0)
    return report_words(ctx, f"🌱 {project.id} – {project.title}\n{project.words}", author)
