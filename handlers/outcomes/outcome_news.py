"""The outcome of an event as a news of the digest."""

from bot.core import Context, Text
from bot.domain.digest.news import LONGEST_TITLE, LONGEST_WORDS, NewsContent
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
    news = None if outcome.news_id is None else ctx.store[NewsItems].get(outcome.news_id)
    if news is None or (news.title, news.words) == _title_and_words(ctx, event, outcome):
        return
    if remove_from_digest(ctx, news):
        add_outcome_news(ctx, event, outcome)


def add_outcome_news(ctx: Context, event: Event, outcome: Outcome) -> Text:
    """Add it to the next digest, which both gardeners approve."""
    seat = min(ctx.seats, default=event.organiser)
    title, words = _title_and_words(ctx, event, outcome)
    by = Byline(seat, ctx.member.id, ctx.member.name)
    told_now = NewsContent(title, words, "")
    news = ctx.store[NewsItems].add(
        ctx.community.id, told_now, by, state=NewsState.KEPT, at=ctx.now
    )
    outcome.news_id = news.id
    return add_to_digest(ctx, news)


def _title_and_words(ctx: Context, event: Event, outcome: Outcome) -> tuple[str, str]:
    title, words = news_of_outcome(ctx, event, outcome)
    if len(words) > LONGEST_WORDS:
        words = f"{words[: LONGEST_WORDS - 1]}…"
    return title[:LONGEST_TITLE], words
