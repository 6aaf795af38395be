"""Figures of questions: how many were asked and answered, how fast, and how useful it was."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from bot.domain.questions.question import UNANSWERED, Naming, QuestionState, StepKind, Usefulness
from storage.base import table
from storage.questions.question_tables import QuestionJoinRow, QuestionRow, QuestionStepRow
from storage.repository import Repository

_questions, _steps = table(QuestionRow), table(QuestionStepRow)
_joins = table(QuestionJoinRow)
_SENT = _questions.c.state != QuestionState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """Numbers of questions in a time, those for one gardener alone included."""

    asked: int = 0
    domains: Mapping[str, int] = field(default_factory=dict)
    """The number of questions in each domain, without those for one gardener alone."""
    declined: int = 0
    unanswered: int = 0
    """Questions that wait for an answer now, whenever they were asked."""
    delays: Sequence[tuple[datetime, datetime]] = ()
    """When each question that got its first answer in this time was asked, and answered."""
    ratings: Mapping[Usefulness, int] = field(default_factory=dict)
    """Ratings of this period's answers, except those that one gardener gave in private."""


class QuestionFigures(Repository):
    """Figures of the questions of communities."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> QuestionCounts:
        """Figures of a community's questions between two moments."""
        domains, asked = self._domains(community_id, since, until)
        waiting = select(func.count()).where(
            _questions.c.community_id == community_id, _questions.c.state.in_(UNANSWERED)
        )
        declined = select(func.count()).where(
            _questions.c.community_id == community_id,
            _questions.c.state == QuestionState.DECLINED,
            _questions.c.answered_at >= since,
            _questions.c.answered_at < until,
        )
        return QuestionCounts(
            asked=asked,
            domains=domains,
            declined=self._session.scalar(declined) or 0,
            unanswered=self._session.scalar(waiting) or 0,
            delays=self._delays(community_id, since, until),
            ratings=self._ratings(community_id, since, until),
        )

    def _domains(
        self, community_id: int, since: datetime, until: datetime
    ) -> tuple[Mapping[str, int], int]:
        """The number of questions in each domain, and in all."""
        rows = self._session.execute(
            select(_questions.c.domain, _questions.c.naming, func.count())
            .where(
                _questions.c.community_id == community_id,
                _SENT,
                _questions.c.created_at >= since,
                _questions.c.created_at < until,
            )
            .group_by(_questions.c.domain, _questions.c.naming)
        ).all()
        domains: Counter[str] = Counter()
        for domain, naming, count in rows:
            if domain and naming is not Naming.ONLY:
                domains[domain] += count
        return domains, sum(count for _, _, count in rows)

    def _delays(
        self, community_id: int, since: datetime, until: datetime
    ) -> list[tuple[datetime, datetime]]:
        first = func.min(_steps.c.at)
        rows = self._session.execute(
            select(_questions.c.created_at, first)
            .join(_steps, _steps.c.question_id == _questions.c.id)
            .where(
                _questions.c.community_id == community_id,
                _SENT,
                _steps.c.kind == StepKind.ANSWERED,
            )
            .group_by(_questions.c.id, _questions.c.created_at)
            .having(first >= since, first < until)
            .order_by(_questions.c.id)
        )
        return [(asked, answered) for asked, answered in rows]

    def _ratings(
        self, community_id: int, since: datetime, until: datetime
    ) -> Mapping[Usefulness, int]:
        answered = (
            _questions.c.community_id == community_id,
            _questions.c.naming != Naming.ONLY,  # what one person thinks of one gardener's answer
            _questions.c.answered_at >= since,
            _questions.c.answered_at < until,
        )
        found: Counter[Usefulness] = Counter()
        for rated, source in (
            (_questions.c.usefulness, _questions),
            (_joins.c.usefulness, _joins.join(_questions)),
        ):
            rows = self._session.execute(
                select(rated, func.count())
                .select_from(source)
                .where(*answered, rated.is_not(None))
                .group_by(rated)
            )
            for usefulness, count in rows:
                found[usefulness] += count
        return found
