"""News that members propose and gardeners keep for the digest; each goes out in one digest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, delete, false, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.circles import Audience
from bot.domain.digest.news_content import NewsContent, NewsKind
from bot.domain.personal_data import RetentionPeriods
from bot.domain.roles import Seat
from storage.base import Base, Choice, changed
from storage.communities import hold
from storage.digest.letter_items import Digest
from storage.files import Files
from storage.outbound import report_change
from storage.ownership import Held, Whom, held, not_told, owned_by_member, told_number
from storage.repository import Repository
from storage.retention import Purged
from storage.revisions import Revised


class NewsState(StrEnum):
    """The state of a news."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    KEPT = "kept"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"
    SENT = "sent"


class NewsProgress:
    """A news item on its way into a letter, apart from its words: cards that tell of it show it."""


@dataclass(frozen=True, slots=True)
class Byline:
    """The author of a news, and their side."""

    seat: Seat
    member_id: int
    name: str | None
    """None if they do not want to be named."""
    is_member: bool = False
    """True if they speak for themselves, not for their side."""


class News(Base):
    """A news item under its community's number, in a digest once that is submitted."""

    __revised__ = Revised(
        "news",
        by=(
            *("kind", "title", "words", "link", "until", "picture_id", "picture_words"),
            *("circles", "domains", "territories", "seat", "by_member"),
        ),
        apart=(
            *("id", "community_id", "number", "author_id", "author", "amended_by", "amender"),
            *("state", "place", "postponed", "digest_id", "created_at", "posted_at", "unchecked"),
            "reminded_at",
        ),
    )
    __tablename__ = "news"
    __table_args__ = (UniqueConstraint("community_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    number: Mapped[int]
    kind: Mapped[NewsKind] = mapped_column(Choice(NewsKind), server_default=NewsKind.NEWS)
    title: Mapped[str]
    words: Mapped[str]
    link: Mapped[str]
    until: Mapped[datetime | None]
    """Its end: no later letter has it, and a consultation is closed."""
    picture_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL"), index=True, info=told_number()
    )
    """A file."""
    picture_words: Mapped[str] = mapped_column(server_default="")
    circles: Mapped[list[str]] = mapped_column(server_default="[]")
    domains: Mapped[list[str]] = mapped_column(server_default="[]")
    territories: Mapped[list[str]] = mapped_column(server_default="[]")
    seat: Mapped[Seat] = mapped_column(Choice(Seat))
    by_member: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True if its author speaks for themselves, not for the side."""
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="news"),
    )
    author: Mapped[str | None]
    """The name it was written under."""
    amended_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method") | not_told(),
    )
    """The last person who changed its words, other than the author."""
    amender: Mapped[str | None]
    state: Mapped[NewsState] = mapped_column(Choice(NewsState))
    place: Mapped[int]
    """Its position among the news kept for a letter."""
    postponed: Mapped[bool] = mapped_column(server_default=false())
    """True if it waits for the letter after the next one."""
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"), index=True)
    """The digest that holds it once that is submitted: no other can."""
    created_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]
    unchecked: Mapped[bool] = mapped_column(default=False, server_default=false(), info=not_told())
    """True if rooms do not show its last change, which has to be checked as neutral first."""
    reminded_at: Mapped[datetime | None]
    """Time of the reminder in rooms."""

    @property
    def content(self) -> NewsContent:
        """Its words, link and dates."""
        return NewsContent(self.title, self.words, self.link, self.kind, self.until)

    @property
    def signed_for(self) -> Seat | None:
        """The side that it is signed for; None if its author speaks for themselves."""
        return None if self.by_member else self.seat

    @property
    def audience(self) -> Audience:
        """Its audience."""
        return Audience(self.circles, self.domains, self.territories)

    def is_over(self, now: datetime) -> bool:
        """True if its end has passed."""
        return self.until is not None and self.until <= now


DRAFTS_KEPT = timedelta(days=30)
"""Time for which an unfinished draft is kept."""


class NewsItems(Repository):
    """The news of all communities."""

    covers = (News,)
    purged_after = (Files,)

    def add(
        self, community_id: int, content: NewsContent, by: Byline, *, state: NewsState, at: datetime
    ) -> News:
        """Keep a news under the community's next number."""
        hold(self._session, community_id)
        last = self._session.scalar(
            select(func.max(News.number)).where(News.community_id == community_id)
        )
        number = (last or 0) + 1
        return self._added(
            News(
                community_id=community_id,
                number=number,
                kind=content.kind,
                title=content.title,
                words=content.words,
                link=content.link,
                until=content.until,
                picture_words="",
                circles=[],
                domains=[],
                territories=[],
                seat=by.seat,
                by_member=by.is_member,
                author_id=by.member_id,
                author=by.name,
                state=state,
                place=number,
                postponed=False,
                created_at=at,
            )
        )

    def discard(self, news: News) -> None:
        """Forget a draft."""
        self._session.delete(news)
        self._session.flush()

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
                News.postponed.is_(False),
            )
            .order_by(News.place, News.id)
        ).all()

    def postponed(self, community_id: int) -> Sequence[News]:
        """News that wait for the letter after the next one, in order."""
        return self._session.scalars(
            select(News)
            .where(
                News.community_id == community_id,
                News.state == NewsState.KEPT,
                News.postponed,
            )
            .order_by(News.place, News.id)
        ).all()

    def end_postponement(self, community_id: int) -> None:
        """Give the postponed news to the next letter: another one is in the making."""
        self._session.execute(
            update(News)
            .where(News.community_id == community_id, News.postponed)
            .values(postponed=False)
        )

    def sent_consultations(self, community_id: int, now: datetime) -> Sequence[News]:
        """The consultations of earlier letters that go on, by their end."""
        return self._session.scalars(
            select(News)
            .where(
                News.community_id == community_id,
                News.kind == NewsKind.CONSULTATION,
                News.state == NewsState.SENT,
                News.until > now,
            )
            .order_by(News.until, News.id)
        ).all()

    def unreminded(self, now: datetime, before: datetime) -> Sequence[News]:
        """Consultations of all communities that end until then and were not reminded of."""
        return self._session.scalars(
            select(News)
            .where(
                News.kind == NewsKind.CONSULTATION,
                News.state.in_([NewsState.KEPT, NewsState.SENT]),
                News.until > now,
                News.until <= before,
                News.reminded_at.is_(None),
            )
            .order_by(News.until, News.id)
        ).all()

    def links(self, community_id: int, since: datetime) -> Sequence[str]:
        """The links of a community's news since then."""
        return self._session.scalars(
            select(News.link).where(
                News.community_id == community_id, News.link != "", News.created_at >= since
            )
        ).all()

    def proposed(self, community_id: int, most: int | None = None) -> Sequence[News]:
        """Proposed news that await a decision."""
        return self._session.scalars(
            select(News)
            .where(News.community_id == community_id, News.state == NewsState.PROPOSED)
            .order_by(News.id)
            .limit(most)
        ).all()

    def written_by(self, author_id: int, community_id: int) -> Sequence[News]:
        """The news of a member that were not sent yet."""
        under_way = [NewsState.DRAFT, NewsState.PROPOSED, NewsState.KEPT]
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

    # When people go

    def erase(self, member_id: int) -> None:
        """Forget an author or amender, also where news are shown.

        The author's picture is forgotten too, and news that were not taken up, entirely.
        """
        for news in self._session.scalars(select(News).where(News.amended_by == member_id)).all():
            news.amended_by = news.amender = None
            self._refresh(news)
        for news in self._session.scalars(select(News).where(News.author_id == member_id)).all():
            news.author_id = news.author = news.picture_id = None
            news.picture_words = ""
            if news.state not in {NewsState.KEPT, NewsState.SENT}:
                news.title = news.words = news.link = ""
                news.state = NewsState.WITHDRAWN
            self._refresh(news)
        self._session.flush()

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The news of others that a person amended, without their author."""
        amended = News.amended_by == whom.member_id
        yield from held(self._session, News, amended, without=["author"])

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete abandoned drafts."""
        since = now - DRAFTS_KEPT
        old = (News.state == NewsState.DRAFT) & (News.created_at < since)
        yield Purged("news", since, changed(self._session, delete(News).where(old)))

    def _refresh(self, news: News) -> None:
        report_change(self._session, News, [news.id])
        if news.digest_id is not None:
            report_change(self._session, Digest, [news.digest_id])
