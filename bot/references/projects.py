"""References of projects that several files use."""

from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Card,
    CommandRef,
    Contributions,
    FormRef,
    JobContext,
    Replace,
    RevisedRef,
)
from storage.projects import Project

project_thing: RevisedRef = RevisedRef("project")
project_command: CommandRef[..., Any] = CommandRef("project", "projet")
project_for_command: CommandRef[..., Any] = CommandRef("project for", "projet pour")
new_project_form: FormRef[..., Any] = FormRef("project_new")
search_projects: FormRef[..., Any] = FormRef("project_search")
show_project: ButtonRef[[int], Answer] = ButtonRef("project")
preview_project: ButtonRef[[int], Answer] = ButtonRef("project_preview")
change_project: ButtonRef[[int], Card] = ButtonRef("project_change")
accept_project: ButtonRef[[int], Answer] = ButtonRef("project_yes")
"""Of somebody who is asked to make a project."""
decline_project: ButtonRef[[int], Replace] = ButtonRef("project_no")
entrust_project: ButtonRef[[int, int], Replace] = ButtonRef("project_entrust")
refuse_claim: ButtonRef[[int, int], Replace] = ButtonRef("project_refuse")
follow_project: ButtonRef[[int], Answer] = ButtonRef("project_follow")
unfollow_project: ButtonRef[[int], Answer] = ButtonRef("project_unfollow")
help_project: ButtonRef[[int], Answer] = ButtonRef("project_help")
ask_makers: ButtonRef[[int], Answer] = ButtonRef("project_ask")
report_project: ButtonRef[[int], Answer] = ButtonRef("project_report")
tell_project_news: ButtonRef[[int], Answer] = ButtonRef("project_news")
claim_project: ButtonRef[[int], Answer] = ButtonRef("project_claim")
propose_makers: ButtonRef[[int, int], Answer] = ButtonRef("project_propose")
"""1: the person takes it over from the sender."""
manage_makers: ButtonRef[[int], Card] = ButtonRef("project_makers")
open_projects: ButtonRef[[str, int], Replace] = ButtonRef("projects")
"""A part of the list, and how many projects come before the page."""
bring_projects: ButtonRef[[], Answer] = ButtonRef("projects_import")
project_shown: Contributions[JobContext, [Project], None] = Contributions("project shown")
"""Further effects of a project that members see from now on, or that has one maker more."""
