"""News in the letter; consultations are in the section for the reader, until they end."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import (
    JobContext,
    LetterItem,
    Line,
    Link,
    Router,
    Signature,
    Small,
    text,
)
from bot.domain.digest.composing import NEWS, Section
from bot.domain.digest.news import NewsKind
from handlers.digest.digest_words import end_lines
from handlers.digest.news.picture_message import letter_picture
from storage.digest import Digests, News, NewsItems

router = Router()


@router.section(Section.NEWS)
def news_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The news that wait for the next letter, in order."""
    leaves_at = ctx.store[Digests].leaves_at(ctx.community.id, ctx.now)
    return [
        news_item(ctx, each)
        for each in _waiting_news(ctx, leaves_at)
        if each.kind is not NewsKind.CONSULTATION
    ]


@router.section(Section.FOR_YOU, order=1)
def consultations_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The consultations that wait for the next letter, and those of earlier ones that go on."""
    leaves_at = ctx.store[Digests].leaves_at(ctx.community.id, ctx.now)
    waiting = [each for each in _waiting_news(ctx, leaves_at) if each.kind is NewsKind.CONSULTATION]
    going_on = ctx.store[NewsItems].sent_consultations(ctx.community.id, leaves_at)
    return [news_item(ctx, each) for each in (*waiting, *going_on)]


def news_item(ctx: JobContext, news: News) -> LetterItem:
    """One news as the letter has it."""
    lines: list[Line] = [*news.words.split("\n")] if news.words else []
    lines += [Link(news.link, news.link)] if news.link else []
    lines += end_lines(news)
    if news.amender is not None:
        lines.append(Small(text("Text completed by the gardening team.")))
    if news.posted_at is not None:
        day = news.posted_at.astimezone(ctx.zone).date()
        lines.append(Small(text("Already posted on {day}.", day=day)))
    return LetterItem(
        kind=NEWS,
        ref=news.id,
        headline=news.title,
        lines=tuple(lines),
        signature=Signature(news.signed_for, news.author, news.author_id),
        audience=news.audience,
        until=news.until,
        picture=letter_picture(ctx, news),
    )


def news_of(ctx: JobContext, item: LetterItem) -> News | None:
    """The news that an item was made of, if it is one."""
    return ctx.store[NewsItems].get(item.ref) if item.kind == NEWS else None


def _waiting_news(ctx: JobContext, leaves_at: datetime) -> Sequence[News]:
    """The news for the next letter that are not over when it leaves."""
    kept = ctx.store[NewsItems].kept(ctx.community.id)
    return [each for each in kept if not each.is_over(leaves_at)]
