"""Numbers of introductions, for figures."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.domain.introductions import Helped
from storage.introductions.introduction_tables import Introduction, Side
from storage.repository import Repository


@dataclass(frozen=True, slots=True)
class IntroductionCounts:
    """Numbers of introductions in a period."""

    proposed: int
    met: int
    """In contact since the period."""
    rated: int
    """Answers to the question whether it helped, on those in contact since the period."""
    helped: int


class IntroductionFigures(Repository):
    """The figures of introductions."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> IntroductionCounts:
        """Count the introductions of a community in a period."""
        here = (Introduction.community_id == community_id) & Introduction.event_id.is_(None)
        made_at, met_at = Introduction.created_at, Introduction.met_at
        proposed = select(func.count()).where(here, made_at >= since, made_at < until)
        is_met = (met_at >= since) & (met_at < until)
        met = select(func.count()).where(here, is_met)
        ratings = self._session.execute(
            select(Side.helped, func.count())
            .join(Introduction, Introduction.id == Side.introduction_id)
            .where(here, is_met, Side.helped.is_not(None))
            .group_by(Side.helped)
        )
        rated: dict[Helped | None, int] = {row[0]: row[1] for row in ratings}
        return IntroductionCounts(
            proposed=self._session.scalar(proposed) or 0,
            met=self._session.scalar(met) or 0,
            rated=sum(rated.values()),
            helped=rated.get(Helped.YES, 0),
        )
