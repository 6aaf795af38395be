"""Change parts of a news item, wherever it is shown; a submitted letter is a draft again."""

from dataclasses import replace
from typing import Any

from bot.core import Context, text
from bot.domain.digest.news import NothingToTell, check_consultation
from bot.domain.roles import Seat
from bot.references.digest import news_card, news_command, news_post_card
from bot.vocabulary.community.neutrality import must_be_neutral
from handlers.digest.draft_changes import tell_news_change
from handlers.digest.news.news_lookup import trace_if_anothers
from handlers.digest.news.news_publication import published_card
from storage.digest import News, NewsState

EXAMPLE_NEWS = news_command.typed(
    ("Title", "Titre"), "|", ("words", "texte"), "|", ("https://example.org", "https://exemple.fr")
)
EXAMPLE_CONSULTATION = news_command.typed(
    ("Title", "Titre"),
    "|",
    ("https://example.org", "https://exemple.fr"),
    ("--consultation --end", "--consultation --fin"),
    ("12 january", "12 janvier"),
)
_WORDS = frozenset({"title", "words", "link", "picture_id"})


def change_news(ctx: Context, news: News, **values: object) -> None:
    """Change parts of a news; equal values change nothing.

    Changes of its words by another person are signed by that person as well. Rooms that show the
    Region's get them once they are checked, in a pre-election period.
    """
    changed = {name: value for name, value in values.items() if getattr(news, name) != value}
    if not changed:
        return
    content = news.content
    parts: dict[str, Any] = {
        name: value for name, value in changed.items() if hasattr(content, name)
    }
    after = replace(content, **parts)
    if not after.headline:
        raise NothingToTell(example=EXAMPLE_NEWS)
    check_consultation(after, EXAMPLE_CONSULTATION)
    trace_if_anothers(ctx, news)
    before = published_card(news)
    for name, value in changed.items():
        setattr(news, name, value)
    if changed.keys() & _WORDS and news.author_id != ctx.member.id:
        news.amended_by, news.amender = ctx.member.id, ctx.member.name
    if "until" in changed:
        news.reminded_at = None
    if published_card(news) != before:
        is_regions = news.posted_at is not None and news.seat is Seat.REGION
        news.unchecked = is_regions and must_be_neutral(ctx)
    _show_change(ctx, news)


def _show_change(ctx: Context, news: News) -> None:
    if news.state == NewsState.KEPT and (news.digest_id is not None or not news.postponed):
        change = text(
            "{name} changed news item {number}.", name=ctx.member.name, number=news.number
        )
        tell_news_change(ctx, news, change)
    ctx.store.flush()
    news_card.refresh(ctx, news.id)
    if news.posted_at is not None and not news.unchecked:
        news_post_card.refresh(ctx, news.id)
