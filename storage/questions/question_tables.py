"""Tables of questions, their history, and the members who have the same one."""

from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.questions.question import (
    JoinedMember,
    Naming,
    Question,
    QuestionProgress,
    QuestionState,
    QuestionStep,
    StepKind,
    Usefulness,
)
from storage.base import Base, Choice, changed, table
from storage.ownership import not_told, owned_by_member
from storage.repository import Repository
from storage.revisions import Revised


class QuestionRow(Base):
    """A question; a withdrawn one keeps its number, which people type."""

    __revised__ = Revised(
        "question",
        by=(
            *("words", "naming", "gardener_id", "domain", "draft", "answer", "reason", "contact"),
            "contact_details",
        ),
        apart=(
            *("id", "community_id", "asker_id", "state", "created_at", "shown_at", "taken_by"),
            *("due_on", "answered_by", "answered_at", "transferred_at", "contact_reminders"),
            *("usefulness", "reopened_count", "open_data_at"),
        ),
    )
    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_listed", "community_id", "state", "id"),
        Index("ix_questions_shown", "community_id", "shown_at", "id"),
        Index("ix_questions_answered", "community_id", "answered_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    asker_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="questions"),
    )
    words: Mapped[str]
    naming: Mapped[Naming] = mapped_column(Choice(Naming))
    gardener_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="by_method")
    )
    domain: Mapped[str | None]
    state: Mapped[QuestionState] = mapped_column(Choice(QuestionState))
    created_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    taken_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="by_method")
    )
    due_on: Mapped[date | None] = mapped_column(index=True)
    answer: Mapped[str]
    draft: Mapped[str] = mapped_column(info=not_told())
    """Not decided on yet, and not the asker's."""
    answered_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="by_method")
    )
    answered_at: Mapped[datetime | None]
    reason: Mapped[str]
    contact: Mapped[str]
    contact_details: Mapped[str] = mapped_column(info=not_told())
    """Another person's."""
    transferred_at: Mapped[datetime | None]
    contact_reminders: Mapped[int]
    usefulness: Mapped[Usefulness | None] = mapped_column(Choice(Usefulness))
    reopened_count: Mapped[int]
    open_data_at: Mapped[datetime | None]


class QuestionStepRow(Base):
    """A step of a question's history."""

    __tablename__ = "question_steps"
    __table_args__ = (Index("ix_question_steps_kind", "kind", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[StepKind] = mapped_column(Choice(StepKind))
    at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="question_steps"),
    )
    words: Mapped[str]


class QuestionJoinRow(Base):
    """A member who has the same question as another."""

    __tablename__ = "question_joins"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="delete", told_as="question_joins"),
    )
    at: Mapped[datetime]
    usefulness: Mapped[Usefulness | None] = mapped_column(Choice(Usefulness))


_questions = table(QuestionRow)
COLUMNS = tuple(_questions.c[each.name] for each in fields(Question))
"""The columns of a `Question`."""


_steps, _joins = table(QuestionStepRow), table(QuestionJoinRow)

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
        columns = (_steps.c[each.name] for each in fields(QuestionStep))
        steps = select(*columns).where(_steps.c.question_id == question_id)
        return self._values(QuestionStep, steps.order_by(_steps.c.id))

    def progress(self, community_id: int, since: datetime) -> list[QuestionProgress]:
        """Recent progress on the questions of a community, in order."""
        recent = _PROGRESS.join(_questions, _questions.c.id == _steps.c.question_id).where(
            _questions.c.community_id == community_id, _steps.c.at > since
        )
        return self._values(QuestionProgress, recent.order_by(_steps.c.id))

    def progress_by_id(self, ids: Collection[int]) -> list[QuestionProgress]:
        """Progress by the ids of its steps."""
        return self._values(QuestionProgress, _PROGRESS.where(_steps.c.id.in_(ids)))

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
        columns = (_joins.c[each.name] for each in fields(JoinedMember))
        joined = select(*columns).where(_joins.c.question_id == question_id)
        return self._values(JoinedMember, joined.order_by(_joins.c.at, _joins.c.member_id))

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
