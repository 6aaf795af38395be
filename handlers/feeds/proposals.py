"""News that feeds propose: into the letter, into the rooms, or ignored by the gardeners."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    Reader,
    Replace,
    Router,
    Text,
    Todo,
    ntext,
    text,
    todos,
    together,
)
from bot.domain.digest.news_content import NewsContent
from bot.domain.feeds import ItemState
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role, Seat
from bot.references.digest import news_command
from bot.references.feeds import (
    ask_feed_publication,
    feed_item_thing,
    ignore_feed_item,
    ignore_feed_items,
    keep_feed_item,
    open_web_feed,
    publish_neutral_feed_item,
    show_feed_item,
    show_feed_proposals,
)
from bot.references.seats import Open, OpenThing, handover
from bot.vocabulary.letter_items import Signature
from bot.vocabulary.outside_sources import failure_text
from bot.vocabulary.publications import NEUTRAL, ask_if_neutral, must_be_neutral, note_neutral
from handlers.digest import (
    PUBLISHED_IN,
    NoRoomForNews,
    add_to_digest,
    content_card,
    post_news,
    signature_text,
)
from handlers.feeds.followed_feeds import FEED_FAILURES, feed_of
from storage.digest import Byline, News, NewsItems, NewsState
from storage.feeds import WebFeed, WebFeedItem, WebFeeds

router = Router()

LOOK_THROUGH_NEWS_OF_A_FEED = Act(
    text("{who} looked through the news of a feed"), text("look through the news of a feed")
)
DECIDE_ABOUT_NEWS_OF_A_FEED = Act(
    text("{who} decided about news of a feed"), text("decide about news of a feed")
)
POST_NEWS_OF_A_FEED = Act(
    text("{who} posted news of a feed in the rooms"), text("post news of a feed in the rooms")
)
POST_NEUTRAL_NEWS_OF_A_FEED = Act(
    text("{who} checked that news of a feed are neutral and posted them in the rooms"),
    text("post news of a feed that are neutral in the rooms"),
)


class NothingProposedByFeed(Refusal):
    """This feed proposes nothing any more."""


class ItemDecided(Refusal):
    """Somebody decided about this news item already."""


@router.contribution(todos)
def feeds_with_proposals(ctx: Context) -> list[Todo]:
    """Feeds whose items wait for a decision."""
    waiting = ctx.store[WebFeeds].counts(ctx.community.id)
    feeds = ctx.store[WebFeeds].followed(ctx.community.id) if waiting else ()
    return [_waiting_items(each, waiting[each.id]) for each in feeds if each.id in waiting]


@router.contribution(handover)
def followed_feeds(ctx: Context) -> list[OpenThing]:
    """The feeds that the community follows."""
    if not ctx.seats():
        return []
    return [
        OpenThing(Open.HABITS, text("Feed “{name}”: its news are proposed", name=each.name))
        for each in ctx.store[WebFeeds].followed(ctx.community.id)
    ]


@router.contribution(todos)
def unreadable_feeds(ctx: Context) -> list[Todo]:
    """Feeds that could not be read for a day."""
    return [
        Todo(
            text(
                "The feed “{name}” has not been readable since {day}: {why}.",
                name=each.name,
                day=since.astimezone(ctx.zone).date(),
                why=failure_text(each.failure, FEED_FAILURES),
            ),
            (open_web_feed.button(text("See the feed “{name}”", name=each.name), each.id),),
        )
        for each in ctx.store[WebFeeds].followed(ctx.community.id)
        if each.paused_at is None and (since := each.broken_since(ctx.now)) is not None
    ]


def _waiting_items(feed: WebFeed, count: int) -> Todo:
    proposes = ntext(
        "“{name}” proposes {count} news item",
        "“{name}” proposes {count} news items",
        count,
        name=feed.name,
    )
    see = text("See what “{name}” proposes", name=feed.name)
    return Todo(proposes, (show_feed_proposals.button(see, feed.id),))


def proposals_card(ctx: JobContext, feed: WebFeed, items: Sequence[WebFeedItem]) -> Card:
    """The items of one reading: one by itself, several as a list."""
    if len(items) == 1:
        return item_card(ctx, feed, items[0])
    title = ntext(
        "📰 {name}: {count} news item", "📰 {name}: {count} news items", len(items), name=feed.name
    )
    lines = (
        text("{number}. {title}", number=number, title=each.title)
        for number, each in enumerate(items, start=1)
    )
    look = show_feed_item.button(text("Look at them one by one"), items[0].id)
    newest_id = max(each.id for each in items)
    ignore = ignore_feed_items.button(text("Ignore them all"), feed.id, newest_id)
    return Card(title, tuple(lines), ((look,), (ignore,)))


@router.button(show_feed_proposals, who=Role.GARDENER, trace=LOOK_THROUGH_NEWS_OF_A_FEED)
def show_first(ctx: Context, feed_id: int) -> Card:
    """Show the newest item that a feed proposes."""
    feed = ctx.store[WebFeeds].get(feed_id)
    if feed is None or feed.community_id != ctx.community.id:
        raise NothingProposedByFeed
    return _next_item_card(ctx, feed)


@router.button(show_feed_item, who=Role.GARDENER, trace=LOOK_THROUGH_NEWS_OF_A_FEED)
def show_item(ctx: Context, item_id: int) -> Replace:
    """Show one item, or the next one if it is decided."""
    found = ctx.store[WebFeeds].item(ctx.community.id, item_id)
    if found is None:
        raise NothingProposedByFeed
    feed, item = found
    if item.state == ItemState.PROPOSED and feed.followed_at is not None:
        return Replace(item_card(ctx, feed, item))
    following = _next_card(ctx, feed)
    if following is None:
        raise ItemDecided
    return Replace(following)


def keep_source(ctx: JobContext, item_id: int) -> None:
    """Store the name of an item's feed as it is shown: another one is a revision."""
    ctx.store[WebFeeds].keep_source(item_id)


@router.revised(feed_item_thing, compose=keep_source)
def show_item_again(ctx: Context, item_id: int) -> Answer:
    """Show an item that changed, to a gardener who decided on it as it was before."""
    return show_item(ctx, item_id)


@router.button("webfeed_later", who=Role.GARDENER, trace=LOOK_THROUGH_NEWS_OF_A_FEED)
def show_later(ctx: Context, item_id: int) -> Replace:
    """Leave an item for later, and show the next one."""
    found = ctx.store[WebFeeds].item(ctx.community.id, item_id)
    if found is None:
        raise NothingProposedByFeed
    return Replace(_next_item_card(ctx, found[0], after=found[1]))


def _next_item_card(ctx: JobContext, feed: WebFeed, after: WebFeedItem | None = None) -> Card:
    """The next item without a decision; raises `NothingProposedByFeed` if there is none."""
    following = _next_card(ctx, feed, after)
    if following is None:
        raise NothingProposedByFeed
    return following


def _next_card(ctx: JobContext, feed: WebFeed, after: WebFeedItem | None = None) -> Card | None:
    """The next item without a decision; after the last one, the first again."""
    waiting = ctx.store[WebFeeds].in_state(feed.id, ItemState.PROPOSED)
    if not waiting or feed.followed_at is None:
        return None
    older = [each for each in waiting if after is not None and _is_after(each, after)]
    return item_card(ctx, feed, (older or waiting)[0])


def _is_after(item: WebFeedItem, other: WebFeedItem) -> bool:
    return item.at < other.at or (item.at == other.at and item.id > other.id)


def item_card(ctx: JobContext, feed: WebFeed, item: WebFeedItem) -> Card:
    others = len(ctx.store[WebFeeds].in_state(feed.id, ItemState.PROPOSED)) - 1
    last: tuple[Button, ...] = (ignore_feed_item.button(text("Ignore"), item.id),)
    if others > 0:
        label = ntext("Later ({count} other)", "Later ({count} others)", others)
        last = (*last, show_later.button(label, item.id))
    first = (
        keep_feed_item.button(text("Into the letter"), item.id),
        ask_feed_publication.button(text("Publish"), item.id),
    )
    day = item.at.astimezone(ctx.zone).date()
    source = text("{source}, {day}", source=feed.name, day=day)
    return Card(f"📰 {item.title}", (source, *item_lines(item)), (first, last))


def item_lines(item: WebFeedItem) -> list[Line]:
    """The summary of an item, and its link."""
    lines: list[Line] = [item.summary] if item.summary else []
    return [*lines, Link(item.link, item.link)] if item.link else lines


@router.button(
    keep_feed_item,
    of=feed_item_thing,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=DECIDE_ABOUT_NEWS_OF_A_FEED,
)
def keep_item(ctx: Context, item_id: int) -> Replace:
    """Put an item into the next letter."""
    feed, item = _undecided_item(ctx, item_id)
    news = _keep_as_news(ctx, feed, item)
    _decide(ctx, item, ItemState.KEPT)
    return _done_and_next(ctx, feed, item, (add_to_digest(ctx, news),), _news_button(news))


@router.button(ask_feed_publication, who=Role.GARDENER, trace=LOOK_THROUGH_NEWS_OF_A_FEED)
def ask_publication(ctx: Context, item_id: int) -> Replace:
    """Show an item as the rooms will see it, and ask whether it is posted."""
    feed, item = _undecided_item(ctx, item_id)
    count = len(ctx.rooms(*PUBLISHED_IN))
    if not count:
        raise NoRoomForNews(community=ctx.community.name)
    plan = text(
        "Nobody else sees this yet. It will also be in the letter, with the day on which it was "
        "posted."
    )
    label = ntext("Publish in {count} room", "Publish in {count} rooms", count)
    back = show_feed_item.button(text("Back"), item.id)
    by = signature_text(Signature(_side_of(ctx), ctx.member.name))
    shown = content_card(_news_content(ctx, feed, item), by)
    buttons = ((publish_item.button(label, item.id), back),)
    return Replace(replace(shown, lines=(*shown.lines, "", plan), buttons=buttons))


@router.button(
    "webfeed_publish",
    of=feed_item_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=POST_NEWS_OF_A_FEED,
)
def publish_item(ctx: Context, item_id: int) -> Replace:
    """Post an item in the rooms and channels; it is in the letter, too."""
    feed, item = _undecided_item(ctx, item_id)
    if _side_of(ctx) is Seat.REGION and must_be_neutral(ctx):
        confirm = publish_neutral_feed_item.button(NEUTRAL, item.id)
        back = show_feed_item.button(text("Back"), item.id)
        return ask_if_neutral(ctx, item.title, confirm, back)
    return _publish(ctx, feed, item)


@router.button(
    publish_neutral_feed_item,
    of=feed_item_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=POST_NEUTRAL_NEWS_OF_A_FEED,
)
def publish_neutral_item(ctx: Context, item_id: int) -> Replace:
    """Post an item, in the Region's name, that was read and found neutral."""
    feed, item = _undecided_item(ctx, item_id)
    answer = _publish(ctx, feed, item)
    checked = text(
        "{name} checked that “{title}” is neutral (pre-election period).",
        name=ctx.member.name,
        title=item.title,
    )
    note_neutral(ctx, checked)
    return answer


def _publish(ctx: Context, feed: WebFeed, item: WebFeedItem) -> Replace:
    news = _keep_as_news(ctx, feed, item)
    count = post_news(ctx, news)
    _decide(ctx, item, ItemState.POSTED)
    posted = ntext(
        "This news item is posted in {count} room.",
        "This news item is posted in {count} rooms.",
        count,
    )
    return _done_and_next(ctx, feed, item, (posted, add_to_digest(ctx, news)), _news_button(news))


@router.button(
    ignore_feed_item, of=feed_item_thing, who=Role.GARDENER, trace=DECIDE_ABOUT_NEWS_OF_A_FEED
)
def ignore_item(ctx: Context, item_id: int) -> Replace:
    """Ignore an item: it is not proposed again."""
    feed, item = _undecided_item(ctx, item_id)
    _decide(ctx, item, ItemState.IGNORED)
    done = text("“{title}” is ignored.", title=item.title)
    back = take_back.button(text("Propose it again"), item.id)
    return _done_and_next(ctx, feed, item, (done,), back)


@router.button(ignore_feed_items, who=Role.GARDENER, trace=DECIDE_ABOUT_NEWS_OF_A_FEED)
def ignore_items(ctx: Context, feed_id: int, newest_id: int) -> Replace:
    """Ignore the items of a feed that one message proposed; those of another one stay."""
    feed = feed_of(ctx, feed_id)
    found = ctx.store[WebFeeds].item(ctx.community.id, newest_id)
    if found is None or found[0] is not feed:
        raise NothingProposedByFeed
    proposed = ctx.store[WebFeeds].in_state(feed.id, ItemState.PROPOSED)
    shown = [each for each in proposed if each.proposed_at == found[1].proposed_at]
    if not shown:
        raise ItemDecided
    for each in shown:
        _decide(ctx, each, ItemState.IGNORED)
    done = ntext("{count} news item is ignored.", "{count} news items are ignored.", len(shown))
    back = take_all_back.button(text("Propose them again"), shown[0].id)
    return Replace(Card(None, (done,), ((back,),)))


@router.button("webfeed_back", who=Role.GARDENER, trace=DECIDE_ABOUT_NEWS_OF_A_FEED)
def take_back(ctx: Context, item_id: int) -> Replace:
    """Propose an ignored item again."""
    feed, item = _followed_item(ctx, item_id)
    if item.state == ItemState.IGNORED:
        _propose_again(ctx, item)
    if item.state != ItemState.PROPOSED:
        raise ItemDecided
    return Replace(item_card(ctx, feed, item))


@router.button("webfeed_allback", who=Role.GARDENER, trace=DECIDE_ABOUT_NEWS_OF_A_FEED)
def take_all_back(ctx: Context, item_id: int) -> Replace:
    """Propose again the items that were ignored together with one of them."""
    feed, item = _followed_item(ctx, item_id)
    at = item.decided_at
    for each in ctx.store[WebFeeds].in_state(feed.id, ItemState.IGNORED):
        if each.decided_at == at:
            _propose_again(ctx, each)
    return Replace(_next_item_card(ctx, feed))


def _undecided_item(ctx: Context, item_id: int) -> tuple[WebFeed, WebFeedItem]:
    """Return an item without a decision so far, and its feed."""
    feed, item = _followed_item(ctx, item_id)
    if item.state != ItemState.PROPOSED:
        raise ItemDecided
    return feed, item


def _followed_item(ctx: Context, item_id: int) -> tuple[WebFeed, WebFeedItem]:
    """Return an item and its feed, which is still followed."""
    found = ctx.store[WebFeeds].item(ctx.community.id, item_id)
    if found is None or found[0].followed_at is None:
        raise NothingProposedByFeed
    return found


def _decide(ctx: Context, item: WebFeedItem, state: ItemState) -> None:
    item.state, item.decided_at = state, ctx.now
    ctx.store.flush()


def _propose_again(ctx: Context, item: WebFeedItem) -> None:
    item.state, item.decided_at = ItemState.PROPOSED, None
    ctx.store.flush()


def _keep_as_news(ctx: Context, feed: WebFeed, item: WebFeedItem) -> News:
    """Keep an item as news of the gardener who chose it, with its source."""
    content = _news_content(ctx, feed, item)
    by = Byline(_side_of(ctx), ctx.member.id, ctx.member.name)
    news = ctx.store[NewsItems].add(ctx.community.id, content, by, state=NewsState.KEPT, at=ctx.now)
    ctx.trace(number=news.number)
    return news


def _news_content(ctx: Context, feed: WebFeed, item: WebFeedItem) -> NewsContent:
    """The content of an item as news, with its source in the community's language."""
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    words = [item.summary, reader.say(text("Source: {source}", source=feed.name))]
    return NewsContent(item.title, "\n".join(filter(None, words)), item.link)


def _side_of(ctx: Context) -> Seat:
    return min(ctx.seats(), default=Seat.TERRITORY)


def _news_button(news: News) -> Button:
    return news_command.button(text("See news item {number}", number=news.number), news.number)


def _done_and_next(
    ctx: Context, feed: WebFeed, item: WebFeedItem, done: tuple[Text, ...], more: Button
) -> Replace:
    """Confirm, above the next item of the same feed."""
    confirmation = Card(None, done)
    following = _next_card(ctx, feed, after=item)
    if following is None:
        return Replace(replace(confirmation, buttons=((more,),)))
    both = together(confirmation, following)
    return Replace(replace(both, buttons=(*both.buttons, (more,))))
