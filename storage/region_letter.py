"""Letters to the Region that were sent: their time, and which items they told.

They hold no words: a letter is drawn from what its items are now.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Select, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.region_letter import Key
from storage.base import Base
from storage.members import Consent, Membership
from storage.outbound import report_change
from storage.repository import Repository
from storage.retention import kept_for

NEWS, EVENT, QUESTION, LATE_QUESTION = "news", "event", "question", "late_question"
"""Kinds of items that change: proposals, a new question, and one that waits for too long."""
KEPT = timedelta(days=400)
"""The time for which the items of a letter are known."""


class RegionLetter(Base):
    """A letter to the Region, or the notice that there is nothing to tell."""

    __tablename__ = "region_letters"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - as SQLAlchemy reads it

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    since: Mapped[datetime]
    """The beginning of the time of its figures."""
    until: Mapped[datetime] = mapped_column(info=kept_for(KEPT))
    """When it was made."""
    items: Mapped[list[Any]]
    """Kind and id of each item, in order; empty for a notice or a letter of figures alone."""
    more: Mapped[int]
    """The number of items that waited for the next letter."""
    is_empty: Mapped[bool]
    """True for the notice that there is nothing to tell."""

    @property
    def keys(self) -> list[Key]:
        """Its items."""
        return [(kind, ref) for kind, ref in self.items]


class RegionLetters(Repository):
    """The letters to the Region of all communities."""

    order = -1  # before memberships and consents go

    def add(self, letter: RegionLetter) -> RegionLetter:
        """Keep a letter under a new number."""
        return self._added(letter)

    def get(self, letter_id: int, community_id: int) -> RegionLetter | None:
        """The letter of a community with this id."""
        found = self._session.get(RegionLetter, letter_id)
        return found if found is not None and found.community_id == community_id else None

    def latest(self, community_id: int) -> RegionLetter | None:
        """The latest letter or notice of a community."""
        return self._session.scalar(
            select(RegionLetter)
            .where(RegionLetter.community_id == community_id)
            .order_by(RegionLetter.id.desc())
            .limit(1)
        )

    def last_sent(self, community_id: int) -> RegionLetter | None:
        """The latest letter of a community that was sent."""
        return self._session.scalar(
            select(RegionLetter)
            .where(RegionLetter.community_id == community_id, RegionLetter.is_empty.is_(False))
            .order_by(RegionLetter.id.desc())
            .limit(1)
        )

    def told(self, community_id: int) -> set[Key]:
        """All items that were in a letter of a community."""
        letters = select(RegionLetter).where(RegionLetter.community_id == community_id)
        return {key for each in self._session.scalars(letters) for key in each.keys}

    def refresh_with(self, community_id: int, key: Key) -> None:
        """Draw the letters of a community anew that told an item."""
        self._refresh(RegionLetter.community_id == community_id, {key})

    def refresh_questions(self, community_ids: Select[tuple[int]], ids: Collection[int]) -> None:
        """Draw the letters of these communities anew that told one of these questions."""
        told = {(kind, each) for kind in (QUESTION, LATE_QUESTION) for each in ids}
        self._refresh(RegionLetter.community_id.in_(community_ids), told)

    def _refresh(self, which: ColumnElement[bool], told: set[Key]) -> None:
        letters = self._session.scalars(select(RegionLetter).where(which))
        shown = [each.id for each in letters if not told.isdisjoint(each.keys)]
        report_change(self._session, RegionLetter, shown)

    # When people and communities go

    def erase(self, member_id: int) -> None:
        """Draw the letters of a person's communities anew: they may have their words or name."""
        member_of = select(Membership.community_id).where(Membership.member_id == member_id)
        was_in = select(Consent.community_id).where(Consent.member_id == member_id)
        of = RegionLetter.community_id
        letters = select(RegionLetter.id).where(
            RegionLetter.is_empty.is_(False), or_(of.in_(member_of), of.in_(was_in))
        )
        report_change(self._session, RegionLetter, self._session.scalars(letters).all())

    def drop_community(self, community_id: int) -> None:
        """Forget the notices of a community in which nothing was told."""
        notices = RegionLetter.community_id == community_id, RegionLetter.is_empty
        self._session.execute(delete(RegionLetter).where(*notices))
