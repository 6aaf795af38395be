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
from bot.domain.digest.news import NewsContent, NewsKind
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
    return [*content_lines(news.content), signed_by(news)]


def content_lines(content: NewsContent) -> list[Line]:
    """The content of one news: its title, its text, its link and its end."""
    lines: list[Line] = [Bold(content.title)] if content.title else []
    lines += content.words.split("\n") if content.words else []
    lines += [Link(content.link, content.link)] if content.link else []
    return [*lines, *end_lines(content)]


def end_lines(news: News | NewsContent) -> list[Line]:
    """The last moment to take part in a consultation."""
    if news.kind is not NewsKind.CONSULTATION or news.until is None:
        return []
    return [text("You can take part until {until}.", until=news.until)]


def signed_by(news: News) -> Text:
    """The source of a news, and the person who completed its text."""
    source = source_text(news)
    if news.amender is None:
        return source
    return text("{source}; text completed by {name}", source=source, name=news.amender)


def source_text(news: News) -> Text:
    """The side that a news comes from, and its author."""
    return signature_text(Signature(news.signed_for, news.author))
