"""Figures on polls: how many were opened, and how many people voted."""

from bot.core import JobContext, Line, Router, Text, ntext, text
from bot.domain.dates.local_time import Period
from bot.references.stats import Figures, figures
from bot.vocabulary.privacy import people_count
from storage.polls import PollCounts, PollFigures

router = Router()


@router.contribution(figures)
def poll_figures(ctx: JobContext, period: Period) -> Figures:
    """Numbers of polls, votes and voters."""
    counts = ctx.store[PollFigures].counts(ctx.community.id, period.since, period.until)
    return Figures(
        order=40, title=text("Polls"), lines=tuple(_lines(counts)), brief=_brief_text(counts)
    )


def _lines(counts: PollCounts) -> list[Line]:
    opened: Text = text("No poll was opened.")
    if counts.opened:
        opened = ntext("{count} poll was opened.", "{count} polls were opened.", counts.opened)
    if not counts.votes:
        return [opened]
    return [
        opened,
        text("Votes: {count}", count=counts.votes),
        text("People who voted: {count}", count=people_count(counts.voters)),
    ]


def _brief_text(counts: PollCounts) -> Text | None:
    """Votes in one line; None if nobody voted."""
    if not counts.votes:
        return None
    return text("People who voted in polls: {count}", count=people_count(counts.voters))
