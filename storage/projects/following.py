"""Those who follow projects, the news that they get, and questions to the makers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, and_, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.projects import NEWS_KEPT, NEWS_TOLD_WITHIN, QUESTION_KEPT, SHOWN
from storage.base import Base
from storage.ownership import Held, Whom, owned_by_member
from storage.projects.projects import Follow, Project
from storage.repository import Repository
from storage.retention import kept_for


class ProjectNews(Base):
    """News of a project, by one of its makers.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "project_news"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="project_news"),
    )
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NEWS_KEPT))


class ProjectQuestion(Base):
    """A question of a member to the makers of a project.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "project_questions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    asker_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="project_questions"),
    )
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True, info=kept_for(QUESTION_KEPT))
    answered_at: Mapped[datetime | None]


class ProjectTalks(Repository):
    """What is said about the projects of all communities, and who hears it."""

    covers = (Follow, ProjectNews, ProjectQuestion)

    def follow(self, project_id: int, member_id: int, at: datetime) -> None:
        """Note that a member follows a project from now on."""
        if not self.follows(project_id, member_id):
            last = self._session.scalar(select(func.max(ProjectNews.id))) or 0
            row = Follow(project_id=project_id, member_id=member_id, since=at, told_news=last)
            self._session.add(row)
            self._session.flush()

    def unfollow(self, project_id: int, member_id: int) -> None:
        """A member follows a project no longer."""
        mine = (Follow.project_id == project_id, Follow.member_id == member_id)
        self._session.execute(delete(Follow).where(*mine))

    def follows(self, project_id: int, member_id: int) -> bool:
        """True if a member follows a project."""
        return self._session.get(Follow, (project_id, member_id)) is not None

    def followers(self, project_id: int) -> int:
        """The number of followers of a project."""
        here = select(func.count()).where(Follow.project_id == project_id)
        return self._session.scalar(here) or 0

    def leave(self, community_id: int, member_id: int) -> None:
        """Forget what a member who leaves a community follows, said and asked there."""
        here = select(Project.id).where(Project.community_id == community_id)
        for model, of in (
            (Follow, Follow.member_id),
            (ProjectNews, ProjectNews.author_id),
            (ProjectQuestion, ProjectQuestion.asker_id),
        ):
            mine = (of == member_id, model.project_id.in_(here))
            self._session.execute(delete(model).where(*mine))

    # News

    def add_news(self, project_id: int, author_id: int, words: str, at: datetime) -> ProjectNews:
        """Keep news for the followers."""
        row = ProjectNews(project_id=project_id, author_id=author_id, words=words, at=at)
        return self._added(row)

    def latest(self, project_id: int) -> ProjectNews | None:
        """The latest news of a project."""
        here = select(ProjectNews).where(ProjectNews.project_id == project_id)
        return self._session.scalar(here.order_by(ProjectNews.id.desc()).limit(1))

    def news(self, news_id: int) -> ProjectNews | None:
        """The news with this id."""
        return self._session.get(ProjectNews, news_id)

    def drop_news(self, news: ProjectNews) -> None:
        """Take news back."""
        self._session.delete(news)
        self._session.flush()

    def untold(self, until: datetime, most: int) -> list[tuple[int, int]]:
        """Members with news of that time that they were not told, after their community."""
        rows = self._session.execute(
            select(Project.community_id, Follow.member_id)
            .join(Follow, Follow.project_id == Project.id)
            .join(ProjectNews, _new_to_follower(until))
            .where(Project.state.in_(SHOWN))
            .distinct()
            .order_by(Project.community_id, Follow.member_id)
            .limit(most)
        )
        return [(community_id, member_id) for community_id, member_id in rows]

    def take_untold(
        self, community_id: int, member_id: int, until: datetime
    ) -> Mapping[Project, Sequence[ProjectNews]]:
        """The news that a follower was not told, by project; they count as told from now on."""
        own = (Follow.member_id == member_id, Project.community_id == community_id)
        rows = self._session.execute(
            select(Project, ProjectNews)
            .join(Follow, Follow.project_id == Project.id)
            .join(ProjectNews, _new_to_follower(until))
            .where(*own, Project.state.in_(SHOWN))
            .order_by(ProjectNews.id)
        )
        found: dict[Project, list[ProjectNews]] = {}
        for project, news in rows:
            found.setdefault(project, []).append(news)
        theirs = (Follow.member_id == member_id, Follow.project_id.in_([each.id for each in found]))
        last = max((each.id for told in found.values() for each in told), default=0)
        self._session.execute(update(Follow).where(*theirs).values(told_news=last))
        return found

    # Questions

    def ask(self, project_id: int, asker_id: int, words: str, at: datetime) -> ProjectQuestion:
        """Keep a question until it is answered, or over."""
        row = ProjectQuestion(project_id=project_id, asker_id=asker_id, words=words, at=at)
        return self._added(row)

    def question(self, question_id: int) -> ProjectQuestion | None:
        """The question with this id."""
        return self._session.get(ProjectQuestion, question_id)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The projects that a person follows, by their titles."""
        mine = select(Project.title, Follow.since).join(Follow, Follow.project_id == Project.id)
        own = mine.where(Follow.member_id == whom.member_id).order_by(Follow.since)
        yield from self._held("project_followers", own)


def _new_to_follower(until: datetime) -> ColumnElement[bool]:
    """News of the days up to a moment that a follower was not told, and did not write."""
    return and_(
        ProjectNews.project_id == Follow.project_id,
        ProjectNews.id > Follow.told_news,
        ProjectNews.at > until - NEWS_TOLD_WITHIN,
        ProjectNews.at <= until,
        ProjectNews.author_id != Follow.member_id,
    )
