"""A news item looked at before it counts: kept for the letter, published, proposed or discarded.

It is asked for step by step here; in one line: see `handlers/digest/news/drafts/added_news.py`.
"""

from datetime import datetime, time
from functools import partial
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Upload,
    asks,
    at_most,
    reads,
    text,
)
from bot.domain.digest.news import LONGEST_LINK, LONGEST_WORDS
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.domain.text.addresses import read_link
from bot.references.digest import edit_news, new_news_form, news_command, news_thing
from bot.vocabulary.pictures import read_picture
from handlers.digest import acts
from handlers.digest.digest_words import news_lines
from handlers.digest.news.changes.news_pictures import fetch_news_picture
from handlers.digest.news.drafts.new_news import draft_news, new_content, propose_news
from handlers.digest.news.news_decisions import take_news_out, take_up_news
from handlers.digest.news.news_lookup import held_news
from handlers.digest.news.news_publication import publish_button
from storage.digest import News, NewsItems, NewsState

router = Router()


class NewsPreviewOver(Final):
    """This news item is sent or thrown away. To write another one: {news}."""


@router.form(new_news_form, who=Role.MEMBER, limit=PROPOSALS)
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
    until: Annotated[
        datetime | None,
        asks(
            "Is it a consultation, where people take part until a day? Write that day. "
            "Otherwise skip."
        ),
        time(23, 59),
    ] = None,
    picture: Annotated[
        Upload | None,
        asks("Is there a picture? Send it to me here, or skip."),
        reads(read_picture),
    ] = None,
) -> Card:
    """Show a news item before it counts."""
    content = new_content([title, words, link], until, consultation=until is not None)
    news = draft_news(ctx, content)
    if picture is not None:
        fetch_news_picture(ctx, news, picture, "")
    return draft_card(ctx, news)


def draft_card(ctx: Context, news: News, *, now: bool = False) -> Card:
    """A draft as readers will see it, with its next steps; `now`: published at once."""
    lines: list[Line] = [*news_lines(news), "", text("Nobody else sees this yet.")]
    mine = send_news.button(text("Propose it to the gardening team"), news.id)
    first: tuple[Button, ...] = (mine,)
    if ctx.seats:
        keep = send_news.button(text("Put in the letter"), news.id)
        publish = publish_button(ctx, news)
        first = (*publish, keep) if now else (keep, *publish)
    others = (
        edit_news.button(text("Change"), news.id),
        discard_news.button(text("Throw away"), news.id),
    )
    return Card(None, tuple(lines), (first, others))


@router.button("news_send", of=news_thing, deliberate=True, who=Role.MEMBER, trace=acts.ADD_A_NEWS)
def send_news(ctx: Context, news_id: int) -> Answer:
    """Put a draft in the next letter, or propose it, once."""
    news = _draft(ctx, news_id)
    if not ctx.seats:
        return Replace(propose_news(ctx, news))
    ctx.trace(number=news.number)
    out = take_news_out.button(text("Remove"), news.id)
    change = edit_news.button(text("Change"), news.id)
    return Replace(Card(None, (take_up_news(ctx, news),), ((change, out),)))


@router.button("news_discard", who=Role.MEMBER)
def discard_news(ctx: Context, news_id: int) -> Replace:
    """Throw a draft away."""
    news = _draft(ctx, news_id)
    ctx.store[NewsItems].discard(news)
    return Replace(text("Thrown away. Nothing of it was kept."))


def _draft(ctx: Context, news_id: int) -> News:
    news = held_news(ctx, news_id)
    if news.state != NewsState.DRAFT:
        raise NewsPreviewOver(news=news_command.typed())
    return news
