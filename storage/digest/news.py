"""News: what members propose and gardeners keep for the digest; each goes out in one digest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.digest.news import NewsContent
from bot.domain.roles import Seat
from storage.base import Base, Choice
from storage.communities import hold
from storage.folder import Folder
from storage.outbound import Cards
from storage.ownership import owned_by_member
from storage.repository import Repository


class NewsState(StrEnum):
    """The state of a news."""

    PROPOSED = "proposed"
    KEPT = "kept"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Byline:
    """The author of a news, and their side."""

    seat: Seat
    member_id: int
    name: str


class News(Base):
    """A news under its community's number; what it says never changes.

    `author` is the name it was written under. `place` orders those kept. `digest_id` is the digest
    that holds it once that is submitted: no other can.
    """

    __tablename__ = "news"
    __table_args__ = (UniqueConstraint("community_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    number: Mapped[int]
    title: Mapped[str]
    words: Mapped[str]
    link: Mapped[str]
    seat: Mapped[Seat] = mapped_column(Choice(Seat))
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="news"),
    )
    author: Mapped[str | None]
    state: Mapped[NewsState] = mapped_column(Choice(NewsState))
    place: Mapped[int]
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"), index=True)
    created_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]

    @property
    def content(self) -> NewsContent:
        """Its text."""
        return NewsContent(self.title, self.words, self.link)


class NewsItems(Repository):
    """The news of all communities."""

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        super().__init__(session, folder)
        self._cards = Cards(session)

    def add(
        self, community_id: int, content: NewsContent, by: Byline, *, state: NewsState, at: datetime
    ) -> News:
        """Keep a news under the community's next number."""
        hold(self._session, community_id)
        last = self._session.scalar(
            select(func.max(News.number)).where(News.community_id == community_id)
        )
        number = (last or 0) + 1
        news = News(
            community_id=community_id,
            number=number,
            title=content.title,
            words=content.words,
            link=content.link,
            seat=by.seat,
            author_id=by.member_id,
            author=by.name,
            state=state,
            place=number,
            created_at=at,
        )
        self._session.add(news)
        self._session.flush()
        return news

    def get(self, news_id: int) -> News | None:
        """The news with this id."""
        return self._session.get(News, news_id)

    def numbered(self, community_id: int, number: int) -> News | None:
        """The news with this number in a community."""
        return self._session.scalar(
            select(News).where(News.community_id == community_id, News.number == number)
        )

    def kept(self, community_id: int) -> Sequence[News]:
        """News that wait for a digest, in order."""
        return self._session.scalars(
            select(News)
            .where(
                News.community_id == community_id,
                News.state == NewsState.KEPT,
                News.digest_id.is_(None),
            )
            .order_by(News.place, News.id)
        ).all()

    def links(self, community_id: int, since: datetime) -> Sequence[str]:
        """The links of a community's news since then."""
        return self._session.scalars(
            select(News.link).where(
                News.community_id == community_id, News.link != "", News.created_at >= since
            )
        ).all()

    def proposed(self, community_id: int) -> Sequence[News]:
        """Proposed news that await a decision."""
        return self._session.scalars(
            select(News)
            .where(News.community_id == community_id, News.state == NewsState.PROPOSED)
            .order_by(News.id)
        ).all()

    def written_by(self, author_id: int, community_id: int) -> Sequence[News]:
        """The news of a member that were not sent yet."""
        under_way = [NewsState.PROPOSED, NewsState.KEPT]
        return self._session.scalars(
            select(News)
            .where(
                News.community_id == community_id,
                News.author_id == author_id,
                News.state.in_(under_way),
            )
            .order_by(News.id)
        ).all()

    def held_by(self, digest_id: int) -> Sequence[News]:
        """The news of a digest, in order."""
        return self._session.scalars(
            select(News).where(News.digest_id == digest_id).order_by(News.place, News.id)
        ).all()

    def put_in_order(self, community_id: int, numbers: Iterable[int]) -> None:
        """Place news as their numbers are listed."""
        for place, number in enumerate(numbers, start=1):
            self._session.execute(
                update(News)
                .where(News.community_id == community_id, News.number == number)
                .values(place=place)
            )

    def erase(self, member_id: int) -> None:
        """Forget who wrote, also where it is shown; what nobody took up is forgotten whole."""
        for news in self._session.scalars(select(News).where(News.author_id == member_id)).all():
            news.author_id = news.author = None
            if news.state not in {NewsState.KEPT, NewsState.SENT}:
                news.title = news.words = news.link = ""
                news.state = NewsState.WITHDRAWN
            self._cards.refresh("news", news.id)
            if news.digest_id is not None:
                self._cards.refresh("digest", news.digest_id)
        self._session.flush()
