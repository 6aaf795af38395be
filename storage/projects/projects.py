"""Projects, those who make them and those who follow them, and the lists that some came in."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from bot.domain.directory import Organisation, organisation_key
from bot.domain.personal_data import RetentionPeriods
from bot.domain.projects import SHOWN, MakerState, ProjectState
from bot.domain.words import search_tokens
from storage.base import Base, Choice
from storage.digest import LetterItems
from storage.files import Files
from storage.members import Member
from storage.ownership import Held, Whom, held, not_told, owned_by_member
from storage.repository import Repository
from storage.retention import NO_LONGER, Purged, kept_for
from storage.revisions import Revised

NEW, FINISHED = "project", "project_end"
"""Kinds of the letter's items about projects."""


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
    """A project of members, in their words; one from a list has no makers at first."""

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
    """Its first author: a member, or a gardener on behalf of a member."""
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


class Follow(Base):
    """A member who follows a project; its makers see how many there are, not who."""

    __tablename__ = "project_followers"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="delete"),
    )
    since: Mapped[datetime]
    told_news: Mapped[int] = mapped_column(info=not_told())
    """The id of the last news that they were told, or that were there before."""


class RemovedProject(Base):
    """The key of a project of a list that was taken away: no list brings it back."""

    __tablename__ = "removed_projects"

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFilter:
    """A part of the projects that members see."""

    states: Collection[ProjectState] = SHOWN
    words: str = ""
    """Words that they have, in whichever form."""
    maker_id: int | None = None
    follower_id: int | None = None
    since: datetime | None = None
    """Published since then, by members."""
    finished_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """Numbers of projects of members."""

    started: int
    finished: int
    live: int


_IS_MAKER = (ProjectMaker.project_id == Project.id) & (ProjectMaker.state == MakerState.MAKER)
_OF_ADULT = exists().where(_IS_MAKER, Member.id == ProjectMaker.member_id, Member.adult.is_(True))
_SHOWN = Project.state.in_(SHOWN) & or_(Project.list_id.is_not(None), _OF_ADULT)
"""Members of 15 to 17 years are shown nowhere, even with older projects."""


class Projects(Repository):
    """The projects of all communities."""

    covers = (Project, ProjectMaker)

    def add(self, project: Project) -> Project:
        """Keep a new one, under a number of its own."""
        project.tokens = _stored_tokens(project.title, project.words, project.needs or "")
        return self._added(project)

    def get(self, community_id: int, project_id: int) -> Project | None:
        """A project of a community, in whichever state."""
        found = self._session.get(Project, project_id)
        return found if found is not None and found.community_id == community_id else None

    def shown(self, community_id: int, project_ids: Collection[int]) -> Sequence[Project]:
        """Those of these that members see."""
        here = _SHOWN & (Project.community_id == community_id) & Project.id.in_(project_ids)
        return self._session.scalars(select(Project).where(here).order_by(Project.id)).all()

    def listed(
        self, community_id: int, which: ProjectFilter, most: int | None = None, after: int = 0
    ) -> Sequence[Project]:
        """The projects that members see, the newest first; `after` so many."""
        here = select(Project).where(*_conditions(community_id, which))
        return self._session.scalars(
            here.order_by(Project.id.desc()).limit(most).offset(after)
        ).all()

    def count(self, community_id: int, which: ProjectFilter) -> int:
        """Number of matching projects."""
        counted = select(func.count()).where(*_conditions(community_id, which))
        return self._session.scalar(counted) or 0

    def communes(self, community_id: int, most: int) -> list[tuple[str | None, str]]:
        """The communes and titles of those that go on, the newest first."""
        which = _conditions(community_id, ProjectFilter(states=(ProjectState.LIVE,)))
        rows = select(Project.commune, Project.title).where(*which)
        rows = rows.order_by(Project.id.desc()).limit(most)
        return [(commune, title) for commune, title in self._session.execute(rows)]

    def counts(self, community_id: int, since: datetime, until: datetime) -> ProjectCounts:
        """Projects of members that began and finished between two moments, and those that go on."""
        own = Project.list_id.is_(None)

        def count(*which: ColumnElement[bool]) -> int:
            here = select(func.count()).where(Project.community_id == community_id, *which)
            return self._session.scalar(here) or 0

        return ProjectCounts(
            count(own, Project.published_at >= since, Project.published_at < until),
            count(Project.finished_at >= since, Project.finished_at < until),
            count(Project.state == ProjectState.LIVE),
        )

    def change(self, project: Project, **values: object) -> None:
        """Change columns of a project, and by which words it is found."""
        for name, value in values.items():
            setattr(project, name, value)
        project.tokens = _stored_tokens(project.title, project.words, project.needs)
        self._session.flush()

    def drop(self, project: Project) -> None:
        """Delete a project with all that belongs to it, in the letters, too.

        No list brings it back.
        """
        self._drop([project.id], sent=True)

    def drop_picture(self, project: Project) -> None:
        """Delete the picture of a project."""
        if project.picture_id is not None:
            Files(self._session, self._folder).drop(project.picture_id)
        self.change(project, picture_id=None, picture_words="")

    # Makers

    def makers(
        self, project_ids: Collection[int], state: MakerState = MakerState.MAKER
    ) -> Mapping[int, list[Member]]:
        """The adults who make these projects, those who began first in front."""
        found: dict[int, list[Member]] = {each: [] for each in project_ids}
        rows = (
            select(ProjectMaker.project_id, Member)
            .join(Member, Member.id == ProjectMaker.member_id)
            .where(ProjectMaker.project_id.in_(project_ids), ProjectMaker.state == state)
            .order_by(ProjectMaker.since, Member.id)
        )
        for project_id, member in self._session.execute(rows):
            if member.adult or state is not MakerState.MAKER:
                found[project_id].append(member)
        return found

    def maker(self, project_id: int, member_id: int) -> ProjectMaker | None:
        """What a person has to do with a project."""
        return self._session.get(ProjectMaker, (project_id, member_id))

    def put_maker(self, row: ProjectMaker) -> None:
        """Keep what a person has to do with a project, in place of what was."""
        self._session.merge(row)
        self._session.flush()

    def drop_maker(self, project_id: int, member_id: int) -> None:
        """A person has nothing to do with a project any more."""
        self._session.execute(
            delete(ProjectMaker).where(
                ProjectMaker.project_id == project_id, ProjectMaker.member_id == member_id
            )
        )

    def of_member(
        self, community_id: int, member_id: int, *states: MakerState
    ) -> Sequence[Project]:
        """The projects in which a person is in one of these states, the latest first."""
        return self._session.scalars(
            select(Project)
            .join(ProjectMaker, ProjectMaker.project_id == Project.id)
            .where(
                Project.community_id == community_id,
                ProjectMaker.member_id == member_id,
                ProjectMaker.state.in_(states),
            )
            .order_by(Project.id.desc())
        ).all()

    def drafts(self, community_id: int, member_id: int) -> Sequence[Project]:
        """The drafts that a person writes, for themselves or for somebody, the latest first."""
        asked = exists().where(
            ProjectMaker.project_id == Project.id, ProjectMaker.state == MakerState.ASKED
        )
        return self._session.scalars(
            select(Project)
            .where(
                Project.community_id == community_id,
                Project.made_by == member_id,
                Project.state == ProjectState.DRAFT,
                ~asked,
            )
            .order_by(Project.id.desc())
        ).all()

    def waiting(
        self, community_id: int, state: MakerState, before: datetime, most: int
    ) -> list[tuple[Project, Member, datetime]]:
        """Projects with people who have been in a state since then or earlier, with since when."""
        rows = self._session.execute(
            select(Project, Member, ProjectMaker.since)
            .join(ProjectMaker, ProjectMaker.project_id == Project.id)
            .join(Member, Member.id == ProjectMaker.member_id)
            .where(
                Project.community_id == community_id,
                ProjectMaker.state == state,
                ProjectMaker.since <= before,
            )
            .order_by(ProjectMaker.since, Project.id)
            .limit(most)
        )
        return [(project, member, since) for project, member, since in rows]

    def leave(self, community_id: int, member_id: int) -> None:
        """A member leaves a community: what nobody else makes goes."""
        here = select(Project.id).where(Project.community_id == community_id)
        self._drop(self._alone_of(member_id, Project.community_id == community_id), sent=False)
        self._session.execute(
            delete(ProjectMaker).where(
                ProjectMaker.member_id == member_id, ProjectMaker.project_id.in_(here)
            )
        )

    def alone(self, community_id: int, member_id: int) -> Sequence[str]:
        """The titles of the projects that nobody else makes."""
        ids = self._alone_of(member_id, Project.community_id == community_id)
        return self._session.scalars(select(Project.title).where(Project.id.in_(ids))).all()

    # Lists

    def add_list(self, row: ProjectList) -> ProjectList:
        """Keep a list until it is decided on."""
        return self._added(row)

    def get_list(self, list_id: int | None) -> ProjectList | None:
        """The list with this id."""
        return None if list_id is None else self._session.get(ProjectList, list_id)

    def drop_list(self, row: ProjectList) -> None:
        """Forget a list of which nothing is shown."""
        self._session.delete(row)
        self._session.flush()

    def keys(self, community_id: int) -> Collection[int]:
        """The keys of all that came in a list, those taken away since, too."""
        here = select(Project.key).where(
            Project.community_id == community_id, Project.key.is_not(None)
        )
        gone = select(RemovedProject.key).where(RemovedProject.community_id == community_id)
        return {*filter(None, self._session.scalars(here)), *self._session.scalars(gone)}

    def add_listed(self, of: ProjectList, entries: Sequence[Organisation], at: datetime) -> None:
        """Show the projects of a list."""
        for each in entries:
            project = Project(
                community_id=of.community_id,
                state=ProjectState.LIVE,
                title=each.name,
                words=each.about,
                place="",
                commune=each.commune,
                link=each.link,
                list_id=of.id,
                key=organisation_key(each.name, each.commune),
                tokens=_stored_tokens(each.name, each.about),
                created_at=at,
                published_at=at,
            )
            self._session.add(project)
        self._session.flush()

    # When people go

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete the drafts whose time is over."""
        old = self._session.scalars(select(Project.id).where(Project.expires_at <= now)).all()
        self._drop(old, sent=False)
        return [Purged("projects", now, len(old))]

    def erase(self, member_id: int) -> None:
        """Delete the projects that nobody else makes; of the others the person goes."""
        self._drop(self._alone_of(member_id), sent=True)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The projects that a person makes or is asked about."""
        mine = select(ProjectMaker.project_id).where(ProjectMaker.member_id == whom.member_id)
        yield from held(self._session, Project, Project.id.in_(mine))
        yield from held(
            self._session,
            ProjectMaker,
            ProjectMaker.member_id == whom.member_id,
        )

    def _alone_of(self, member_id: int, *which: ColumnElement[bool]) -> Sequence[int]:
        """The projects that go with a person: nobody else makes them, or is asked about a draft."""
        other, own = aliased(ProjectMaker), aliased(ProjectMaker)
        with_others = exists().where(
            other.project_id == Project.id,
            other.member_id != member_id,
            other.state == MakerState.MAKER,
        )
        is_of = (own.state == MakerState.MAKER) | (Project.state == ProjectState.DRAFT)
        found = (
            select(Project.id)
            .join(own, own.project_id == Project.id)
            .where(own.member_id == member_id, is_of, ~with_others, *which)
        )
        return self._session.scalars(found).all()

    def _drop(self, ids: Sequence[int], *, sent: bool) -> None:
        if not ids:
            return
        for kind in (NEW, FINISHED):
            LetterItems(self._session).take_out(kind, ids, sent=sent)
        gone = self._session.scalars(select(Project).where(Project.id.in_(ids))).all()
        for each in gone:
            if each.picture_id is not None:
                Files(self._session, self._folder).drop(each.picture_id)
            if each.key is not None:
                self._session.merge(RemovedProject(community_id=each.community_id, key=each.key))
            self._session.delete(each)
        self._session.flush()


def _conditions(community_id: int, which: ProjectFilter) -> Iterator[ColumnElement[bool]]:
    yield Project.community_id == community_id
    yield _SHOWN
    yield Project.state.in_(which.states)
    if which.maker_id is not None:
        yield exists().where(_IS_MAKER, ProjectMaker.member_id == which.maker_id)
    if which.follower_id is not None:
        yield exists().where(Follow.project_id == Project.id, Follow.member_id == which.follower_id)
    if which.since is not None:
        yield Project.published_at >= which.since
        yield _OF_ADULT
    if which.finished_since is not None:
        yield Project.finished_at >= which.finished_since
    for each in search_tokens(which.words):
        yield Project.tokens.like(f"% {each} %")


def _stored_tokens(*words: str) -> str:
    """The words of a project between blanks, without accents and endings."""
    return f" {' '.join(search_tokens(' '.join(words)))} "
