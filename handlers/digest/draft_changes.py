"""Changes to a digest, its day, its pause or its news, which reset a submitted one to a draft."""

from dataclasses import replace

from bot.core import Button, Card, Context, JobContext, Line, Text, text
from bot.domain.dates.moments import Days
from bot.domain.dates.recurrence import Recurring, parse_rule
from bot.domain.digest.approvals import DigestState
from bot.domain.digest.composing import NEWS
from bot.references.digest import (
    DRAFT_SUBJECT,
    ORDER_SUBJECT,
    draft_card,
    news_card,
    preview_digest,
)
from bot.vocabulary.community_settings import plan_letter
from storage.communities import RoomKind
from storage.digest import Digest, Digests, LetterItems, News, NewsState
from storage.outbound import SentMessages
from storage.region_letter import NEWS as REGION_NEWS
from storage.region_letter import RegionLetters


def change_digest_day(ctx: Context, rule: Recurring | None, *, by: str) -> None:
    """Set the days of the digest, or none; tells the other gardeners."""
    change = text("{name} changed the day of the letter.", name=by)
    put_digest_rule(ctx, rule, change)


def put_digest_rule(ctx: Context, rule: Recurring | None, change: Text) -> None:
    """Set the rule of the digest, and tell the other gardeners."""
    current_digest(ctx)
    ctx.community.digest = "" if rule is None else str(rule)
    plan_letter(ctx.store, ctx.community, ctx.now)
    digest = current_digest(ctx)
    missed = digest.status.state is DigestState.MISSED
    if missed or not reopen_digest(ctx, digest, change):
        announce_next_digest(ctx, change)


def announce_next_digest(ctx: Context, change: Text) -> None:
    """Tell the other gardeners of a change, and when the next digest is due."""
    due = ctx.store[Digests].next_due(ctx.community.id)
    none = text("No letter goes out until a day is chosen again.")
    planned = text("The next one is planned for {due}.", due=due)
    ctx.tell_other_gardeners(Card(None, (change, none if due is None else planned)))


def current_digest(ctx: JobContext) -> Digest:
    """The digest in preparation, locked until the commit."""
    return ctx.store[Digests].current(ctx.community.id, ctx.now)


def tell_change(ctx: Context, digest: Digest, change: Text) -> None:
    """Tell of a change; a submitted digest becomes a draft again."""
    draft_card.refresh(ctx, digest.id)
    if not reopen_digest(ctx, digest, change):
        tell_back_room(ctx, change)


def tell_order_change(ctx: Context, digest: Digest, change: Text) -> None:
    """Tell of a new order, unless the newest message of the room is about this draft anyway."""
    draft_card.refresh(ctx, digest.id)
    if reopen_digest(ctx, digest, change):
        return
    about = f"{ORDER_SUBJECT}:{ctx.member.id}"
    line = Card(None, (change,), ((review_button(),),))
    for room in ctx.rooms(RoomKind.GARDENERS):
        newest = ctx.store[SentMessages].newest_about(room.address)
        is_seen = newest in {about, f"{DRAFT_SUBJECT}:{digest.id}"}
        if not is_seen and room.address != ctx.incoming.room:
            ctx.post(room.address, line, about=about, quiet=True)


def tell_news_change(ctx: Context, news: News, change: Text) -> None:
    """Tell of a change of a kept news; a ready digest without it stays ready."""
    digest = current_digest(ctx)
    if news.digest_id is None and not digest.status.takes_more:
        tell_back_room(ctx, change)
    else:
        tell_change(ctx, digest, change)


def tell_back_room(ctx: Context, change: Text) -> None:
    """Tell of a change in the gardeners' room, unless it was made there."""
    ctx.tell_back_room(Card(None, (change,), ((review_button(),),)), quiet=True)


def review_button() -> Button:
    return preview_digest.button(text("Review the letter"))


def reopen_digest(ctx: Context, digest: Digest, change: Text) -> bool:
    """Reset a submitted digest to a draft and tell the gardeners; False for a draft."""
    if digest.status.submitted is None:
        return False
    reset_to_draft(ctx, digest, change)
    return True


def add_to_digest(ctx: Context, news: News) -> Text:
    """Add a kept news to the current digest; returns which one that is."""
    digest = current_digest(ctx)
    ctx.store[LetterItems].leave_out(digest.id, (NEWS, news.id), left_out=False)
    draft_card.refresh(ctx, digest.id)
    added = text("{name} added news item {number}.", **_news_values(ctx, news))
    if digest.status.add() == digest.status:
        tell_back_room(ctx, added)
    else:
        reset_to_draft(ctx, digest, added)
    if not digest.status.takes_more:
        return text(
            "News item {number} will be in the following letter: the next one is ready.",
            number=news.number,
        )
    if digest.due_at is None or digest.due_at <= ctx.now:
        return text("News item {number} is in the letter being prepared.", number=news.number)
    return text(
        "News item {number} is in the letter of {due}.", number=news.number, due=digest.due_at
    )


def remove_from_digest(ctx: Context, news: News) -> bool:
    """Remove an outdated news; False if it was sent or removed already."""
    digest = current_digest(ctx)
    if news.state != NewsState.KEPT:
        return False
    take_out(ctx, digest, news)
    return True


def take_out(
    ctx: Context, digest: Digest, news: News, *, state: NewsState = NewsState.DROPPED
) -> None:
    """Take a news item out of the current digest, which is a draft again if it was submitted."""
    change = text("{name} removed news item {number}.", **_news_values(ctx, news))
    if news.digest_id is not None:
        tell_change(ctx, digest, change)
    elif news.state == NewsState.KEPT:
        tell_back_room(ctx, change)
    if news.state == NewsState.KEPT:
        ctx.store[LetterItems].leave_out(digest.id, (NEWS, news.id))
    news.state = state
    news_card.refresh(ctx, news.id)
    ctx.store[RegionLetters].refresh_with(ctx.community.id, (REGION_NEWS, news.id))
    draft_card.refresh(ctx, digest.id)


def reset_to_draft(ctx: Context, digest: Digest, what: Text) -> None:
    """Reset a digest to a draft, and tell those who had read it."""
    ctx.store[Digests].become(digest, digest.status.reopen())
    draft_card.refresh(ctx, digest.id)
    again = text("{what} The letter is a draft again: it has to be approved again.", what=what)
    ctx.tell_other_gardeners(Card(None, (again,), ((review_button(),),)))
    tell_back_room(ctx, again)


def _news_values(ctx: Context, news: News) -> dict[str, object]:
    return {"name": ctx.member.name, "number": news.number}


def digest_rule(ctx: JobContext) -> Recurring | None:
    rule = parse_rule(ctx.community.digest) if ctx.community.digest else None
    return rule if isinstance(rule, Recurring) else None


def pause_of(ctx: JobContext) -> Days | None:
    """The days on which no letter goes out, while they are not over."""
    rule = digest_rule(ctx)
    days = None if rule is None else rule.pause
    return None if days is None or days.last < ctx.today else days


def with_pause(ctx: JobContext, rule: Recurring) -> Recurring:
    """The rule with the present pause of the letter."""
    return replace(rule, pause=pause_of(ctx))


def pause_lines(ctx: JobContext) -> list[Line]:
    days = pause_of(ctx)
    if days is None:
        return []
    if days.first == days.last:
        return [text("No letter on {day}.", day=days.first)]
    return [text("No letter from {first} to {last}.", first=days.first, last=days.last)]
