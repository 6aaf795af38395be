"""The gardeners' list of questions of the week, each asked once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.words import fold
from storage.base import Base
from storage.ownership import not_told, owned_by_member
from storage.repository import Repository


class WeeklyQuestion(Base):
    """A question of the list. It stays once it was asked, so that it is never asked twice."""

    __tablename__ = "weekly_questions"
    __table_args__ = (UniqueConstraint("community_id", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    words: Mapped[str]
    folded: Mapped[str] = mapped_column(info=not_told())
    """Its words without accents, capitals and marks."""
    added_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="weekly_questions"),
    )
    added_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]


class WeeklyQuestions(Repository):
    """The lists of all communities."""

    def add(self, community_id: int, words: str, *, by: int | None, at: datetime) -> None:
        """Put a question at the end of a list."""
        self._added(
            WeeklyQuestion(
                community_id=community_id,
                words=words,
                folded=fold(words),
                added_by=by,
                added_at=at,
            )
        )

    def has(self, community_id: int, words: str) -> bool:
        """True if a question is on the list, or was asked."""
        same = exists().where(
            WeeklyQuestion.community_id == community_id, WeeklyQuestion.folded == fold(words)
        )
        return bool(self._session.scalar(select(same)))

    def waiting(self, community_id: int, most: int) -> Sequence[WeeklyQuestion]:
        """The next questions, in order."""
        return self._session.scalars(
            select(WeeklyQuestion)
            .where(WeeklyQuestion.community_id == community_id, WeeklyQuestion.asked_at.is_(None))
            .order_by(WeeklyQuestion.id)
            .limit(most)
        ).all()

    def count(self, community_id: int) -> int:
        """The number of questions that wait."""
        return (
            self._session.scalar(
                select(func.count()).where(
                    WeeklyQuestion.community_id == community_id, WeeklyQuestion.asked_at.is_(None)
                )
            )
            or 0
        )

    def get(self, community_id: int, question_id: int) -> WeeklyQuestion | None:
        """A question of a community that was not asked yet."""
        return self._session.scalar(
            select(WeeklyQuestion).where(
                WeeklyQuestion.id == question_id,
                WeeklyQuestion.community_id == community_id,
                WeeklyQuestion.asked_at.is_(None),
            )
        )

    def drop(self, question: WeeklyQuestion) -> None:
        """Take a question off the list."""
        self._session.delete(question)
        self._session.flush()
