"""The pre-election period (Code électoral, L52-1): the Region's publications have to be neutral."""

from datetime import datetime

from bot.core import Button, Card, Context, JobContext, Replace, Text, Words, text
from bot.domain.dates.recurrence.recurrence import Once, Rule
from storage.communities import Community, RoomKind

NEUTRAL = text("Neutral content: checked")
"""Label of the buttons that confirm it."""


def must_be_neutral(ctx: JobContext, at: datetime | None = None) -> bool:
    """True if something that is decided now, and goes out at `at`, falls into the period."""
    days = ctx.community.neutral_days
    if days is None:
        return False
    return days.covers(ctx.today) or (
        at is not None and days.covers(at.astimezone(ctx.community.zone).date())
    )


def rule_must_be_neutral(ctx: Context, rule: Rule | None) -> bool:
    """Like `must_be_neutral`, for a rule; a repeating one reaches every period that is not over."""
    days = ctx.community.neutral_days
    if isinstance(rule, Once):
        return must_be_neutral(ctx, rule.at)
    if rule is None:
        return must_be_neutral(ctx)
    return days is not None and days.last >= ctx.today


def ask_if_neutral(ctx: Context, title: Words | None, go_on: Button, *others: Button) -> Replace:
    """Explain why the content has to be checked; `go_on` confirms it and completes the act."""
    ctx.only_ask()
    lines = check_lines(ctx)
    return Replace(Card(title, lines, ((go_on,), others) if others else ((go_on,),)))


def check_lines(ctx: JobContext) -> tuple[Text, ...]:
    """Why the content has to be checked before it is published."""
    return (
        period_text(ctx.community),
        text("What the Region publishes then has to be neutral (Code électoral, article L52-1)."),
        text("Read it once more before you confirm: your name and the time are recorded."),
    )


def note_neutral(ctx: Context, checked: Text) -> None:
    """Tell the back room who checked what."""
    for room in ctx.rooms(RoomKind.GARDENERS):
        ctx.post(room.address, checked)


def period_text(community: Community) -> Text:
    """The period of a community, or that none is set."""
    days = community.neutral_days
    if days is None:
        return text("Pre-election period: none.")
    if days.first == days.last:
        return text("Pre-election period: {day}.", day=days.first)
    return text("Pre-election period: from {first} to {last}.", first=days.first, last=days.last)
