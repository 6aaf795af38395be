"""The gardeners' list of questions for portraits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.words import fold
from storage.base import Base
from storage.ownership import not_told, owned_by_member
from storage.repository import Repository


class PortraitQuestion(Base):
    """A question for portraits."""

    __tablename__ = "portrait_questions"
    __table_args__ = (UniqueConstraint("community_id", "folded"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    words: Mapped[str]
    folded: Mapped[str] = mapped_column(info=not_told())
    """Its words without accents, capitals and marks."""
    added_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="portrait_questions"),
    )
    added_at: Mapped[datetime]


class PortraitQuestions(Repository):
    """The lists of all communities."""

    def add(self, community_id: int, words: str, *, by: int | None, at: datetime) -> None:
        """Put a question at the end of a list."""
        self._added(
            PortraitQuestion(
                community_id=community_id,
                words=words,
                folded=fold(words),
                added_by=by,
                added_at=at,
            )
        )

    def of(self, community_id: int) -> Sequence[PortraitQuestion]:
        """A community's questions, in order."""
        here = select(PortraitQuestion).where(PortraitQuestion.community_id == community_id)
        return self._session.scalars(here.order_by(PortraitQuestion.id)).all()

    def drop(self, question: PortraitQuestion) -> None:
        """Take a question off the list."""
        self._session.delete(question)
        self._session.flush()
