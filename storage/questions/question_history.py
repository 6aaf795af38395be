"""The history of questions, and the members who have the same one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from bot.domain.questions.question import (
    JoinedMember,
    Question,
    QuestionStep,
    StepKind,
    Usefulness,
)
from storage.base import changed, table
from storage.questions.question_tables import QuestionJoinRow, QuestionStepRow
from storage.repository import Repository

_steps, _joins = table(QuestionStepRow), table(QuestionJoinRow)


class QuestionSteps(Repository):
    """The history of all questions."""

    def add(
        self, question: Question, kind: StepKind, at: datetime, *, by: int | None, words: str = ""
    ) -> None:
        """Note a step."""
        self._session.execute(
            insert(_steps).values(
                question_id=question.id, kind=kind, at=at, member_id=by, words=words
            )
        )

    def of(self, question_id: int) -> list[QuestionStep]:
        """The steps of a question, in order."""
        found = self._session.execute(
            select(_steps.c.kind, _steps.c.at, _steps.c.member_id, _steps.c.words)
            .where(_steps.c.question_id == question_id)
            .order_by(_steps.c.id)
        )
        return [QuestionStep(*row) for row in found]


class QuestionJoins(Repository):
    """The members who have the same question as another."""

    def add(self, question_id: int, member_id: int, at: datetime) -> bool:
        """Join a question; False if the member already did."""
        if self.has(question_id, member_id):
            return False
        self._session.execute(
            insert(_joins).values(question_id=question_id, member_id=member_id, at=at)
        )
        return True

    def remove(self, question_id: int, member_id: int) -> bool:
        """Leave a question; False if the member had not joined it."""
        own = (_joins.c.question_id == question_id, _joins.c.member_id == member_id)
        return changed(self._session, delete(_joins).where(*own)) > 0

    def has(self, question_id: int, member_id: int) -> bool:
        """True if the member joined."""
        own = (_joins.c.question_id == question_id, _joins.c.member_id == member_id)
        return self._session.scalar(select(_joins.c.member_id).where(*own)) is not None

    def of(self, question_id: int) -> list[JoinedMember]:
        """Those who joined, in order."""
        found = self._session.execute(
            select(_joins.c.member_id, _joins.c.at, _joins.c.usefulness)
            .where(_joins.c.question_id == question_id)
            .order_by(_joins.c.at, _joins.c.member_id)
        )
        return [JoinedMember(*row) for row in found]

    def counts(self, question_ids: Collection[int]) -> dict[int, int]:
        """How many joined each of these questions."""
        found = self._session.execute(
            select(_joins.c.question_id, func.count())
            .where(_joins.c.question_id.in_(question_ids))
            .group_by(_joins.c.question_id)
        )
        return dict.fromkeys(question_ids, 0) | {row[0]: row[1] for row in found}

    def rate(self, question_id: int, member_id: int, usefulness: Usefulness) -> bool:
        """Note what a member who joined says of the answer; False if they had not joined."""
        own = (_joins.c.question_id == question_id, _joins.c.member_id == member_id)
        rated = update(_joins).where(*own).values(usefulness=usefulness)
        return changed(self._session, rated) > 0

    def forget_ratings(self, question_id: int) -> None:
        """Forget what was said of an earlier answer."""
        here = _joins.c.question_id == question_id
        self._session.execute(update(_joins).where(here).values(usefulness=None))
