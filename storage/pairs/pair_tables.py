"""Tables of coffees: who takes part, rounds, who was proposed to whom, and who refused whom."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.introductions import Consent
from bot.domain.pairs import REMEMBERED_FOR, Step
from storage.base import Base, Choice
from storage.ownership import not_told, owned_by_member
from storage.retention import kept_for
from storage.revisions import RaisedBy, Revised


class PairMember(Base):
    """A member who takes part in the coffees of a community."""

    __tablename__ = "pair_members"
    __table_args__ = (Index("ix_pair_members_placed", "community_id", "placed", "member_id"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", told_as="pair_members", newest_by="placed"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    paused_until: Mapped[date | None]
    placed: Mapped[str] = mapped_column(info=not_told())
    """The last round in which their turn came, as `2026-12`; empty before the first."""


class PairRound(Base):
    """A month's round of a community: there is one at most. All that was in it goes with it."""

    __tablename__ = "pair_rounds"
    __table_args__ = (UniqueConstraint("community_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    month: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(REMEMBERED_FOR))
    complete: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True once everybody had their turn."""


class PairMeeting(Base):
    """A coffee of two or three people; one of whom only one is left is over."""

    __tablename__ = "pair_meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(
        ForeignKey("pair_rounds.id", ondelete="CASCADE"), index=True
    )
    question: Mapped[str]
    """The gardeners' opening question; empty: the usual one."""


class PairSide(Base):
    """One of the people of a coffee.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __revised__ = Revised(
        "pair_side",
        by=("member_id", "reached_by"),
        apart=(*("id", "round_id", "meeting_id", "made_at", "step", "answer", "accounts", "met"),),
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
    __tablename__ = "pair_sides"
    __table_args__ = (UniqueConstraint("round_id", "member_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("pair_rounds.id", ondelete="CASCADE"))
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("pair_meetings.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="pair_sides"),
    )
    made_at: Mapped[datetime]
    step: Mapped[Step] = mapped_column(Choice(Step), index=True, info=not_told())
    answer: Mapped[Consent | None] = mapped_column(Choice(Consent))
    reached_by: Mapped[str]
    """The contact that they give, in words; empty: their `accounts`."""
    accounts: Mapped[list[str]]
    """The accounts that their yes covers: one that is linked later needs another yes."""
    met: Mapped[bool | None]


class PairRefusal(Base):
    """A member does not want to be proposed to another one, in any community; nobody is told."""

    __tablename__ = "pair_refusals"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method", told_as="pair_refusals"),
    )
    refused_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method"),
    )
    refused_at: Mapped[datetime]
