"""Web feeds that communities follow, and the fate of each of their items."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.feeds import RHYTHM, FeedItem, ItemState
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, Choice, changed, table
from storage.fetched_sources import FetchedSource, FetchedSources
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import Purged
from storage.revisions import Revised

UNFOLLOWED_LIFE = timedelta(days=1)
"""The time for which a feed is kept that is only looked at, or followed no more."""
UNDECIDED_LIFE = timedelta(days=30)
"""The time for which an item waits for a decision."""
REMEMBERED = timedelta(days=60)
"""The time for which an item is known that its feed no longer lists."""


class WebFeed(FetchedSource, Base):
    """A feed that is followed, or only looked at so far.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "web_feeds"
    __table_args__ = (UniqueConstraint("community_id", "url"), {"sqlite_autoincrement": True})

    rhythm = RHYTHM

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    added_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="web_feeds"),
    )
    changed_at: Mapped[datetime]
    followed_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]


class WebFeedItem(Base):
    """One item of a feed. Of those that were never proposed only the keys are kept.

    `listed` is true while the feed still has it.
    """

    __revised__ = Revised(
        "web_feed_item",
        by=("title", "summary", "link", "at", "source"),
        apart=(
            *("id", "feed_id", "key", "link_key", "state", "found_at", "proposed_at"),
            *("decided_at", "listed"),
        ),
    )
    __tablename__ = "web_feed_items"
    __table_args__ = (UniqueConstraint("feed_id", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("web_feeds.id"))
    key: Mapped[str]
    link_key: Mapped[str] = mapped_column(index=True)
    state: Mapped[ItemState] = mapped_column(Choice(ItemState))
    title: Mapped[str]
    summary: Mapped[str]
    link: Mapped[str]
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(default="", server_default="")
    """The name of its feed, as it was shown with it."""
    found_at: Mapped[datetime] = mapped_column(index=True)
    proposed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    listed: Mapped[bool]


_feeds, _items = table(WebFeed), table(WebFeedItem)


class WebFeeds(FetchedSources[WebFeed], Repository):
    """The feeds of communities, and their items."""

    _source = WebFeed

    def _is_fetched(self) -> Sequence[ColumnElement[bool]]:
        return (WebFeed.followed_at.is_not(None), WebFeed.paused_at.is_(None))

    # Feeds

    def add(
        self, community_id: int, url: str, *, name: str, by: int | None, at: datetime
    ) -> WebFeed:
        """Keep a feed that is looked at; one that was followed before begins anew."""
        feed = self.with_url(community_id, url) or WebFeed(
            community_id=community_id, url=url, name=name, followed_at=None, checked_at=None
        )
        feed.added_by, feed.changed_at, feed.next_at = by, at, at
        feed.paused_at = feed.asked_at = None
        feed.etag = feed.modified = ""
        feed.forget_failures()
        return self._added(feed)

    def with_url(self, community_id: int, url: str) -> WebFeed | None:
        """The feed at an address, followed or not."""
        return self._session.scalar(
            select(WebFeed).where(WebFeed.community_id == community_id, WebFeed.url == url)
        )

    def get(self, feed_id: int) -> WebFeed | None:
        """A feed, followed or not, locked until the commit."""
        return self._session.scalar(select(WebFeed).where(WebFeed.id == feed_id).with_for_update())

    def followed(self, community_id: int) -> Sequence[WebFeed]:
        """The feeds that a community follows, the oldest first."""
        return self._session.scalars(
            select(WebFeed)
            .where(WebFeed.community_id == community_id, WebFeed.followed_at.is_not(None))
            .order_by(WebFeed.id)
        ).all()

    # Items

    def known_keys(self, feed_id: int) -> set[str]:
        """The keys of a feed's items that are known."""
        return set(
            self._session.scalars(select(_items.c.key).where(_items.c.feed_id == feed_id)).all()
        )

    def known_links(self, community_id: int, link_keys: Collection[str]) -> set[str]:
        """The links among these that some feed of the community has brought already."""
        return set(
            self._session.scalars(
                select(_items.c.link_key)
                .join(_feeds, _items.c.feed_id == _feeds.c.id)
                .where(
                    _feeds.c.community_id == community_id,
                    _items.c.link_key.in_(list(link_keys)),
                    _items.c.link_key != "",
                )
            ).all()
        )

    def remember(self, feed: WebFeed, item: FeedItem, at: datetime, *, new: bool) -> None:
        """Keep an item: a new one until it is proposed, of any other only the keys."""
        self._session.add(
            WebFeedItem(
                feed_id=feed.id,
                key=item.key,
                link_key=item.link_key,
                state=ItemState.WAITING if new else ItemState.PASSED,
                title=item.title if new else "",
                summary=item.summary if new else "",
                link=item.link if new else "",
                at=item.at or at,
                found_at=at,
                listed=True,
            )
        )

    def note_listed(self, feed_id: int, keys: Collection[str]) -> None:
        """Note which items a feed has now."""
        of_feed = update(_items).where(_items.c.feed_id == feed_id)
        self._session.execute(of_feed.values(listed=False))
        self._session.execute(of_feed.where(_items.c.key.in_(list(keys))).values(listed=True))

    def in_state(self, feed_id: int, state: ItemState) -> Sequence[WebFeedItem]:
        """The items of a feed in a state, the newest first."""
        return self._session.scalars(
            select(WebFeedItem)
            .where(WebFeedItem.feed_id == feed_id, WebFeedItem.state == state)
            .order_by(WebFeedItem.at.desc(), WebFeedItem.id)
        ).all()

    def proposed_since(self, feed_id: int, since: datetime) -> int:
        """The number of items of a feed that were proposed since then."""
        return (
            self._session.scalar(
                select(func.count())
                .select_from(_items)
                .where(_items.c.feed_id == feed_id, _items.c.proposed_at > since)
            )
            or 0
        )

    def counts(self, community_id: int) -> dict[int, int]:
        """The number of items that wait for a decision, by feed that is followed."""
        rows = self._session.execute(
            select(_items.c.feed_id, func.count().label("waiting"))
            .join(_feeds, _items.c.feed_id == _feeds.c.id)
            .where(
                _feeds.c.community_id == community_id,
                _feeds.c.followed_at.is_not(None),
                _items.c.state == ItemState.PROPOSED,
            )
            .group_by(_items.c.feed_id)
        )
        return {row.feed_id: row.waiting for row in rows}

    def item(self, community_id: int, item_id: int) -> tuple[WebFeed, WebFeedItem] | None:
        """An item and its feed, if it is of this community; locked until the commit."""
        found = self._session.execute(
            select(WebFeed, WebFeedItem)
            .join(WebFeedItem, WebFeedItem.feed_id == WebFeed.id)
            .where(WebFeedItem.id == item_id, WebFeed.community_id == community_id)
            .with_for_update()
        ).first()
        return None if found is None else (found[0], found[1])

    def keep_source(self, item_id: int) -> None:
        """Keep the present name of an item's feed with it: it is shown, and published, too."""
        self._session.flush()
        name = select(_feeds.c.name).where(_feeds.c.id == _items.c.feed_id).scalar_subquery()
        self._session.execute(
            update(_items)
            .where(_items.c.id == item_id, _items.c.source != name)
            .values(source=name)
        )

    # Forgetting

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete feeds that are not followed, and items that are over; end old proposals."""
        unfollowed = now - UNFOLLOWED_LIFE
        left = select(_feeds.c.id).where(
            _feeds.c.followed_at.is_(None), _feeds.c.changed_at <= unfollowed
        )
        self._session.execute(delete(WebFeedItem).where(_items.c.feed_id.in_(left)))
        feeds = changed(self._session, delete(WebFeed).where(_feeds.c.id.in_(left)))
        undecided = [ItemState.WAITING, ItemState.PROPOSED]
        self._session.execute(
            update(_items)
            .where(_items.c.state.in_(undecided), _items.c.found_at <= now - UNDECIDED_LIFE)
            .values(state=ItemState.IGNORED, decided_at=now)
        )
        before = now - REMEMBERED
        items = changed(
            self._session,
            delete(WebFeedItem).where(_items.c.found_at <= before, _items.c.listed.is_(False)),
        )
        return [
            Purged("web_feeds", unfollowed, feeds),
            Purged("web_feed_items", before, items),
        ]
