"""The outcome of an event or a poll as a news of the digest."""

from typing import Protocol

from bot.core import Context, Text
from bot.domain.digest.news import LONGEST_TITLE, LONGEST_WORDS, NewsContent
from bot.domain.roles import Seat
from bot.references.outcomes import outcome_card
from handlers.digest import add_to_digest, remove_from_digest
from handlers.outcomes.words import news_of_outcome
from storage.digest import Byline, NewsItems, NewsState
from storage.events import Event
from storage.outcomes import Outcome, OutcomeState


def save_report(ctx: Context, event: Event, outcome: Outcome) -> None:
    """Save what was written: the card follows, and so does the digest if it was not sent."""
    outcome.author_id = outcome.author_id or ctx.member.id
    if outcome.state != OutcomeState.PUBLISHED:
        outcome.state = OutcomeState.DRAFT
        return
    outcome_card.refresh(ctx, outcome.id)
    replace_news(ctx, outcome, _news_of_event(ctx, event, outcome), event.organiser)


def add_outcome_news(ctx: Context, event: Event, outcome: Outcome) -> Text:
    """Add it to the next digest, which both gardeners approve."""
    return add_news(ctx, outcome, _news_of_event(ctx, event, outcome), event.organiser)


def _news_of_event(ctx: Context, event: Event, outcome: Outcome) -> NewsContent:
    return news_content(*news_of_outcome(ctx, event, outcome))


class ToldInNews(Protocol):
    """An outcome that a news tells."""

    news_id: int | None


def news_content(title: str, words: str) -> NewsContent:
    """The content of a news item, cut to its limit."""
    if len(words) > LONGEST_WORDS:
        words = f"{words[: LONGEST_WORDS - 1]}…"
    return NewsContent(title[:LONGEST_TITLE], words, "")


def add_news(ctx: Context, outcome: ToldInNews, content: NewsContent, seat: Seat) -> Text:
    """Add the news that tells an outcome to the next digest; returns which one that is.

    It is signed for the sender's seat, or for `seat` if they have none.
    """
    by = Byline(min(ctx.seats, default=seat), ctx.member.id, ctx.member.name)
    news = ctx.store[NewsItems].add(ctx.community.id, content, by, state=NewsState.KEPT, at=ctx.now)
    outcome.news_id = news.id
    return add_to_digest(ctx, news)


def replace_news(ctx: Context, outcome: ToldInNews, content: NewsContent, seat: Seat) -> None:
    """Replace the news that tells an outcome, unless it was sent or says the same."""
    news = None if outcome.news_id is None else ctx.store[NewsItems].get(outcome.news_id)
    if news is None or (news.title, news.words) == (content.title, content.words):
        return
    if remove_from_digest(ctx, news):
        add_news(ctx, outcome, content, seat)
