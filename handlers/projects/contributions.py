"""Projects in the list of tasks, the letter, the map, the figures, and the data of a member."""

from collections.abc import Collection, Mapping, Sequence

from bot.core import (
    Button,
    Context,
    JobContext,
    Line,
    Router,
    Text,
    Todo,
    quoted,
    text,
    todos,
)
from bot.domain.dates.local_time import Period
from bot.domain.digest.composing import Key, Section
from bot.domain.projects import (
    IN_LETTER_FOR,
    NEW_FOR,
    UNANSWERED_AFTER,
    MakerState,
    ProjectState,
)
from bot.domain.stats import Counted, FigureKind
from bot.references.digest import letter_items, outdated_items
from bot.references.map import MapLayer, map_layers, places_in_communes
from bot.references.personal_data import leaving, losses
from bot.references.projects import (
    entrust_project,
    preview_project,
    project_command,
    refuse_claim,
    show_project,
)
from bot.references.seats import MOST_OPEN, Open, OpenThing, handover
from bot.references.stats import Figure, FigureSet, figures
from bot.references.visits import VisitSubject, visit_subjects
from bot.vocabulary.letter_items import LetterItem
from handlers.projects.project_card import VISITED
from handlers.projects.project_words import project_picture, project_place
from storage.members import Member, Members
from storage.projects import FINISHED, NEW, Project, ProjectFilter, Projects, ProjectTalks

router = Router()

MOST_LISTED = 5


@router.contribution(visit_subjects)
def visited_project(ctx: Context, kind: str, number: int) -> VisitSubject | None:
    """A project that goes on, which its makers may have visited."""
    found = ctx.store[Projects].shown(ctx.community.id, [number]) if kind == VISITED else []
    if not found or found[0].state is not ProjectState.LIVE:
        return None
    title = text("Visit: {title}", title=found[0].title)
    makers = ctx.store[Projects].makers([number])[number]
    return VisitSubject(title, found[0].commune, makers, project_place(found[0]))


@router.contribution(todos)
def claims_to_answer(ctx: Context) -> list[Todo]:
    """Members who say that a project of a list is theirs, the longest waiting first."""
    if not ctx.seats():
        return []
    waiting = ctx.store[Projects].waiting(
        ctx.community.id, MakerState.CLAIMED, ctx.now, MOST_LISTED
    )
    tasks = []
    for project, member, since in waiting:
        values = {"name": member.name, "title": project.title}
        line = text("{name} says that “{title}” is their project.", **values)
        yes = entrust_project.button(
            text("Entrust it to {name}", name=member.name), project.id, member.id
        )
        no = refuse_claim.button(text("Leave it as it is"), project.id, member.id)
        tasks.append(Todo(line, (yes, no), since=since))
    return tasks


@router.contribution(todos, order=-1)
def unanswered_projects(ctx: Context) -> list[Todo]:
    """Projects that the reader proposed to somebody who has not answered for a week."""
    if not ctx.seats():
        return []
    return [
        Todo(_unanswered_text(project, member), (_review_button(project),))
        for project, member in _unanswered(ctx)
        if project.made_by == ctx.person.member_id
    ]


def _unanswered(ctx: Context) -> list[tuple[Project, Member]]:
    before = ctx.now - UNANSWERED_AFTER
    here = ctx.community.id
    waiting = ctx.store[Projects].waiting(here, MakerState.ASKED, before, MOST_OPEN)
    found = [
        (project, member) for project, member, _ in waiting if project.state is ProjectState.DRAFT
    ]
    return found[:MOST_LISTED]


def _unanswered_text(project: Project, member: Member) -> Text:
    return text(
        "{name} has not answered about the project “{title}”.",
        name=member.name,
        title=project.title,
    )


@router.contribution(handover)
def open_proposals(ctx: Context) -> list[OpenThing]:
    """Projects that wait for the yes of the person for whom they were written."""
    if not ctx.seats():
        return []
    return [OpenThing(Open.DRAFTS, _unanswered_text(*each)) for each in _unanswered(ctx)]


@router.contribution(todos, order=-1)
def new_projects(ctx: Context) -> list[Todo]:
    """Projects that members have shown lately, for the eyes of the team."""
    if not ctx.seats():
        return []
    which = ProjectFilter(since=ctx.now - NEW_FOR)
    found = ctx.store[Projects].listed(ctx.community.id, which, MOST_LISTED)
    return [
        Todo(
            text("New project {number}: “{title}”", number=each.id, title=each.title),
            (show_project.button(text("Look at project {number}", number=each.id), each.id),),
            thing=f"project {each.id}",
        )
        for each in found
        if each.made_by != ctx.person.member_id
    ]


def _review_button(project: Project) -> Button:
    return preview_project.button(text("Look at project {number}", number=project.id), project.id)


# The letter


@router.contribution(letter_items, order=2)
def projects_in_letter(ctx: JobContext) -> list[LetterItem]:
    """Projects of members shown in the last weeks, and those finished, with what was learned."""
    new = ProjectFilter(
        states=(ProjectState.LIVE, ProjectState.PAUSED), since=ctx.now - IN_LETTER_FOR
    )
    ended = ProjectFilter(states=(ProjectState.FINISHED,), finished_since=ctx.now - IN_LETTER_FOR)
    projects, here = ctx.store[Projects], ctx.community.id
    return [
        *(_new_item(ctx, each) for each in reversed(projects.listed(here, new, MOST_LISTED))),
        *(_end_item(each) for each in reversed(projects.listed(here, ended, MOST_LISTED))),
    ]


@router.contribution(outdated_items)
def changed_projects(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Items of projects that were changed, paused or taken down since."""
    approved = [each for each in items if each.kind in (NEW, FINISHED)]
    if not approved:
        return set()
    found = ctx.store[Projects].shown(ctx.community.id, {each.ref for each in approved})
    now = {each.id: each for each in found}
    return {each.key for each in approved if not _is_right(ctx, each, now.get(each.ref))}


def _is_right(ctx: JobContext, item: LetterItem, project: Project | None) -> bool:
    is_end = item.kind == FINISHED
    if project is None or is_end != (project.state is ProjectState.FINISHED):
        return False
    return (_end_item(project) if is_end else _new_item(ctx, project)).says_the_same_as(item)


def _new_item(ctx: JobContext, project: Project) -> LetterItem:
    lines: list[Line] = [*quoted(project.words)]
    if where := project_place(project):
        lines.append(text("📍 {place}", place=where))
    if project.needs:
        lines.append(text("Looking for: {needs}", needs=project.needs))
    return LetterItem(
        kind=NEW,
        ref=project.id,
        headline=text("🌱 Project: {title}", title=project.title),
        lines=tuple(lines),
        button=show_project.button(text("See the project"), project.id),
        picture=project_picture(ctx, project),
    )


def _end_item(project: Project) -> LetterItem:
    return LetterItem(
        kind=FINISHED,
        ref=project.id,
        section=Section.CHANGED,
        headline=text("✅ Project finished: {title}", title=project.title),
        lines=tuple(quoted(project.learned or project.words)),
        button=show_project.button(text("See the project"), project.id),
    )


# The map and the figures


MOST_ON_MAP = 300
"""Projects that the map shows, the newest; the list has all."""


@router.contribution(map_layers)
def projects_on_map(ctx: JobContext) -> MapLayer:
    """Projects that go on in a known commune."""
    found = ctx.store[Projects].communes(ctx.community.id, MOST_ON_MAP)
    return MapLayer(
        name="projects",
        order=15,
        label=text("Projects"),
        title=text("Projects"),
        places=places_in_communes(found),
        small=text(
            "Projects without a commune are not on the map. To see them all: {project}",
            project=project_command.typed(),
        ),
        more=project_command.button(text("Projects")),
    )


PROJECT_FIGURES = (
    Figure(
        key="projects_shown",
        title=text("Projects shown by members"),
        definition=text("Projects that members showed for the first time in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="projects_finished",
        title=text("Projects finished"),
        definition=text("Projects that those who make them finished in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="projects_going_on",
        title=text("Projects going on"),
        definition=text("Projects that went on at the end of the month, those of lists included."),
        kind=FigureKind.AT_END,
    ),
)


@router.contribution(figures)
def project_figures(_ctx: JobContext) -> FigureSet:
    """Projects that begin, end and go on."""
    return FigureSet(
        order=66, theme=text("Projects"), figures=PROJECT_FIGURES, count=_count_projects
    )


def _count_projects(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    found = ctx.store[Projects].counts(ctx.community.id, period.since, period.until)
    return {
        "projects_shown": found.started,
        "projects_finished": found.finished,
        "projects_going_on": found.live,
    }


# Who leaves


@router.contribution(leaving)
def leave_projects(ctx: Context, member: Member) -> None:
    """Delete what nobody else makes, and what the member follows, told and asked."""
    ctx.store[Projects].leave(ctx.community.id, member.id)
    ctx.store[ProjectTalks].leave(ctx.community.id, member.id)


@router.contribution(losses)
def lost_projects(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The projects that would be deleted: those that nobody else makes."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    return [
        text("Your project “{title}” will be deleted: nobody else makes it.", title=title)
        for each in left
        for title in ctx.store[Projects].alone(each, member.id)
    ]


_COLUMNS = {
    "needs": text("what it needs"),
    "learned": text("what was learned"),
    "picture_words": text("words of the picture"),
    "finished_at": text("finished on"),
}
router.personal_data(
    "projects",
    text("Projects that you make"),
    text(
        "They stay until you delete them, and go when you have your data erased, unless others "
        "make them with you: they then stay without you."
    ),
    order=116,
    labels=_COLUMNS,
)
router.personal_data(
    "project_makers",
    text("Your part in projects"),
    text("Whether you make a project, or are asked to. It goes with the project, or with you."),
    order=117,
    labels={"since": text("since"), "takes_over": text("takes it over")},
)
router.personal_data(
    "project_followers",
    text("Projects that you follow"),
    text("Nobody is told that you do. It goes when you follow no longer, or with you."),
    order=118,
    labels={"since": text("since")},
)
router.personal_data(
    "project_news",
    text("News of projects that you told"),
    text("Kept for a year, and deleted when you have your data erased."),
    order=119,
)
router.personal_data(
    "project_questions",
    text("Questions about projects that you asked"),
    text("Kept for 60 days, and deleted when you have your data erased."),
    order=121,
)
router.personal_data(
    "project_lists",
    text("Lists of projects that you sent"),
    text("With the source that you stated. They stay without you when you have your data erased."),
    order=277,
)
