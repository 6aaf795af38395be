"""Tables of projects, of those who make them, and of the lists that some came in."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.projects import MakerState, ProjectState
from storage.base import Base, Choice
from storage.ownership import not_told, owned_by_member
from storage.retention import NO_LONGER, kept_for
from storage.revisions import Revised


class ProjectList(Base):
    """A list of projects that a gardener brought, whose projects are shown once it was decided on.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "project_lists"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="project_lists"),
    )
    source: Mapped[str]
    file_name: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL"), index=True, info=not_told()
    )
    """The list as it was read, until it is decided on."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True, info=kept_for(NO_LONGER))
    """None once its projects are shown."""


class Project(Base):
    """What some members do, in their words; one of a list has no makers at first."""

    __revised__ = Revised(
        "project",
        by=(
            *("state", "title", "words", "place", "commune", "needs", "link"),
            *("picture_id", "picture_words", "learned"),
        ),
        apart=(
            *("id", "community_id", "made_by", "list_id", "key", "tokens", "created_at"),
            *("published_at", "finished_at", "expires_at"),
        ),
    )
    __tablename__ = "projects"
    __table_args__ = (
        Index("ix_projects_listed", "community_id", "state", "id"),
        UniqueConstraint("community_id", "key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    state: Mapped[ProjectState] = mapped_column(Choice(ProjectState))
    title: Mapped[str]
    words: Mapped[str]
    place: Mapped[str]
    commune: Mapped[str | None]
    """The INSEE code."""
    needs: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    picture_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL"), index=True
    )
    picture_words: Mapped[str] = mapped_column(default="")
    learned: Mapped[str] = mapped_column(default="")
    made_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    """Who wrote it first: for themselves, or a gardener for somebody."""
    list_id: Mapped[int | None] = mapped_column(ForeignKey("project_lists.id"), index=True)
    key: Mapped[int | None] = mapped_column(BigInteger, info=not_told())
    """By which one of a list is recognised on another list."""
    tokens: Mapped[str] = mapped_column(info=not_told())
    """Its words, as the search compares them."""
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    """Of a draft."""


class ProjectMaker(Base):
    """A person who makes a project, or is asked to."""

    __tablename__ = "project_makers"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="delete", newest_by="state"),
    )
    state: Mapped[MakerState] = mapped_column(Choice(MakerState))
    since: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    takes_over: Mapped[bool] = mapped_column(default=False)
    """True if who asked them stops making it once they say yes."""


class RemovedProject(Base):
    """The key of a project of a list that was taken away: no list brings it back."""

    __tablename__ = "removed_projects"

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
