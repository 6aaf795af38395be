"""A message to an audience: the approved words, and how far it was expanded into deliveries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.repository import Repository


class Mailing(Base):
    """One message to all who said yes to a purpose; `cursor` is the last member with a row.

    With an `audience` it goes to those of it who said yes to messages: see `audience.expand`.
    """

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    purpose: Mapped[str]
    payload: Mapped[dict[str, Any]]
    cursor: Mapped[int]
    done: Mapped[bool]
    created_at: Mapped[datetime]
    audience: Mapped[dict[str, Any] | None]


class Mailings(Repository):
    """The mailings, under way or done."""

    def add(
        self,
        community_id: int,
        purpose: str,
        payload: dict[str, Any],
        at: datetime,
        *,
        audience: dict[str, Any] | None = None,
    ) -> Mailing:
        """Keep an approved message for all who said yes to `purpose`, or for an audience."""
        mailing = Mailing(
            community_id=community_id,
            purpose=purpose,
            payload=payload,
            cursor=0,
            done=False,
            created_at=at,
            audience=audience,
        )
        self._session.add(mailing)
        self._session.flush()
        return mailing

    def get(self, mailing_id: int) -> Mailing:
        """The mailing with this id, which must exist."""
        return self._session.get_one(Mailing, mailing_id)

    def unfinished(self) -> Sequence[Mailing]:
        """The mailings not wholly expanded yet."""
        return self._session.scalars(
            select(Mailing).where(Mailing.done.is_(False)).order_by(Mailing.id)
        ).all()
