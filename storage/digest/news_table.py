"""The table of news."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.audience import Audience
from bot.domain.digest.news import NewsContent, NewsKind
from bot.domain.roles import Seat
from storage.base import Base, Choice
from storage.holdings import not_told
from storage.ownership import owned_by_member
from storage.revisions import Revised


class NewsState(StrEnum):
    """The state of a news."""

    DRAFT = "draft"
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
    picture_id: Mapped[int | None]
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
        index=True, info=owned_by_member(on_erase="by_method") | not_told()
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
