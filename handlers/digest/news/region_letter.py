"""News that members proposed in the letter to the Region."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import Answer, Context, JobContext, Router, text
from bot.domain.region_letter import RegionPart
from bot.domain.text.plain_text import shortened
from bot.domain.words import on_one_line
from bot.references.digest import news_command
from bot.references.region_letter import RegionItem, RegionSource, region_sources
from storage.digest import NewsItems, NewsState
from storage.region_letter import NEWS

router = Router()

LONGEST_WORDS = 160
_GONE = {NewsState.DRAFT, NewsState.WITHDRAWN}


@router.contribution(region_sources)
def news_for_region(_ctx: JobContext) -> RegionSource:
    """The news that members proposed and that wait for a gardener."""
    return RegionSource(
        kind=NEWS,
        part=RegionPart.PROPOSALS,
        find=_proposed_news,
        show=_news_item,
        open=_open_news,
    )


def _proposed_news(ctx: JobContext, _since: datetime) -> Sequence[int]:
    return [each.id for each in ctx.store[NewsItems].proposed(ctx.community.id)]


def _news_item(ctx: JobContext, news_id: int) -> RegionItem | None:
    news = ctx.store[NewsItems].get(news_id)
    if news is None or news.state in _GONE:
        return None
    label = text("News item {number}", number=news.number)
    words = shortened(on_one_line(news.words), LONGEST_WORDS)
    if not news.title:
        return RegionItem(label, text("News: {title}", title=words))
    lines = (words,) if words else ()
    return RegionItem(label, text("News: {title}", title=news.title), lines)


def _open_news(ctx: Context, news_id: int) -> Answer:
    news = ctx.store[NewsItems].get(news_id)
    return None if news is None else ctx.run(f"{news_command.name} {news.number}")
