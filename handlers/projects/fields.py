"""The parts of a project are changed one by one, by those who make it: words, place, picture."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from bot.core import (
    Answer,
    Card,
    Context,
    FormRef,
    Router,
    Text,
    asks,
    at_most,
    in_rows,
    param,
    read_words,
    reads,
    text,
)
from bot.domain.addresses import LONGEST_LINK, read_link
from bot.domain.projects import (
    LONGEST_LEARNED,
    LONGEST_NEEDS,
    LONGEST_PLACE,
    LONGEST_TITLE,
    LONGEST_WORDS,
    PICTURE_KEPT,
    ProjectState,
    read_project_title,
)
from bot.domain.roles import Role
from bot.domain.words import on_one_line
from bot.references.projects import change_project, preview_project, project_thing, show_project
from bot.vocabulary.places import commune_in
from bot.vocabulary.publications import PictureSent, PictureText
from handlers.projects.project_words import (
    NotYourProject,
    changeable_project,
    project_lines,
    project_title,
    whisper_project_picture,
)
from storage.files import Files
from storage.projects import Project, Projects

router = Router(on_page=True)


@dataclass(frozen=True, slots=True)
class ProjectField:
    """A part of a project that a question changes."""

    label: Text
    question: asks
    takes: Any
    """The type of its value, with its limit and its parser."""
    is_needed: bool = False


FIELDS: Mapping[str, ProjectField] = {
    "title": ProjectField(
        text("Title"),
        asks("What is its new title?"),
        Annotated[str, at_most(LONGEST_TITLE), reads(read_project_title)],
        is_needed=True,
    ),
    "words": ProjectField(
        text("Words"),
        asks("Who does what there, and for whom? Two or three sentences are enough."),
        Annotated[str, at_most(LONGEST_WORDS), reads(read_words)],
        is_needed=True,
    ),
    "place": ProjectField(
        text("Place"),
        asks("Where? Write a commune or an address. Skip if it is nowhere in particular."),
        Annotated[str, at_most(LONGEST_PLACE), reads(on_one_line)],
    ),
    "needs": ProjectField(
        text("What it needs"),
        asks("What does it need: hands, a place, tools…? Skip if it needs nothing now."),
        Annotated[str, at_most(LONGEST_NEEDS), reads(on_one_line)],
    ),
    "link": ProjectField(
        text("Link"),
        asks("Which link leads to more? Skip for none."),
        Annotated[str, at_most(LONGEST_LINK), reads(read_link)],
    ),
    "learned": ProjectField(
        text("What we learned"),
        asks("What did you learn that helps others? Skip to say nothing."),
        Annotated[str, at_most(LONGEST_LEARNED), reads(read_words)],
    ),
}


def _changing(name: str) -> Callable[..., Answer]:
    """The function of the form that changes a field."""

    def change(ctx: Context, number: int, shown: int, **typed: str) -> Answer:
        project = changeable_project(ctx, number)
        project_thing.check(ctx, project.id, shown)
        value = typed.get("value", "")
        values: dict[str, object] = {name: value}
        if name == "place":
            commune = commune_in(ctx, value) if value else None
            values["commune"] = None if commune is None else commune.code
        ctx.store[Projects].change(project, **values)
        return after_change(ctx, project)

    return change


_FORMS: dict[str, FormRef[..., Any]] = {
    name: router.form(
        f"project_{name}",
        who=Role.MEMBER,
        takes=[param("value", each.takes, each.question, required=each.is_needed)],
    )(_changing(name))
    for name, each in FIELDS.items()
}


def after_change(ctx: Context, project: Project) -> Answer:
    """A draft with its next step, else the fields again."""
    if project.state is ProjectState.DRAFT:
        return preview_project.run(ctx, project.id)
    return fields_card(ctx, project)


@router.button(change_project, who=Role.MEMBER)
def show_fields(ctx: Context, number: int) -> Card:
    """Offer the parts to change."""
    return fields_card(ctx, changeable_project(ctx, number))


def fields_card(ctx: Context, project: Project) -> Card:
    """A project as it is now, with a button for each part."""
    parts = [
        ask_field.button(each.label, project.id, name)
        for name, each in FIELDS.items()
        if name != "learned" or project.state is ProjectState.FINISHED
    ]
    parts.append(ask_picture.button(text("Picture"), project.id))
    back = show_project.button(text("Show the project"), project.id)
    if project.state is ProjectState.DRAFT:
        back = preview_project.button(text("Review"), project.id)
    rows: list[tuple[Any, ...]] = [*in_rows(parts, 3)]
    if project.picture_id is not None:
        rows.append((remove_picture.button(text("Remove the picture"), project.id),))
    return Card(project_title(project), tuple(project_lines(ctx, project)), (*rows, (back,)))


@router.button("project_field", of=project_thing, who=Role.MEMBER)
def ask_field(ctx: Context, number: int, part: str) -> Answer:
    """Ask for a new value of a part."""
    project = changeable_project(ctx, number)
    if part not in _FORMS:
        return fields_card(ctx, project)
    shown = project_thing.present(ctx, project.id)
    return _FORMS[part].ask(ctx, number=str(project.id), shown=str(shown))


# The picture


@router.button("project_picture", of=project_thing, who=Role.MEMBER)
def ask_picture(ctx: Context, number: int) -> Answer:
    """Ask for the picture, then for its description."""
    return send_picture.ask(ctx, number=str(changeable_project(ctx, number).id))


@router.form("project_picture_sent", who=Role.MEMBER)
def send_picture(ctx: Context, number: int, file: PictureSent, words: PictureText = "") -> Text:
    """Have the picture fetched, without where and when it was taken."""
    project = changeable_project(ctx, number)
    key = f"{project.id}:{on_one_line(words)}"
    keep_picture.fetch(ctx, file, key=key, kept=PICTURE_KEPT, photo=True)
    return text("Thank you, I am fetching the picture. Those who are on it have to agree.")


@router.outcome("project_picture", who=Role.MEMBER)
def keep_picture(ctx: Context, key: str, file_id: int) -> Answer:
    """Attach a fetched picture to its project, in place of another one."""
    number, _, words = key.partition(":")
    try:
        project = changeable_project(ctx, int(number))
    except NotYourProject:
        ctx.store[Files].drop(file_id)
        raise
    ctx.store[Projects].drop_picture(project)
    ctx.store[Projects].change(project, picture_id=file_id, picture_words=words)
    if project.state is not ProjectState.DRAFT:  # its preview has the picture
        whisper_project_picture(ctx, project)
    return after_change(ctx, project)


@router.button("project_unpicture", of=project_thing, deliberate=True, tone="", who=Role.MEMBER)
def remove_picture(ctx: Context, number: int) -> Answer:
    """Delete the picture of a project."""
    project = changeable_project(ctx, number)
    ctx.store[Projects].drop_picture(project)
    return after_change(ctx, project)
