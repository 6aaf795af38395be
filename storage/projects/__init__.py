"""Projects of members, their makers and followers, and the lists that some of them came in."""

from storage.projects.following import Follow, ProjectNews, ProjectQuestion, ProjectTalks
from storage.projects.project_tables import Project, ProjectList, ProjectMaker
from storage.projects.projects import FINISHED, NEW, ProjectCounts, ProjectFilter, Projects

__all__ = [
    "FINISHED",
    "NEW",
    "Follow",
    "Project",
    "ProjectCounts",
    "ProjectFilter",
    "ProjectList",
    "ProjectMaker",
    "ProjectNews",
    "ProjectQuestion",
    "ProjectTalks",
    "Projects",
]
