"""Who did what, and who was refused: appended, never changed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, BigId


class AuditRow(Base):
    """One act or one refusal."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str]
    community_id: Mapped[int | None]
    outcome: Mapped[str]


class Audit:
    """The trace of acts that need a role."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note(
        self, actor: str, action: str, community_id: int | None, outcome: str, at: datetime
    ) -> None:
        """Append a row; `outcome` is `done` or `refused`."""
        self._session.execute(
            insert(AuditRow).values(
                at=at, actor=actor, action=action, community_id=community_id, outcome=outcome
            )
        )

    def forget(self, actors: Collection[str]) -> None:
        """Keep what was done, and no longer by whom: a hash of a short number hides nobody."""
        self._session.execute(update(AuditRow).where(AuditRow.actor.in_(actors)).values(actor=""))

    def latest(self, most: int) -> Sequence[AuditRow]:
        """The last rows, newest first."""
        return self._session.scalars(
            select(AuditRow).order_by(AuditRow.id.desc()).limit(most)
        ).all()
