"""Figures of feedback: how many gave which mark."""

from datetime import datetime

from sqlalchemy import func, select

from bot.domain.outcomes import Mark
from storage.base import table
from storage.events import EventRow
from storage.outcomes.feedback import FeedbackRow
from storage.repository import Repository

_events, _feedback = table(EventRow), table(FeedbackRow)


class FeedbackFigures(Repository):
    """Figures of the feedback on the events of communities."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> dict[Mark, int]:
        """The number of answers for each mark between two moments, on all events together."""
        rows = self._session.execute(
            select(_feedback.c.mark, func.count().label("people"))
            .join(_events, _events.c.id == _feedback.c.event_id)
            .where(
                _events.c.community_id == community_id,
                _feedback.c.given_at >= since,
                _feedback.c.given_at < until,
            )
            .group_by(_feedback.c.mark)
        )
        return {row.mark: row.people for row in rows}
