"""Tables of questions: the questions, their history, and members with the same one."""

from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.questions.question import Naming, Question, QuestionState, StepKind, Usefulness
from storage.base import Base, Choice, table
from storage.holdings import not_told
from storage.ownership import owned_by_member
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
            *("usefulness", "reopened_count"),
        ),
    )
    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_listed", "community_id", "state", "id"),
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


class QuestionStepRow(Base):
    """A step of a question's history."""

    __tablename__ = "question_steps"

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
