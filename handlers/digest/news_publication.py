"""Publish a news item in rooms and channels at once, where its words follow its changes."""

from dataclasses import replace

from bot.core import Act, Button, Card, Context, JobContext, Replace, Router, Text, ntext, text
from bot.domain.digest.news_content import NewsContent
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.digest import (
    edit_news,
    news_card,
    news_post_card,
    news_thing,
    publish_neutral_news,
    publish_news,
)
from bot.vocabulary.publications import (
    NEUTRAL,
    ask_if_neutral,
    must_be_neutral,
    note_neutral,
    post_picture,
)
from handlers.digest.news_decisions import held_news, take_up_news
from handlers.digest.news_section import news_picture
from handlers.digest.words import content_lines, signed_by
from storage.communities import RoomKind
from storage.digest import News, NewsItems, NewsState
from storage.outbound import Priority

router = Router()

PUBLISH_NEWS = Act(
    text("{who} published a news item in the rooms"), text("publish a news item in the rooms")
)
PUBLISH_NEUTRAL_NEWS = Act(
    text("{who} checked that a news item is neutral and published it"),
    text("publish a news item that is neutral"),
)

PUBLISHED_IN = (RoomKind.COMMUNITY, RoomKind.CHANNEL)


class NewsPublished(Final):
    """News item {number} is already published in the rooms."""


class NoRoomForNews(Final):
    """{community} has no room to publish in. You can put this news item in the letter."""


@router.button(
    publish_news,
    of=news_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=PUBLISH_NEWS,
)
def publish_now(ctx: Context, news_id: int) -> Replace:
    """Publish a news item in the rooms and channels; the letter has it, too."""
    return _publish(ctx, news_id)


@router.button(
    publish_neutral_news,
    of=news_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=PUBLISH_NEUTRAL_NEWS,
)
def publish_neutral(ctx: Context, news_id: int) -> Replace:
    answer = _publish(ctx, news_id, neutral=True)
    note_neutral_news(ctx, held_news(ctx, news_id))
    return answer


def note_neutral_news(ctx: Context, news: News) -> None:
    """Tell the back room who checked that a news item is neutral."""
    checked = text(
        "{name} checked that news item {number} is neutral (pre-election period).",
        name=ctx.member.name,
        number=news.number,
    )
    note_neutral(ctx, checked)


def _publish(ctx: Context, news_id: int, *, neutral: bool = False) -> Replace:
    """Publish a news item; the Region's, in a pre-election period, once it is `neutral`."""
    news = held_news(ctx, news_id)
    if news.posted_at is not None:
        raise NewsPublished(number=news.number)
    if not neutral and news.seat is Seat.REGION and must_be_neutral(ctx):
        confirm = publish_neutral_news.button(NEUTRAL, news.id)
        change = edit_news.button(text("Change"), news.id)
        return ask_if_neutral(ctx, news.content.headline, confirm, change)
    lines = []
    if news.state != NewsState.KEPT:
        lines.append(take_up_news(ctx, news))
    posted = _published_text(news, post_news(ctx, news))
    change = edit_news.button(text("Change"), news.id)
    return Replace(Card(None, (*lines, posted), ((change,),)))


def _published_text(news: News, count: int) -> Text:
    if news.digest_id is not None:
        return ntext("It is published in {count} room.", "It is published in {count} rooms.", count)
    return ntext(
        "It is published in {count} room; the letter will say so.",
        "It is published in {count} rooms; the letter will say so.",
        count,
    )


def post_news(ctx: Context, news: News) -> int:
    """Post a news item in the rooms and channels once; returns their number."""
    rooms = ctx.rooms(*PUBLISHED_IN)
    if not rooms:
        raise NoRoomForNews(community=ctx.community.name)
    news.posted_at = ctx.now
    ctx.trace(number=news.number)
    post_picture(ctx, news_picture(ctx, news), ctx.rooms(*PUBLISHED_IN))
    news_post_card.post_in_each(ctx, rooms, news.id, again=False, priority=Priority.ANNOUNCEMENT)
    news_card.refresh(ctx, news.id)
    return len(rooms)


def publish_button(ctx: JobContext, news: News) -> tuple[Button, ...]:
    """The button that publishes it now; none without rooms, or once it is published."""
    count = len(ctx.rooms(*PUBLISHED_IN))
    if not count or news.posted_at is not None:
        return ()
    label = ntext("Publish now in {count} room", "Publish now in {count} rooms", count)
    return (publish_news.button(label, news.id),)


@router.card(news_post_card, shows=[News])
def draw_news_post(ctx: JobContext, news_id: int) -> Card:
    """A news item as rooms see it."""
    news = ctx.store[NewsItems].get(news_id)
    if news is None or news.state == NewsState.WITHDRAWN:
        return Card(None, (text("This news item was withdrawn."),))
    return published_card(news)


def published_card(news: News) -> Card:
    """A news item as rooms see it."""
    return content_card(news.content, signed_by(news))


def content_card(content: NewsContent, source: Text) -> Card:
    card = Card(None, (*content_lines(content), source))
    if not content.title:
        return card
    return replace(card, title=text("📰 {title}", title=content.title), lines=card.lines[1:])
