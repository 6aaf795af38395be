"""News in the letter."""

from bot.core import JobContext, LetterItem, Line, Link, Router, Signature, Small, text
from bot.domain.digest.composing import NEWS, Section
from storage.digest import News, NewsItems

router = Router()

KIND = NEWS


@router.section(Section.NEWS)
def news_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The news that wait for the next letter, in order."""
    return [news_item(ctx, each) for each in ctx.store[NewsItems].kept(ctx.community.id)]


def news_item(ctx: JobContext, news: News) -> LetterItem:
    """One news as the letter has it."""
    lines: list[Line] = [*news.words.split("\n")] if news.words else []
    lines += [Link(news.link, news.link)] if news.link else []
    if news.posted_at is not None:
        day = news.posted_at.astimezone(ctx.zone).date()
        lines.append(Small(text("Already posted on {day}.", day=day)))
    return LetterItem(
        kind=KIND,
        ref=news.id,
        headline=news.title,
        lines=tuple(lines),
        signature=Signature(news.seat, news.author, news.author_id),
    )
