"""Projects of members: made, followed, helped, and told of.

Other features begin something from a project with `projects_to_act_for` (choices of a question),
`project_to_act_for` (checks a number that was chosen or forged) and `project_place`.
"""

from handlers.projects.project_words import (
    PROJECT_STATES,
    project_place,
    project_to_act_for,
    projects_to_act_for,
)
from handlers.projects.talks import tell_followers

__all__ = [
    "PROJECT_STATES",
    "project_place",
    "project_to_act_for",
    "projects_to_act_for",
    "tell_followers",
]
