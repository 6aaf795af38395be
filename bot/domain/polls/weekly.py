"""The question of the week: its days, and how long it stays open."""

from datetime import timedelta

from bot.domain.dates.recurrence import Recurring, parse_rule

OPEN_FOR = timedelta(days=6)
MOST_KEPT = 100


def weekly_key(community_id: int) -> str:
    """The schedule of a community's question of the week."""
    return f"weekly-question/{community_id}"


def weekly_rule(rule: str) -> Recurring | None:
    """The days as they are stored; None for no question."""
    read = parse_rule(rule) if rule else None
    return read if isinstance(read, Recurring) else None
