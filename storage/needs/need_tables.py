"""Tables of needs and offers: the needs, and their words as the search compares them."""

from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.needs.need import KEPT_FOR, Need, NeedKind, NeedReaders, NeedState
from storage.base import Base, Choice, table
from storage.ownership import owned_by_member
from storage.retention import kept_for
from storage.revisions import Revised
from storage.statements import FullText


class NeedRow(Base):
    """A need or an offer; one that is over keeps its number, without its words."""

    __revised__ = Revised(
        "need",
        by=(
            *("kind", "words", "domain", "commune", "radius_km", "ends_on", "readers"),
            "for_region",
        ),
        apart=(
            *("id", "community_id", "author_id", "state", "created_at", "closed_at"),
            *("noted_at", "asked_on"),
        ),
    )
    __tablename__ = "needs"
    __table_args__ = (
        Index("ix_needs_listed", "community_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    author_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="needs"),
    )
    kind: Mapped[NeedKind] = mapped_column(Choice(NeedKind))
    words: Mapped[str]
    domain: Mapped[str | None]
    commune: Mapped[str | None]
    """The INSEE code."""
    radius_km: Mapped[int | None]
    ends_on: Mapped[date] = mapped_column(index=True)
    readers: Mapped[NeedReaders] = mapped_column(Choice(NeedReaders))
    for_region: Mapped[bool]
    state: Mapped[NeedState] = mapped_column(Choice(NeedState))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(info=kept_for(KEPT_FOR))
    noted_at: Mapped[datetime | None]
    asked_on: Mapped[date | None]


class NeedWords(Base):
    """The words of an open need, without accents and endings; they go with it."""

    __tablename__ = "need_words"

    need_id: Mapped[int] = mapped_column(
        ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True
    )
    tokens: Mapped[str]
    """With blanks between them: see `storage.statements.full_text.stored_tokens`."""


NEEDS = table(NeedRow)
COLUMNS = tuple(NEEDS.c[each.name] for each in fields(Need))
"""The columns of a `Need`."""
NEED_TEXT = FullText(table(NeedWords), "full_text_needs")
