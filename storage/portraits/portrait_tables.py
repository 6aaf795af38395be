"""Tables of portraits: the portrait, its answers, and the consent for each place."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.portraits import Place, PortraitState
from storage.base import Base, Choice
from storage.ownership import not_told, owned_by_member
from storage.revisions import RaisedBy, Revised


class Portrait(Base):
    """A member's portrait in a community: there is one at most.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __revised__ = Revised(
        "portrait",
        by=("member_id", "photo_id", "photo_words"),
        apart=(
            *("id", "community_id", "asked_by", "state", "asked_at", "changed_at", "reminded_at"),
            *("published_at", "in_letter_at"),
        ),
        raised_by=(RaisedBy("members", by=("name", "adult"), named_in="member_id"),),
    )
    __tablename__ = "portraits"
    __table_args__ = (
        UniqueConstraint("community_id", "member_id"),
        Index("ix_portraits_listed", "community_id", "changed_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="portraits"),
    )
    asked_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie"),
    )
    """The gardener who asked."""
    state: Mapped[PortraitState] = mapped_column(Choice(PortraitState))
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    """Time of the last change of its words, or of the last yes."""
    reminded_at: Mapped[datetime | None]
    photo_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL"), index=True
    )
    photo_words: Mapped[str]
    published_at: Mapped[datetime | None]
    """Time since which it is in the rooms."""
    in_letter_at: Mapped[datetime | None]
    """Time at which a letter with it was sent."""


class PortraitAnswer(Base):
    """A question of a portrait with its answer; without words it is not shown."""

    __revised__ = Revised(
        "portrait",
        by=("question", "words"),
        apart=("id", "portrait_id", "place", "by_team", "skipped", "voice_id"),
        key="portrait_id",
    )
    __tablename__ = "portrait_answers"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    portrait_id: Mapped[int] = mapped_column(
        ForeignKey("portraits.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[int] = mapped_column(info=not_told())
    question: Mapped[str]
    words: Mapped[str]
    by_team: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True for words that the team typed for the person."""
    skipped: Mapped[bool] = mapped_column(default=False, server_default=false())
    voice_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL"), index=True
    )
    """A voice message that waits to be typed in."""


class PortraitYes(Base):
    """A yes to one place; it holds for the revision that was read. That to the web is elsewhere."""

    __tablename__ = "portrait_yeses"

    portrait_id: Mapped[int] = mapped_column(
        ForeignKey("portraits.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[Place] = mapped_column(Choice(Place), primary_key=True)
    revision: Mapped[int] = mapped_column(info=not_told())
    given_at: Mapped[datetime]
