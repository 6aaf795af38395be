"""Projects of members: their states, the people who make them, and limits."""

from datetime import timedelta
from enum import StrEnum

from bot.domain.refusals import Final, Refusal
from bot.domain.words import on_one_line

LONGEST_TITLE = 80
LONGEST_WORDS = 800
LONGEST_PLACE = 100
LONGEST_NEEDS = 300
LONGEST_LEARNED = 800
LONGEST_NEWS = 600
LONGEST_QUESTION = 500
OPEN_AT_ONCE = 10
"""Projects that one member makes at a time."""
MOST_MAKERS = 8
DRAFT_KEPT = timedelta(days=30)
"""Time for which what nobody else sees yet is kept."""
PICTURE_KEPT = timedelta(days=3 * 365)
NEWS_KEPT = timedelta(days=365)
QUESTION_KEPT = timedelta(days=60)
NEWS_WAITS = timedelta(hours=1)
"""Time in which news can be taken back before followers get it."""
NEWS_TOLD_WITHIN = timedelta(days=7)
"""Time after which news reach nobody any more who was not told."""
PREVIEW_KEPT = timedelta(hours=1)
UNANSWERED_AFTER = timedelta(days=7)
NEW_FOR = timedelta(days=7)
"""Time for which a project is new to the gardeners."""
IN_LETTER_FOR = timedelta(weeks=6)


class NoProjectTitle(Refusal):
    """A title has 3 to 80 characters: write for example Repair café of Dole."""


class TooManyProjects(Final):
    """You make {count} projects already: finish one, or hand one over. To see them: {project}."""


class ProjectState(StrEnum):
    """States of a project."""

    DRAFT = "draft"
    """Seen by those who make it alone."""
    LIVE = "live"
    PAUSED = "paused"
    FINISHED = "finished"


SHOWN = (ProjectState.LIVE, ProjectState.PAUSED, ProjectState.FINISHED)


class MakerState(StrEnum):
    """States of a person towards a project.

    Where the two rows of merged members meet, the one that comes last in the alphabet stays.
    """

    ASKED = "asked"
    """Asked whether they make it; has not answered."""
    CLAIMED = "claimed"
    """Says that it is theirs; a gardener has not answered."""
    DECLINED = "declined"
    """Said no: nobody asks them again for this project."""
    FOR = "for"
    """A gardener writes it for them, and has not asked them yet."""
    MAKER = "maker"


def read_project_title(typed: str) -> str:
    """A title on one line; raises `NoProjectTitle`."""
    title = on_one_line(typed)
    if not 3 <= len(title) <= LONGEST_TITLE or not any(map(str.isalpha, title)):  # noqa: PLR2004 - as the refusal says
        raise NoProjectTitle
    return title
