"""Projects of members, their makers and followers, and the lists that some of them came in."""

from storage.projects.following import ProjectNews, ProjectQuestion, ProjectTalks
from storage.projects.projects import (
    FINISHED,
    NEW,
    Follow,
    Project,
    ProjectCounts,
    ProjectFilter,
    ProjectList,
    ProjectMaker,
    Projects,
)

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
