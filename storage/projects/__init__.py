"""Projects of members, their makers and followers, and the lists that some of them came in."""

from storage.projects.following import Follow, ProjectNews, ProjectQuestion, ProjectTalks
from storage.projects.project_tables import Project, ProjectList, ProjectMaker
from storage.projects.projects import ProjectCounts, ProjectFilter, Projects

__all__ = [
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
