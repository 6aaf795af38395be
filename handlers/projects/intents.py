"""Wishes about projects in plain words."""

from collections.abc import Sequence

from bot.core import Answer, Card, Context, Router, text
from bot.domain.conversations import only_named
from bot.references.conversations import Intent, intents
from bot.references.projects import new_project_form, project_command, show_project
from storage.projects import ProjectFilter, Projects

router = Router()

MOST_LOOKED_AT = 100
"""Projects among which one is looked for, the newest; the list has all, and a search."""
_STOP_WORDS = frozenset({"projet", "projets", "project", "projects"})
"""Words of titles that every wish about a project has."""


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
