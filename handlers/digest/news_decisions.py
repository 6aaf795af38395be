"""Decisions on a news item, and the checks of who may make them."""

from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    Replace,
    Router,
    Text,
    asks,
    at_most,
    text,
    write_command,
)
from bot.domain.digest.news_content import LONGEST_REASON
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.digest import KEEP_NEWS, REMOVE_NEWS, news_card, news_thing, put_into_digest
from handlers.digest.draft_changes import add_to_digest, current_digest, take_out, tell_news_change
from storage.digest import Digest, News, NewsItems, NewsState
from storage.members import Members

router = Router(on_page=True)

REFUSE_NEWS = Act(text("{who} refused a news item"), text("refuse a news item"))
MOVE_NEWS = Act(
    text("{who} moved a news item to another letter"), text("move a news item to another letter")
)


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


@router.button(put_into_digest, of=news_thing, who=Role.GARDENER, trace=KEEP_NEWS)
def keep_news(ctx: Context, news_id: int) -> Answer:
    """Put a news item that was proposed, refused or postponed into the digest."""
    return take_up_news(ctx, held_news(ctx, news_id))


def take_up_news(ctx: Context, news: News) -> Text:
    """Put a news item into the next digest, and tell its author; raises `NewsDecided`."""
    if news.state == NewsState.KEPT and not news.postponed:
        raise NewsDecided(number=news.number)
    is_new = news.state != NewsState.KEPT
    news.state, news.postponed, news.digest_id = NewsState.KEPT, False, None
    news_card.refresh(ctx, news.id)
    joined = add_to_digest(ctx, news)
    if is_new:
        _tell_kept(ctx, news)
    return joined


@router.button("news_later", of=news_thing, who=Role.GARDENER, trace=MOVE_NEWS)
def postpone_news(ctx: Context, news_id: int) -> Answer:
    """Move a news item to the letter after the next one."""
    news = held_news(ctx, news_id)
    is_new = news.state != NewsState.KEPT
    if not is_new:
        moved = text(
            "{name} moved news item {number} to the following letter.",
            name=ctx.member.name,
            number=news.number,
        )
        tell_news_change(ctx, news, moved)
    news.state, news.postponed = NewsState.KEPT, True
    news_card.refresh(ctx, news.id)
    if is_new:
        _tell_kept(ctx, news)
    back = put_into_digest.button(text("Put back in the next letter"), news.id)
    done = text("News item {number} waits for the following letter.", number=news.number)
    return Card(None, (done,), ((back,),))


def _tell_kept(ctx: Context, news: News) -> None:
    will_be = text("Your news item “{news}” will be in the letter.", news=news.content.headline)
    tell_author(ctx, news, will_be)


@router.button("news_drop", of=news_thing, who=Role.GARDENER, trace=REFUSE_NEWS)
def drop_news(ctx: Context, news_id: int) -> Answer:
    """Ask why a news item is refused; this is also the moment to reconsider."""
    news = held_news(ctx, news_id)
    if news.state == NewsState.KEPT:
        raise NewsDecided(number=news.number)
    shown = str(news_thing.present(ctx, news.id))
    return refuse_news.ask(ctx, number=str(news.number), shown=shown)


@router.form("news_refuse", who=Role.GARDENER, trace=REFUSE_NEWS)
def refuse_news(
    ctx: Context,
    number: int,
    shown: int,
    reason: Annotated[
        str,
        asks("Why is it not in the letter? Its author will read it. Skip to give no reason."),
        at_most(LONGEST_REASON),
    ] = "",
) -> Text:
    """Refuse a proposed news item, and tell its author why."""
    news = held_news_numbered(ctx, number)
    news_thing.check(ctx, news.id, shown)
    if news.state == NewsState.KEPT:
        raise NewsDecided(number=news.number)
    was_proposed = news.state == NewsState.PROPOSED
    news.state = NewsState.DROPPED
    news_card.refresh(ctx, news.id)
    ctx.trace(number=news.number)
    if not was_proposed or not tell_author(ctx, news, _refusal_text(ctx, news, reason)):
        return text("News item {number} is refused.", number=news.number)
    return text("News item {number} is refused: its author is told.", number=news.number)


def _refusal_text(ctx: Context, news: News, reason: str) -> Text:
    values = {
        "news": news.content.headline,
        "name": ctx.member.name,
        "write": write_command.typed(),
    }
    if not reason:
        return text(
            "Your news item “{news}” will not be in the letter. {name} can tell you why: {write}.",
            **values,
        )
    return text(
        "Thank you for your news item “{news}”. It will not be in the letter; {name} writes to "
        "you: “{reason}” To answer: {write}.",
        reason=reason,
        **values,
    )


@router.button("news_out", who=Role.MEMBER, trace=REMOVE_NEWS)
def take_news_out(ctx: Context, news_id: int) -> Answer:
    """Take a news item out of the digest, or back from the gardeners."""
    news = held_news(ctx, news_id)
    check_may_manage(ctx, news)
    trace_if_anothers(ctx, news)
    digest = current_digest(ctx)
    is_gardener = ctx.role() >= Role.GARDENER
    state = NewsState.DROPPED if is_gardener else NewsState.WITHDRAWN
    remove_news(ctx, digest, news, state=state)
    back = put_into_digest.button(text("Restore"), news.id)
    lines = [text("News item {number} is removed.", number=news.number)]
    if news.posted_at is not None:
        lines.append(text("What was published in the rooms stays there."))
    return Replace(Card(None, tuple(lines), ((back,),) if is_gardener else ()))


def remove_news(
    ctx: Context, digest: Digest, news: News, *, state: NewsState = NewsState.DROPPED
) -> None:
    """Take a news item out of the digest, and tell its author."""
    take_out(ctx, digest, news, state=state)
    removed = text(
        "Your news item “{news}” was removed from the letter.", news=news.content.headline
    )
    tell_author(ctx, news, removed)


def held_news(ctx: Context, news_id: int) -> News:
    """Return a news item of this community that was not sent, locked until the commit."""
    current_digest(ctx)
    return _check_held(ctx, ctx.store[NewsItems].get(news_id))


def held_news_numbered(ctx: Context, number: int) -> News:
    current_digest(ctx)
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
    """A news item that the sender may change: gardeners, and authors until it is taken up."""
    return _check_editable(ctx, held_news(ctx, news_id))


def editable_news_numbered(ctx: Context, number: int) -> News:
    return _check_editable(ctx, held_news_numbered(ctx, number))


def _check_editable(ctx: Context, news: News) -> News:
    check_may_manage(ctx, news)
    is_taken_up = news.state in {NewsState.KEPT, NewsState.DROPPED}
    if is_taken_up and ctx.role() < Role.GARDENER:
        raise NewsDecided(number=news.number)
    return news


def check_may_manage(ctx: Context, news: News) -> None:
    """Raise unless the sender wrote it or is a gardener."""
    if ctx.role() < Role.GARDENER and news.author_id != ctx.member.id:
        raise NotYourNews(number=news.number, community=ctx.community.name)


def trace_if_anothers(ctx: Context, news: News) -> None:
    """Audit the change, if another person wrote the news item."""
    if news.author_id != ctx.member.id:
        ctx.trace(number=news.number)


def tell_author(ctx: Context, news: News, message: Text) -> bool:
    """Tell the author about a decision by others; False if nobody is told."""
    members = ctx.store[Members]
    author = members.get(news.author_id)
    if author is None or author.id == ctx.member.id or author.stopped_at is not None:
        return False
    has_left = members.membership(author, ctx.community.id) is None
    return not has_left and ctx.tell(author, message)
