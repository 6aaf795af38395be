"""A new news item: a draft, which members propose to the gardeners."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core import Card, Context, direct_room, text
from bot.domain.digest.news import (
    PROPOSED_AT_ONCE,
    NewsContent,
    NewsKind,
    TooManyProposals,
    check_consultation,
    read_news,
)
from bot.domain.roles import Seat
from bot.references.digest import edit_news, news_card
from handlers.digest.news.changes.news_changes import EXAMPLE_CONSULTATION, EXAMPLE_NEWS
from handlers.digest.news.news_decisions import take_news_out
from storage.communities import RoomKind
from storage.digest import Byline, News, NewsItems, NewsState


def new_content(parts: Sequence[str], until: datetime | None, *, consultation: bool) -> NewsContent:
    """Parse the typed content of a news; raises a `Refusal` if it is empty or too long."""
    kind = NewsKind.CONSULTATION if consultation else NewsKind.NEWS
    content = replace(read_news(parts, EXAMPLE_NEWS), kind=kind, until=until)
    check_consultation(content, EXAMPLE_CONSULTATION)
    return content


def draft_news(ctx: Context, content: NewsContent) -> News:
    """Keep a news that only its author sees."""
    by = _byline(ctx, ctx.member.name)
    return ctx.store[NewsItems].add(
        ctx.community.id, content, by, state=NewsState.DRAFT, at=ctx.now
    )


def propose_quoted(ctx: Context, content: NewsContent, *, named: bool) -> News:
    """Propose a member's message to the gardeners, who asked for it."""
    by = _byline(ctx, ctx.member.name if named else None)
    return ctx.store[NewsItems].add(
        ctx.community.id, content, by, state=NewsState.PROPOSED, at=ctx.now
    )


def _byline(ctx: Context, name: str | None) -> Byline:
    """A gardener writes for their side, a member for themselves."""
    seat = min(ctx.seats, default=Seat.TERRITORY)
    return Byline(seat, ctx.member.id, name, is_member=not ctx.seats)


def propose_news(ctx: Context, news: News) -> Card:
    """Propose a member's draft to the gardeners."""
    own_news = ctx.store[NewsItems].written_by(ctx.member.id, ctx.community.id)
    waiting = [each for each in own_news if each.state == NewsState.PROPOSED]
    if len(waiting) >= PROPOSED_AT_ONCE:
        raise TooManyProposals(count=len(waiting))
    news.state = NewsState.PROPOSED
    for room in gardeners_rooms(ctx):
        news_card.post(ctx, room, news.id)
    confirmation = text(
        "Thank you. News item {number} has been sent to the gardening team: you will know what "
        "they decide.",
        number=news.number,
    )
    change = edit_news.button(text("Change"), news.id)
    return Card(None, (confirmation,), ((change, take_news_out.button(text("Remove"), news.id)),))


def gardeners_rooms(ctx: Context) -> list[str]:
    """The gardeners' room, else the direct rooms of the gardeners."""
    rooms = [room.address for room in ctx.rooms(RoomKind.GARDENERS)]
    direct = [direct_room(ctx.store, each) for each in ctx.gardeners().values()]
    return rooms or list(dict.fromkeys(room for room in direct if room is not None))
