"""Figures of polls: how many were opened, and how many votes were cast."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.base import table
from storage.polls.poll_tables import BallotRow, PollRow
from storage.polls.secret_tables import EntitlementRow
from storage.repository import Repository

_polls, _ballots, _entitled = table(PollRow), table(BallotRow), table(EntitlementRow)


@dataclass(frozen=True, slots=True)
class PollCounts:
    """Numbers of polls and votes in a time."""

    opened: int
    """Polls that were opened and not withdrawn."""
    votes: int
    """Votes as they stand now, in these and in earlier polls; secret ones once they are counted."""
    voters: int
    """People behind these votes, without those who were erased."""


class PollFigures(Repository):
    """Figures of the polls of communities."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> PollCounts:
        """Figures of a community's polls between two moments."""
        opened = select(func.count()).where(
            _polls.c.community_id == community_id,
            _polls.c.withdrawn_at.is_(None),
            _polls.c.opened_at >= since,
            _polls.c.opened_at < until,
        )
        here = _polls.c.community_id == community_id
        openly = (
            select(_ballots.c.member_id)
            .join(_polls, _polls.c.id == _ballots.c.poll_id)
            .where(here, _ballots.c.cast_at >= since, _ballots.c.cast_at < until)
        )
        secretly = (
            select(_entitled.c.member_id)
            .join(_polls, _polls.c.id == _entitled.c.poll_id)
            .where(here, _entitled.c.voted, _polls.c.closed_at >= since, _polls.c.closed_at < until)
        )
        cast = openly.union_all(secretly).subquery()
        counted = select(func.count(), func.count(cast.c.member_id.distinct())).select_from(cast)
        votes, voters = self._session.execute(counted).one()
        return PollCounts(self._session.scalar(opened) or 0, votes, voters)

    def is_any_published(self, community_id: int) -> bool:
        """True if a community has ever had a poll, but for those that were withdrawn."""
        here = _polls.c.community_id == community_id, _polls.c.withdrawn_at.is_(None)
        return self._session.scalar(select(_polls.c.id).where(*here).limit(1)) is not None
