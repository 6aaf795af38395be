"""The list of projects by pages and parts, the search, and what waits for the reader's answer."""

from collections.abc import Sequence
from functools import cache

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    in_rows,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.conversations import only_named
from bot.domain.projects import MakerState, ProjectState
from bot.domain.roles import Role
from bot.domain.words import name_words, search_tokens
from bot.references.conversations import Intent, intents, named_things
from bot.references.directory import DirectorySection, directory_sections
from bot.references.projects import (
    bring_projects,
    new_project_form,
    open_projects,
    preview_project,
    project_command,
    project_for_command,
    search_projects,
    show_project,
)
from bot.vocabulary.lists import (
    WHOLE,
    SoughtWords,
    keep_search,
    kept_search,
    others_rows,
    page_start,
    part_buttons,
    turning_buttons,
)
from handlers.projects.making import ALIASES
from handlers.projects.project_words import LONGEST_LABEL, project_buttons, project_line
from storage.projects import Project, ProjectFilter, Projects

router = Router(on_page=True)

PAGE_SIZE = 6
MOST_IN_DIRECTORY = 4
MINE, FOLLOWED = "mine", "followed"
LABELS = {
    WHOLE: text("All"),
    ProjectState.LIVE.value: text("Going on"),
    ProjectState.PAUSED.value: text("Paused"),
    ProjectState.FINISHED.value: text("Finished"),
    MINE: text("My own"),
    FOLLOWED: text("Followed"),
}
LONGEST_NAME = 120
"""Characters of words that may name a project."""
_AROUND = (
    "numéro voir montrer ouvrir suivre suis suivi aider rejoindre soutenir participer proposer "
    "poser question nouvelle actualité arrêter mettre pause reprendre terminer transmettre "
    "voudrais aimerais souhaite number see show open follow followed help join support offer ask "
    "question stop news want like pause finish"
)
"""Words around the name of a project; its card has the buttons."""


MOST_LOOKED_AT = 100
"""Projects among which one is looked for, the newest; the list has all, and a search."""
_STOP_WORDS = frozenset({"projet", "projets", "project", "projects"})
"""Words of titles that every wish about a project has."""


def _filter(ctx: Context, part: str) -> ProjectFilter:
    """A part of the list; unknown words in a button stand for all of it."""
    if part == MINE:
        return ProjectFilter(maker_id=ctx.member.id)
    if part == FOLLOWED:
        return ProjectFilter(follower_id=ctx.member.id)
    known = part in LABELS and part != WHOLE
    return ProjectFilter(states=(ProjectState(part),)) if known else ProjectFilter()


@router.command(
    "project",
    fr="projet",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="people",
    label=text("Projects"),
    in_shared_menu=True,
    shows=True,
)
def list_projects(ctx: Context) -> Card:
    """See what members make, and show your own."""
    return ctx.apart(lambda ctx: project_list_card(ctx, WHOLE))


@router.button(open_projects, who=Role.MEMBER)
def turn_list(ctx: Context, part: str, after: int) -> Replace:
    """Show a page or a part of the list."""
    return Replace(ctx.apart(lambda ctx: project_list_card(ctx, part, page_start(after))))


def project_list_card(ctx: Context, part: str, after: int = 0) -> Card:
    """A page of projects, with what waits for the reader's answer above it."""
    projects, here = ctx.store[Projects], ctx.community.id
    found = projects.listed(here, _filter(ctx, part), PAGE_SIZE + 1, after)
    shown = found[:PAGE_SIZE]
    asked_lines, asked_rows = _waiting_for(ctx)
    lines: list[Line] = [*asked_lines, *map(project_line, shown)]
    if not shown:
        lines.append(_nothing_text(ctx, part, after))

    def turn(label: Text, start: int) -> Button:
        return open_projects.button(label, part, start)

    counts = {each: projects.count(here, _filter(ctx, each)) for each in LABELS}
    parts = [
        *part_buttons(LABELS, counts, part, lambda label, of: open_projects.button(label, of, 0))
    ]
    if counts[WHOLE]:
        parts.append(search_projects.ask_button(text("Search")))
    is_minor = ctx.member.adult is False
    rows = [
        *asked_rows,
        () if is_minor else (new_project_form.ask_button(text("Show a project")),),
        *in_rows(project_buttons(shown), 2),
        turning_buttons(after, PAGE_SIZE, turn, more=len(found) > PAGE_SIZE),
        *in_rows(parts, 3),
        _gardener_row(ctx),
    ]
    return Card(text("🌱 Projects"), tuple(lines), tuple(filter(None, rows)))


def _waiting_for(ctx: Context) -> tuple[list[Line], Buttons]:
    """Projects that the reader is asked about, and their own drafts."""
    projects, here, own = ctx.store[Projects], ctx.community.id, ctx.member.id
    lines: list[Line] = []
    rows: list[tuple[Button, ...]] = []
    for each in projects.of_member(here, own, MakerState.ASKED):
        lines.append(text("You are asked about “{title}”.", title=each.title))
        label = text("Answer: {title}", title=shortened(each.title, LONGEST_LABEL))
        rows.append((preview_project.button(label, each.id),))
    for each in projects.drafts(here, own):
        label = text("Draft: {title}", title=shortened(each.title, LONGEST_LABEL))
        rows.append((preview_project.button(label, each.id),))
    return lines, tuple(rows)


def _gardener_row(ctx: Context) -> tuple[Button, ...]:
    if ctx.role() < Role.GARDENER:
        return ()
    return (
        project_for_command.ask_button(text("Make one for somebody")),
        bring_projects.button(text("Import projects")),
    )


def _nothing_text(ctx: Context, part: str, after: int) -> Text:
    if part != WHOLE or after:
        return text("There is no such project.")
    if ctx.member.adult is False:
        return text("No project is shown yet.")
    return text("No project is shown yet. Two or three sentences and a photo are enough.")


# Search


@router.form(search_projects, who=Role.MEMBER)
def find_projects(ctx: Context, words: SoughtWords) -> Answer:
    """Find projects by words, in any grammatical form."""
    return projects_found_card(ctx, words)


@router.button("projects_found", who=Role.MEMBER)
def show_more(ctx: Context, mark: int, after: int) -> Answer:
    """See the next ones that were found."""
    (words,) = kept_search(ctx, mark)
    return projects_found_card(ctx, words, page_start(after))


def projects_found_card(ctx: Context, words: str, after: int = 0) -> Card:
    """The projects that have all of these words."""
    which = ProjectFilter(words=words)
    found, count = ctx.apart(lambda ctx: _found(ctx, which, PAGE_SIZE, after))
    lines: list[Line] = [*map(project_line, found)] or [text("No project has all of these words.")]
    start = after + len(found)
    rest = others_rows(
        count - start,
        lambda label: show_more.button(label, keep_search(ctx, words), start),
    )
    again = search_projects.ask_button(text("Other words"))
    every = project_command.button(text("All projects"))
    title = text("🔎 Projects with “{words}”", words=" ".join(words.split()))
    return Card(title, tuple(lines), (*in_rows(project_buttons(found), 2), *rest, (again, every)))


def _found(
    ctx: Context, which: ProjectFilter, most: int, after: int = 0
) -> tuple[Sequence[Project], int]:
    """A page of what is found, and how many there are."""
    projects, here = ctx.store[Projects], ctx.community.id
    return projects.listed(here, which, most, after), projects.count(here, which)


@router.contribution(named_things)
def projects_called(ctx: Context, words: str) -> list[Button]:
    """The projects that these words name, by number or title; the list for “the projects”."""
    if ctx.person.circle is None or len(words) > LONGEST_NAME:
        return []
    project_words, around = _known_tokens()
    said = frozenset(search_tokens(words))
    sought, is_about = said - project_words - around, bool(said & project_words)
    numbers = [each for each in name_words(words) if each.isdecimal()]
    if is_about and len(sought) == len(numbers) <= 1:
        found = ctx.store[Projects].shown(ctx.community.id, [int(each[:9]) for each in numbers])
        return project_buttons(found) or [project_command.button(text("Projects"))]
    if not sought:
        return []
    which = ProjectFilter(words=" ".join(sought))
    found = ctx.store[Projects].listed(ctx.community.id, which, PAGE_SIZE)
    titles = {each.id: frozenset(search_tokens(each.title)) for each in found}
    # Without the word “project”, only a whole title is meant.
    return project_buttons(
        [
            each
            for each in found
            if sought <= titles[each.id] and (is_about or titles[each.id] <= said)
        ]
    )


@cache
def _known_tokens() -> tuple[frozenset[str], frozenset[str]]:
    """The tokens of the word “project”, and of words around a name; made late, as it takes long."""
    return frozenset(search_tokens("projet project")), frozenset(search_tokens(_AROUND))


# In the directory


@router.contribution(directory_sections)
def projects_in_directory(ctx: Context, words: str) -> DirectorySection | None:
    """The projects beside the members: all of them, or those with the words."""
    which = ProjectFilter(words=words)
    most = MOST_IN_DIRECTORY if words else 0
    found, count = ctx.apart(lambda ctx: _found(ctx, which, most))
    if not count:
        return None
    return DirectorySection(
        title=text("Projects"),
        lines=tuple(map(project_line, found)),
        rows=in_rows(project_buttons(found), 2),
        more=open_projects.button(
            text("{label} ({count})", label=text("Projects"), count=count), WHOLE, 0
        ),
    )


@router.contribution(intents)
def intents_of_projects(ctx: Context) -> Sequence[Intent]:
    """The intents: what members make, and a new project."""
    project, show = project_command, text("Show a project")
    return (
        Intent("projects_list", text("Projects"), project, show_named_project, for_people=True),
        Intent("propose_project", show, project, offer_to_make, for_people=True),
    )


def show_named_project(ctx: Context, words: str) -> Answer:
    """The one project whose title has a telling word of these; None for the list."""
    listed = ctx.store[Projects].listed(ctx.community.id, ProjectFilter(), MOST_LOOKED_AT)
    number = only_named(words, {each.id: each.title for each in listed}, but=_STOP_WORDS)
    return None if number is None else show_project.run(ctx, number)


def offer_to_make(ctx: Context, words: str) -> Card | None:
    """The button that asks for the parts of a project; minors see the list."""
    if ctx.member.adult is False:
        return None
    make = new_project_form.ask_button(text("Show a project"))
    asked = text("I ask you for its name and what you do; you read it before anybody else sees it.")
    every = project_command.button(text("All projects"))
    return Card(text("🌱 A new project"), (asked,), ((make,), (every,)))
