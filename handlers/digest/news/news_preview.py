"""A news item asked for step by step: title, words, link; it is shown before it counts."""

from datetime import timedelta
from functools import partial
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    Link,
    Replace,
    Router,
    asks,
    at_most,
    reads,
    text,
)
from bot.domain.addresses import read_link
from bot.domain.digest.news import LONGEST_LINK, LONGEST_WORDS, NewsContent, read_news
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.digest import new_news_form, news_command
from handlers.digest.news.new_news import add_news_content
from storage.inbound import Forms, OpenForm

router = Router()

KEPT_FOR = timedelta(days=1)
EXAMPLE_NEWS = news_command.typed(
    ("Title", "Titre"), "|", ("words", "texte"), "|", ("https://example.org", "https://exemple.fr")
)


class NewsPreviewOver(Final):
    """This news item is sent, thrown away, or too old. To write another one: {news}."""


@router.form(new_news_form, who=Role.MEMBER)
def prepare_news(
    ctx: Context,
    title: Annotated[str, asks("What is the title of the news item?"), at_most(LONGEST_WORDS)],
    words: Annotated[
        str, asks("What is there to say about it? A few sentences."), at_most(LONGEST_WORDS)
    ] = "",
    link: Annotated[
        str,
        asks("Is there a link for those who want to know more?"),
        reads(partial(read_link, most=LONGEST_LINK)),
    ] = "",
) -> Card:
    """Show a news item before it counts."""
    content = read_news([title, words, link], EXAMPLE_NEWS)
    kept = OpenForm("news", ctx.community.id, {"parts": [title, words, link]})
    mark = ctx.store[Forms].keep_preview(ctx.incoming.room, kept, ctx.now + KEPT_FOR)
    send = text("Put in the letter") if ctx.seats else text("Propose it to the gardening team")
    buttons = (
        send_news.button(send, mark),
        discard_news.button(text("Throw away"), mark),
    )
    plan = text("Nobody else sees this yet.")
    return Card(content.title or None, (*_content_lines(content), "", plan), (buttons,))


@router.button("news_send", deliberate=True, who=Role.MEMBER, limit=PROPOSALS)
def send_news(ctx: Context, mark: int) -> Answer:
    """Add the news item of a preview, or propose it, once."""
    content = _previewed(ctx, mark)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return Replace(add_news_content(ctx, content))


@router.button("news_discard", who=Role.MEMBER)
def discard_news(ctx: Context, mark: int) -> Replace:
    """Throw the news item of a preview away."""
    _previewed(ctx, mark)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return Replace(text("Thrown away. Nothing of it was kept."))


def _content_lines(content: NewsContent) -> list[Line]:
    lines: list[Line] = list(content.words.split("\n")) if content.words else []
    return [*lines, Link(content.link, content.link)] if content.link else lines


def _previewed(ctx: Context, mark: int) -> NewsContent:
    kept = ctx.store[Forms].preview_in(ctx.incoming.room, mark, ctx.now)
    if kept is None or kept.form != "news" or kept.community_id != ctx.community.id:
        raise NewsPreviewOver(news=news_command.typed())
    return read_news(kept.answers["parts"], EXAMPLE_NEWS)
