"""The history of questions, and the members who have the same one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from bot.domain.questions.question import (
    JoinedMember,
    Question,
    QuestionProgress,
    QuestionStep,
    StepKind,
    Usefulness,
)
from storage.base import changed, table
from storage.questions.question_tables import QuestionJoinRow, QuestionRow, QuestionStepRow
from storage.repository import Repository

_steps, _joins = table(QuestionStepRow), table(QuestionJoinRow)
_questions = table(QuestionRow)
_CREDITS = (StepKind.CREDITED, StepKind.UNCREDITED)
_PROGRESS = select(
    *(_steps.c[each] for each in ("id", "question_id", "at", "member_id", "words"))
).where(_steps.c.kind == StepKind.CONTINUED)


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

    def progress(self, community_id: int, since: datetime) -> list[QuestionProgress]:
        """Recent progress on the questions of a community, in order."""
        found = self._session.execute(
            _PROGRESS.join(_questions, _questions.c.id == _steps.c.question_id)
            .where(_questions.c.community_id == community_id, _steps.c.at > since)
            .order_by(_steps.c.id)
        )
        return [QuestionProgress(*row) for row in found]

    def progress_by_id(self, ids: Collection[int]) -> list[QuestionProgress]:
        """Progress by the ids of its steps."""
        found = self._session.execute(_PROGRESS.where(_steps.c.id.in_(ids)))
        return [QuestionProgress(*row) for row in found]

    def credited(self, question_ids: Collection[int]) -> dict[int, list[int]]:
        """For each question the members who want their name beside what followed, in order."""
        found = self._session.execute(
            select(_steps.c.question_id, _steps.c.member_id, _steps.c.kind)
            .where(_steps.c.question_id.in_(question_ids), _steps.c.kind.in_(_CREDITS))
            .order_by(_steps.c.id)
        )
        last = {(question, member): kind for question, member, kind in found if member is not None}
        credited: dict[int, list[int]] = {each: [] for each in question_ids}
        for (question, member), kind in last.items():
            if kind == StepKind.CREDITED:
                credited[question].append(member)
        return credited


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
        """Members who joined, in order."""
        found = self._session.execute(
            select(_joins.c.member_id, _joins.c.at, _joins.c.usefulness)
            .where(_joins.c.question_id == question_id)
            .order_by(_joins.c.at, _joins.c.member_id)
        )
        return [JoinedMember(*row) for row in found]

    def counts(self, question_ids: Collection[int]) -> dict[int, int]:
        """The number of members who joined each of these questions."""
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
