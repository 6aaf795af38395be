"""Find the news item that a person means, and check what they may do with it."""

from bot.core import Context, Text
from bot.domain.refusals import Final
from bot.domain.roles import Role
from storage.digest import Digests, News, NewsItems, NewsState
from storage.members import Members


class NewsTakenBack(Final):
    """This news item was withdrawn."""


class NotYourNews(Final):
    """Only the author of news item {number} or the gardening team of {community} can do this."""


class NotYourDraft(Final):
    """Only the person who wrote this draft can do this."""


class NewsHasLeft(Final):
    """News item {number} has already been published."""


class NewsDecided(Final):
    """News item {number} is already in the letter."""


def held_news(ctx: Context, news_id: int) -> News:
    """Return a news of this community that was not sent, locked until the commit."""
    ctx.store[Digests].current(ctx.community.id, ctx.now)
    return _check_held(ctx, ctx.store[NewsItems].get(news_id))


def held_news_numbered(ctx: Context, number: int) -> News:
    """Return the news with this number in the same way."""
    ctx.store[Digests].current(ctx.community.id, ctx.now)
    return _check_held(ctx, ctx.store[NewsItems].numbered(ctx.community.id, number))


def _check_held(ctx: Context, news: News | None) -> News:
    if news is None or news.community_id != ctx.community.id:
        raise NewsTakenBack
    if news.state == NewsState.WITHDRAWN:
        raise NewsTakenBack
    if news.state == NewsState.SENT:
        raise NewsHasLeft(number=news.number)
    if news.state == NewsState.DRAFT and news.author_id != ctx.member.id:
        raise NotYourDraft
    return news


def editable_news(ctx: Context, news_id: int) -> News:
    """Return a news that this person may change: gardeners, and authors until it is taken up."""
    return _check_editable(ctx, held_news(ctx, news_id))


def editable_news_numbered(ctx: Context, number: int) -> News:
    """Return the news with this number in the same way."""
    return _check_editable(ctx, held_news_numbered(ctx, number))


def _check_editable(ctx: Context, news: News) -> News:
    check_may_manage(ctx, news)
    is_taken_up = news.state in {NewsState.KEPT, NewsState.DROPPED}
    if is_taken_up and ctx.role < Role.GARDENER:
        raise NewsDecided(number=news.number)
    return news


def check_may_manage(ctx: Context, news: News) -> None:
    """Raise unless this person wrote it or is a gardener."""
    if ctx.role < Role.GARDENER and news.author_id != ctx.member.id:
        raise NotYourNews(number=news.number, community=ctx.community.name)


def trace_if_anothers(ctx: Context, news: News) -> None:
    """Audit the act in hand, if it changes the news of another person."""
    if news.author_id != ctx.member.id:
        ctx.trace(number=news.number)


def tell_author(ctx: Context, news: News, message: Text) -> bool:
    """Tell the author about a decision by others; False if nobody is told."""
    members = ctx.store[Members]
    author = None if news.author_id is None else members.get(news.author_id)
    if author is None or author.id == ctx.member.id or author.stopped_at is not None:
        return False
    has_left = members.membership(author, ctx.community.id) is None
    return not has_left and ctx.tell(author, message)
