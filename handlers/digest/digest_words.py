"""A digest and its news in words."""

from bot.core import (
    Bold,
    JobContext,
    Line,
    Link,
    Signature,
    Text,
    text,
)
from handlers.digest.letter_words import signature_text
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


def news_lines(news: News) -> list[Line]:
    """One news: its title, its text, its link and its source."""
    lines: list[Line] = [Bold(news.title)] if news.title else []
    lines += news.words.split("\n") if news.words else []
    lines += [Link(news.link, news.link)] if news.link else []
    return [*lines, source_text(news)]


def source_text(news: News) -> Text:
    """The side that a news comes from, and its author."""
    return signature_text(Signature(news.seat, news.author))
