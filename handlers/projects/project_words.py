"""Words, lines and look-ups of projects that several cards use."""

from collections.abc import Sequence

from bot.core import (
    Bold,
    Button,
    Context,
    JobContext,
    Line,
    Link,
    Photo,
    Picture,
    Small,
    Text,
    Words,
    quoted,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.projects import SHOWN, MakerState, ProjectState
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.projects import project_command, show_project
from bot.vocabulary.places import home_in_words
from storage.files import Files
from storage.members import Member
from storage.projects import Project, Projects

LONGEST_LABEL = 34
LONGEST_LINE = 90
PROJECT_STATES = {
    ProjectState.PAUSED: text("⏸ Paused for now"),
    ProjectState.FINISHED: text("✅ Finished"),
}


class NoSuchProject(Final):
    """There is no project {number} that you can see here. All of them: {project}."""


class NotYourProject(Final):
    """Only those who make this project can do that. All projects: {project}."""


def project_title(project: Project) -> Text:
    return text("🌱 {title}", title=project.title)


def project_lines(ctx: JobContext, project: Project) -> list[Line]:
    """All that members read of a project, below its title."""
    lines: list[Line] = [*quoted(project.words)]
    if where := project_place(project):
        lines.append(text("📍 {place}", place=where))
    if project.needs:
        lines.append(text("Looking for: {needs}", needs=project.needs))
    if project.link:
        lines.append(Link(project.link, project.link))
    makers = ctx.store[Projects].makers([project.id])[project.id]
    if makers:
        lines.append(text("By {names}", names=[each.name for each in makers]))
    if project.state in PROJECT_STATES:
        lines.append(PROJECT_STATES[project.state])
    if project.learned:
        lines += [Bold(text("What we learned")), *quoted(project.learned)]
    came_in = ctx.store[Projects].get_list(project.list_id)
    if came_in is not None:
        lines.append(Small(text("Source: {source}", source=came_in.source)))
    return lines


def project_place(project: Project) -> str:
    """The place of a project in words: as it was written, else its commune."""
    return project.place or home_in_words(project.commune, None) or ""


def project_picture(ctx: JobContext, project: Project) -> Picture | None:
    """The picture of a project with its description, while it is kept."""
    if project.picture_id is None or ctx.store[Files].get(project.picture_id) is None:
        return None
    words = project.picture_words or project.title
    return Picture(Photo(project.picture_id), text("Picture: {words}", words=words))


def whisper_project_picture(ctx: Context, project: Project) -> None:
    """Show the picture of a project in private, before its words."""
    picture = project_picture(ctx, project)
    if picture is not None:
        ctx.whisper(picture)


def project_line(project: Project) -> Words:
    """A project in a list."""
    where = home_in_words(project.commune, None) or project.place
    line: Words = project.title
    if where:
        line = text("{title}, {place}", title=project.title, place=where)
    words = " ".join(shortened(project.words, LONGEST_LINE).split())
    line = text("{line}: {words}", line=line, words=words) if words else line
    if project.state in PROJECT_STATES:
        line = text("{line} ({state})", line=line, state=PROJECT_STATES[project.state])
    return line


def project_buttons(projects: Sequence[Project]) -> list[Button]:
    return [show_project.button(shortened(each.title, LONGEST_LABEL), each.id) for each in projects]


def shown_project(ctx: Context, number: int) -> Project:
    """A project that members see, or one's own; raises `NoSuchProject`."""
    found = ctx.store[Projects].shown(ctx.community.id, [number])
    if found:
        return found[0]
    project = ctx.store[Projects].get(ctx.community.id, number)
    if project is None or project.state not in SHOWN or not is_maker(ctx, project):
        raise NoSuchProject(number=number, project=project_command.typed())
    return project


def is_maker(ctx: Context, project: Project) -> bool:
    """True if the sender makes this project."""
    row = ctx.store[Projects].maker(project.id, ctx.member.id)
    return row is not None and row.state is MakerState.MAKER


def own_project(ctx: Context, number: int) -> Project:
    """A project that the sender makes, drafts too; raises `NotYourProject`."""
    project = ctx.store[Projects].get(ctx.community.id, number)
    if project is None or not is_maker(ctx, project):
        raise NotYourProject(project=project_command.typed())
    return project


def projects_to_act_for(ctx: Context) -> Sequence[Project]:
    """The projects that the sender makes and that go on, the latest first.

    `title`, `project_place` and `commune` are what an event or a visit begins with.
    """
    own = ctx.store[Projects].of_member(ctx.community.id, ctx.member.id, MakerState.MAKER)
    return [each for each in own if each.state is ProjectState.LIVE]


def project_to_act_for(ctx: Context, number: int) -> Project:
    """One of these; gardeners act for any that members see. Raises a refusal for others."""
    if ctx.role() >= Role.GARDENER:
        return shown_project(ctx, number)
    found = next((each for each in projects_to_act_for(ctx) if each.id == number), None)
    if found is None:
        raise NotYourProject(project=project_command.typed())
    return found


def changeable_project(ctx: Context, number: int) -> Project:
    """A project whose words the sender may change; raises `NotYourProject`.

    Of a draft also who is asked about it, and the gardener who writes it for somebody.
    """
    project = ctx.store[Projects].get(ctx.community.id, number)
    if project is not None and project.state is ProjectState.DRAFT:
        row = ctx.store[Projects].maker(project.id, ctx.member.id)
        is_asked = row is not None and row.state is MakerState.ASKED
        if is_asked or (project.made_by == ctx.member.id and ctx.role() >= Role.GARDENER):
            return project
    return own_project(ctx, number)


def draft_person(ctx: JobContext, project: Project) -> Member | None:
    """The person for whom a gardener writes a project, asked or not."""
    for state in (MakerState.FOR, MakerState.ASKED):
        found = ctx.store[Projects].makers([project.id], state)[project.id]
        if found and project.state is ProjectState.DRAFT:
            return found[0]
    return None
