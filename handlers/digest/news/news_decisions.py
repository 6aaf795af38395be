"""Decisions on a proposed news: put into the digest, left aside, taken out."""

from bot.core import (
    Answer,
    Card,
    Context,
    Replace,
    Router,
    Text,
    text,
    write_command,
)
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.digest import news_card, put_into_digest
from handlers.digest import acts
from handlers.digest.draft_changes import add_to_digest, take_out
from storage.digest import Digests, News, NewsItems, NewsState
from storage.members import Members

router = Router()


class NewsTakenBack(Final):
    """This news item was withdrawn."""


class NotYourNews(Final):
    """Only the author of news item {number} or the gardening team of {community} can do this."""


class NewsHasLeft(Final):
    """News item {number} has already been published."""


class NewsDecided(Final):
    """News item {number} is already in the letter."""


@router.button(put_into_digest, who=Role.GARDENER, trace=acts.PUT_A_NEWS_INTO_THE_LETTER)
def keep_news(ctx: Context, news_id: int) -> Answer:
    """Put a proposed news, or one that was left aside, into the digest."""
    news = held_news(ctx, news_id)
    if news.state == NewsState.KEPT:
        raise NewsDecided(number=news.number)
    news.state = NewsState.KEPT
    news_card.refresh(ctx, news.id)
    joined = add_to_digest(ctx, news)
    tell_author(
        ctx,
        news,
        text("Your news item “{news}” will be in the letter.", news=news.content.headline),
    )
    return joined


@router.button("news_drop", who=Role.GARDENER, trace=acts.LEAVE_A_NEWS_ASIDE)
def drop_news(ctx: Context, news_id: int) -> Answer:
    """Leave a proposed news aside."""
    news = held_news(ctx, news_id)
    if news.state == NewsState.KEPT:
        raise NewsDecided(number=news.number)
    news.state = NewsState.DROPPED
    news_card.refresh(ctx, news.id)
    tell_author(
        ctx,
        news,
        text(
            "Your news item “{news}” will not be in the letter. {name} can tell you why: {write}.",
            news=news.content.headline,
            name=ctx.member.name,
            write=write_command.typed(),
        ),
    )
    return text("News item {number} is rejected.", number=news.number)


@router.button("news_out", who=Role.MEMBER, trace=acts.TAKE_A_NEWS_OUT_OF_THE_LETTER)
def take_news_out(ctx: Context, news_id: int) -> Answer:
    """Take a news out of the digest, or back from the gardeners."""
    news = held_news(ctx, news_id)
    check_may_manage(ctx, news)
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    is_gardener = ctx.role >= Role.GARDENER
    state = NewsState.DROPPED if is_gardener else NewsState.WITHDRAWN
    take_out(ctx, digest, news, state=state)
    tell_author(
        ctx,
        news,
        text("Your news item “{news}” was removed from the letter.", news=news.content.headline),
    )
    back = put_into_digest.button(text("Restore"), news.id)
    lines = [text("News item {number} is removed.", number=news.number)]
    if news.posted_at is not None:
        lines.append(text("What was published in the rooms stays there."))
    return Replace(Card(None, tuple(lines), ((back,),) if is_gardener else ()))


def held_news(ctx: Context, news_id: int) -> News:
    """Return a news of this community that was not sent, locked until the commit."""
    ctx.store[Digests].current(ctx.community.id, ctx.now)
    news = ctx.store[NewsItems].get(news_id)
    if news is None or news.community_id != ctx.community.id:
        raise NewsTakenBack
    if news.state == NewsState.WITHDRAWN:
        raise NewsTakenBack
    if news.state == NewsState.SENT:
        raise NewsHasLeft(number=news.number)
    return news


def check_may_manage(ctx: Context, news: News) -> None:
    if ctx.role < Role.GARDENER and news.author_id != ctx.member.id:
        raise NotYourNews(number=news.number, community=ctx.community.name)


def tell_author(ctx: Context, news: News, message: Text) -> None:
    """Tell the author about a decision by others, unless they asked for silence."""
    author = None if news.author_id is None else ctx.store[Members].get(news.author_id)
    if author is not None and author.id != ctx.member.id and author.stopped_at is None:
        ctx.tell(author, message)
