"""Tables with declared owners, made for the tests."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.ownership import not_told, owned_by_member


class Base(DeclarativeBase):
    pass


class Member(Base):
    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)


class Poll(Base):
    __tablename__ = "polls"
    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    maker_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), info=owned_by_member(on_erase="untie", told_as="polls")
    )


class Ballot(Base):
    __tablename__ = "ballots"
    __table_args__ = (UniqueConstraint("poll_id", "member_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        info=owned_by_member(on_erase="untie", told_as="ballots", newest_by="cast_at"),
    )
    choice: Mapped[int]
    cast_at: Mapped[int]


class Feedback(Base):
    __tablename__ = "feedback"
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", told_as="feedback"),
    )
    words: Mapped[str]
    token: Mapped[str] = mapped_column(info=not_told(), default="t")
    given_at: Mapped[datetime]


class Mark(Base):
    """Nothing but its key tells two rows apart: of equal moments that of who stays counts."""

    __tablename__ = "marks"
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", told_as="marks", newest_by="made_at"),
    )
    mark: Mapped[int]
    made_at: Mapped[int]


class Digest(Base):
    __tablename__ = "digests"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    submitted_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), info=owned_by_member(on_erase="untie", told_as="digests")
    )
    approved_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), info=owned_by_member(on_erase="by_method", on_merge="by_method")
    )
