"""Add a news item to the next letter, or propose it to the gardeners."""

from bot.core import Card, Context, direct_room, text
from bot.domain.digest.news import PROPOSED_AT_ONCE, NewsContent, TooManyProposals
from bot.domain.roles import Seat
from bot.references.digest import news_card
from handlers.digest.digest_words import news_lines
from handlers.digest.draft_changes import add_to_digest
from handlers.digest.news.news_decisions import take_news_out
from storage.communities import RoomKind
from storage.digest import Byline, News, NewsItems, NewsState


def add_news_content(ctx: Context, content: NewsContent, *, now: bool = False) -> Card:
    """Add a gardener's news item, in the rooms `now` as well; propose a member's."""
    if not ctx.seats:
        return _propose_news(ctx, content)
    by = Byline(min(ctx.seats), ctx.member.id, ctx.member.name)
    news = ctx.store[NewsItems].add(ctx.community.id, content, by, state=NewsState.KEPT, at=ctx.now)
    lines = [add_to_digest(ctx, news)]
    if now:
        _post_now(ctx, news)
        lines.append(text("It is also published in the rooms now; the letter will say so."))
    return Card(None, tuple(lines), ((take_news_out.button(text("Remove"), news.id),),))


def _propose_news(ctx: Context, content: NewsContent) -> Card:
    own_news = ctx.store[NewsItems].written_by(ctx.member.id, ctx.community.id)
    waiting = [each for each in own_news if each.state == NewsState.PROPOSED]
    if len(waiting) >= PROPOSED_AT_ONCE:
        raise TooManyProposals(count=len(waiting))
    by = Byline(Seat.TERRITORY, ctx.member.id, ctx.member.name)
    news = ctx.store[NewsItems].add(
        ctx.community.id, content, by, state=NewsState.PROPOSED, at=ctx.now
    )
    for room in _gardeners_rooms(ctx):
        news_card.post(ctx, room, news.id)
    confirmation = text(
        "Thank you. News item {number} has been sent to the gardening team: you will know what "
        "they decide.",
        number=news.number,
    )
    return Card(None, (confirmation,), ((take_news_out.button(text("Remove"), news.id),),))


def _gardeners_rooms(ctx: Context) -> list[str]:
    """The gardeners' room, else the direct rooms of the gardeners."""
    rooms = [room.address for room in ctx.rooms(RoomKind.GARDENERS)]
    direct = [direct_room(ctx.store, each) for each in ctx.gardeners().values()]
    return rooms or list(dict.fromkeys(room for room in direct if room is not None))


def _post_now(ctx: Context, news: News) -> None:
    """Post a news in the community's rooms at once."""
    news.posted_at = ctx.now
    for room in ctx.rooms(RoomKind.COMMUNITY):
        ctx.post(room.address, Card(None, tuple(news_lines(news))), again=False)
