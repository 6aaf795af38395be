"""A link that a gardener pastes: its page is fetched, and offered as a news item."""

from dataclasses import replace

from bot.core import Answer, Card, Context, JobContext, Line, Outcome, Router, text
from bot.domain.addresses import read_link
from bot.domain.digest.news_content import LONGEST_LINK, MOST_BYTES, read_packed_page, unpack_page
from bot.domain.refusals import Refusal
from bot.references.conversations import explained_words
from bot.references.digest import (
    edit_news,
    news_command,
    news_image_download,
    news_page_download,
)
from handlers.digest.new_news import discard_news, send_news
from handlers.digest.news_changes import PICTURE_KEPT
from handlers.digest.news_publication import publish_button
from handlers.digest.news_section import news_picture
from handlers.digest.words import news_lines
from storage.digest import News, NewsItems, NewsState
from storage.files import Files
from storage.members import Members

router = Router()


@router.contribution(explained_words)
def fetch_pasted_link(ctx: Context, words: str) -> Answer:
    """Begin a news item with the link that a gardener sends alone; None for other words."""
    link = _link_alone(words)
    if link is None or not ctx.seats() or ctx.incoming.attachment is not None:
        return None
    return ctx.run(f"{news_command.name} {link}")


def _link_alone(words: str) -> str | None:
    if " " in words.strip() or not words.startswith(("http://", "https://", "www.")):
        return None
    try:
        return read_link(words, LONGEST_LINK)
    except Refusal:
        return None


@router.download(news_page_download, read=read_packed_page, most=MOST_BYTES)
def take_page(ctx: JobContext, outcome: Outcome) -> None:
    """Give the draft the title and the summary of its page, then fetch its picture."""
    content = None
    if outcome.file_id is not None:
        content = ctx.store[Files].read(outcome.file_id)
        ctx.store[Files].drop(outcome.file_id)
    news = _draft(ctx, outcome)
    if news is None:
        return
    if content is None:
        _offer(ctx, news)
        return
    page = unpack_page(content)
    news.title, news.words = page.title, page.summary
    if not page.picture:
        _offer(ctx, news)
        return
    news_image_download.fetch(
        ctx, page.picture, key=news.id, media_type="image/*", kept=PICTURE_KEPT, photo=True
    )


@router.download(news_image_download)
def take_picture(ctx: JobContext, outcome: Outcome) -> None:
    """Give the draft the picture of its page, and offer it; without one, too."""
    news = _draft(ctx, outcome)
    if news is None or news.picture_id is not None:
        if outcome.file_id is not None:
            ctx.store[Files].drop(outcome.file_id)
        return
    news.picture_id = outcome.file_id
    ctx.store.flush()
    _offer(ctx, news)


def _draft(ctx: JobContext, outcome: Outcome) -> News | None:
    """The draft that a page was fetched for, as long as it is one."""
    news = ctx.store[NewsItems].get(int(outcome.key))
    return news if news is not None and news.state == NewsState.DRAFT else None


def _offer(ctx: JobContext, news: News) -> None:
    """Show the draft to its author, with the steps that they may take."""
    author = None if news.author_id is None else ctx.store[Members].get(news.author_id)
    if author is None:
        return
    there = ctx.within(news.community_id)
    picture = news_picture(there, news)
    if picture is not None:
        there.tell_in_person(author, replace(picture, buttons=()))
    keep = send_news.button(text("Put in the letter"), news.id)
    others = (
        edit_news.button(text("Change"), news.id),
        discard_news.button(text("Throw away"), news.id),
    )
    lines: list[Line] = [*news_lines(news), "", text("Nobody else sees this yet.")]
    rows = ((keep, *publish_button(there, news)), others)
    there.tell_in_person(author, Card(None, tuple(lines), rows))
