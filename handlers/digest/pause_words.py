"""The pause of the letter: its days, and how it is shown."""

from dataclasses import replace

from bot.core import JobContext, Line, text
from bot.domain.dates.phrases.periods import Days
from bot.domain.dates.recurrence.recurrence import Recurring, parse_rule


def digest_rule(ctx: JobContext) -> Recurring | None:
    """The days of the community's letter."""
    rule = parse_rule(ctx.community.digest) if ctx.community.digest else None
    return rule if isinstance(rule, Recurring) else None


def pause_of(ctx: JobContext) -> Days | None:
    """The days on which no letter goes out, while they are not over."""
    rule = digest_rule(ctx)
    days = None if rule is None else rule.pause
    return None if days is None or days.last < ctx.today else days


def with_pause(ctx: JobContext, rule: Recurring) -> Recurring:
    """The rule with the pause that the letter has."""
    return replace(rule, pause=pause_of(ctx))


def pause_lines(ctx: JobContext) -> list[Line]:
    """The pause of the letter, if there is one."""
    days = pause_of(ctx)
    if days is None:
        return []
    if days.first == days.last:
        return [text("No letter on {day}.", day=days.first)]
    return [text("No letter from {first} to {last}.", first=days.first, last=days.last)]
