"""A digest and its news in words."""

from collections.abc import Sequence

from bot.core import (
    Bold,
    JobContext,
    Line,
    Link,
    Text,
    text,
)
from bot.domain.roles import Seat
from handlers.digest.approval_words import approval_notes
from storage.digest import Digest, News


def digest_title(ctx: JobContext, digest: Digest) -> Text:
    """The chosen title, else the community and the day."""
    if digest.title:
        return text("📰 {title}", title=digest.title)
    name = ctx.community.name
    if digest.due_at is None:
        return text("📰 {community}: the letter", community=name)
    day = digest.due_at.astimezone(ctx.zone).date()
    return text("📰 {community}: letter of {day}", community=name, day=day)


def digest_lines(ctx: JobContext, digest: Digest, items: Sequence[News]) -> list[Line]:
    """All news of a digest, and notes on its approvals."""
    lines: list[Line] = []
    for each in items:
        lines += [""] if lines else []
        lines += news_lines(each, source=dated_source(ctx, each))
    notes = approval_notes(ctx, digest.status)
    return [*lines, "", *notes] if notes else lines


def news_lines(news: News, *, source: Text | None = None) -> list[Line]:
    """One news: its title, its text, its link and its source."""
    lines: list[Line] = [Bold(news.title)] if news.title else []
    lines += news.words.split("\n") if news.words else []
    lines += [Link(news.link, news.link)] if news.link else []
    return [*lines, source or source_text(news)]


def dated_source(ctx: JobContext, news: News) -> Text:
    """The source of a news, and the day on which it was posted in the rooms."""
    source = source_text(news)
    if news.posted_at is None:
        return source
    day = news.posted_at.astimezone(ctx.zone).date()
    return text("{source}, already posted on {day}", source=source, day=day)


def source_text(news: News) -> Text:
    """The side that a news comes from, and its author."""
    from_region = news.seat == Seat.REGION
    if news.author is None:
        return text("For the Region") if from_region else text("For the territory")
    if from_region:
        return text("{name}, for the Region", name=news.author)
    return text("{name}, for the territory", name=news.author)
