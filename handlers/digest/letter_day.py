"""The letter's day, what joins it, and what a change does to a letter that others have read."""

from bot.core import Card, Context, Text, text
from bot.domain.dates.recurrence import Weekly
from bot.domain.digest.approvals import DigestState
from bot.references.digest import news_card
from bot.vocabulary.applied_settings import plan_letter
from storage.digest import Digest, Digests, News, NewsState


def change_letter_day(ctx: Context, rule: Weekly | None, *, by: str) -> None:
    """Let the letter go out each week at this time, or no more; the other gardeners are told."""
    what = text("{name} changed the day of the letter.", name=by)
    ctx.store[Digests].current(ctx.community.id, ctx.now)
    ctx.community.digest = "" if rule is None else str(rule)
    plan_letter(ctx.store, ctx.community, ctx.now)
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    missed = digest.issue.state is DigestState.MISSED
    if missed or not reopen_letter(ctx, digest, what):
        tell_next_letter(ctx, what)


def tell_next_letter(ctx: Context, what: Text) -> None:
    """Tell the other gardeners that something changed about the letter, and when it is due."""
    due = ctx.store[Digests].next_due(ctx.community.id)
    none = text("No letter goes out until a day is chosen again.")
    ctx.tell_other_gardeners(
        Card(None, (what, none if due is None else text("The next one is due on {due}.", due=due)))
    )


def reopen_letter(ctx: Context, digest: Digest, what: Text) -> bool:
    """Make a letter that others have read a draft again, and tell them; False for a draft."""
    if digest.issue.submitted is None:
        return False
    draft_again(ctx, digest, what)
    return True


def join_letter(ctx: Context, news: News) -> Text:
    """Let a kept news join the letter in the making; tells which one that is."""
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    if digest.issue.add() != digest.issue:
        draft_again(ctx, digest, text("{name} added news {number}.", **_named(ctx, news)))
    if not digest.issue.takes_more:
        return text(
            "News {number} is for the letter after the next: the next one is ready.",
            number=news.number,
        )
    if digest.due_at is None or digest.due_at <= ctx.now:
        return text("News {number} is in the letter in the making.", number=news.number)
    return text("News {number} is in the letter of {due}.", number=news.number, due=digest.due_at)


def leave_letter(ctx: Context, news: News) -> bool:
    """Take a news out that says what is not so any more; False where it went out, or was out."""
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    if news.state != NewsState.KEPT:
        return False
    if news.digest_id is not None:
        draft_again(ctx, digest, text("{name} took out news {number}.", **_named(ctx, news)))
    news.state = NewsState.DROPPED.value
    news_card.refresh(ctx, news.id)
    return True


def draft_again(ctx: Context, digest: Digest, what: Text) -> None:
    """Make a letter that changed a draft again, and tell those who had read it."""
    ctx.store[Digests].become(digest, digest.issue.reopen())
    ctx.tell_other_gardeners(
        text("{what} The letter is a draft again: it needs both keys anew.", what=what)
    )


def _named(ctx: Context, news: News) -> dict[str, object]:
    return {"name": ctx.member.name, "number": news.number}
