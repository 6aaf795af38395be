"""Tables of introductions, and of the two members of each."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.introductions import Asked, Consent, Helped
from storage.base import Base, Choice
from storage.holdings import not_told
from storage.ownership import owned_by_member
from storage.revisions import RaisedBy, Revised


class Introduction(Base):
    """An introduction of two members.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "introductions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    asker_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="introductions"),
    )
    """A gardener, or one of the two."""
    event_id: Mapped[int | None] = mapped_column(index=True, info=not_told())
    """The event that the two ride to together; all of it goes after the event."""
    why: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True, info=not_told())
    met_at: Mapped[datetime | None] = mapped_column(index=True, info=not_told())
    """The answer of both sides: a gardener is not told it."""
    followed_up: Mapped[bool] = mapped_column(info=not_told())


def side_number(introduction_id: int, place: int) -> int:
    """The number of the first or second side of an introduction, by its place 0 or 1."""
    return introduction_id * 2 + place


def introduction_of(number: int) -> int:
    """The introduction of the side with this number."""
    return number // 2


class Side(Base):
    """One of the two members of an introduction."""

    __revised__ = Revised(
        "introduction_side",
        by=("member_id", "reached_by"),
        apart=(
            *("number", "introduction_id", "asked_about", "answer", "contact_given_at", "helped"),
        ),
        key="number",
        raised_by=(
            RaisedBy(
                "identities",
                by=("address", "member_id", "handle"),
                named_in="member_id",
                column="member_id",
                parts=True,
            ),
        ),
    )
    __tablename__ = "introduction_sides"

    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="by_method", on_merge="by_method"),
    )
    number: Mapped[int] = mapped_column(unique=True, info=not_told())
    """A number of its own, which buttons carry: see `side_number`."""
    asked_about: Mapped[Asked] = mapped_column(Choice(Asked), info=not_told())
    answer: Mapped[Consent | None] = mapped_column(Choice(Consent))
    reached_by: Mapped[str]
    """The contact to share, in words, or that they were deleted; empty: `GivenAccount`s."""
    contact_given_at: Mapped[datetime | None]
    """The time of the last contact in words."""
    helped: Mapped[Helped | None] = mapped_column(Choice(Helped))
