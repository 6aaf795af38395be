"""Tables of working groups: the groups, their members, and their monthly reports."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.groups import GroupStanding, GroupState, Joining
from storage.base import Base, Choice
from storage.ownership import owned_by_member, told_number
from storage.revisions import Revised


class Group(Base):
    """A working group; one that is closed keeps its number.

    An id is never given twice, since people type it: SQLite has to be told.
    """

    __revised__ = Revised(
        "group",
        by=("name", "purpose", "joining", "state"),
        apart=(
            *("id", "community_id", "proposer_id", "created_at", "opened_at", "closed_at"),
            *("outcome", "asked_on"),
        ),
    )
    __tablename__ = "working_groups"
    __table_args__ = (
        Index("ix_working_groups_listed", "community_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    proposer_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="working_groups"),
    )
    name: Mapped[str]
    purpose: Mapped[str]
    joining: Mapped[Joining] = mapped_column(Choice(Joining))
    state: Mapped[GroupState] = mapped_column(Choice(GroupState))
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str]
    """The closing report; empty while it is open."""
    asked_on: Mapped[date | None]
    """When its leads were last asked for a report."""


class GroupMember(Base):
    """A membership of a group, or a request; a merge keeps the higher standing."""

    __tablename__ = "group_members"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("working_groups.id", ondelete="CASCADE"), primary_key=True, info=told_number()
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="delete", told_as="group_members", newest_by="standing"),
    )
    standing: Mapped[GroupStanding] = mapped_column(Choice(GroupStanding))
    muted: Mapped[bool] = mapped_column(default=False, server_default=false())
    since: Mapped[datetime]


class GroupReport(Base):
    """A line of report on a group, for the letter."""

    __tablename__ = "group_reports"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(
        ForeignKey("working_groups.id", ondelete="CASCADE"), index=True, info=told_number()
    )
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="group_reports"),
    )
    words: Mapped[str]
    said_at: Mapped[datetime]


class GroupSpace(Base):
    """The space on a network in which the rooms of a community's groups are made."""

    __tablename__ = "group_spaces"

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    network: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
