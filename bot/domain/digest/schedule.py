"""The schedule of a digest: its rule, and the reminder before it."""

from datetime import timedelta

from bot.domain.dates.recurrence import Before, Recurring, Rule, parse_rule

USUAL_DAYS = "monthly 1tu 08:00"
"""The days of a new community: the first Tuesday of the month at 8:00."""

REMINDED_BEFORE = timedelta(hours=2)
"""Time before sending at which a missing approval is asked for."""


CATCH_UP = timedelta(hours=12)
"""Time after its due time in which an approved digest is still sent, after a pause."""


def schedule_key(community_id: int) -> str:
    """The schedule of a community's digest."""
    return f"digest/{community_id}"


def digest_plans(community_id: int, rule: str) -> dict[str, tuple[str, Rule] | None]:
    """By schedule: the job and the rule to plan for a digest, or None where none is wanted."""
    recurring = parse_rule(rule) if rule else None
    keys = (schedule_key(community_id), f"digest-reminder/{community_id}")
    if not isinstance(recurring, Recurring):
        return dict.fromkeys(keys)
    reminder = Before(recurring, REMINDED_BEFORE)
    return dict(zip(keys, (("digest", recurring), ("digest-reminder", reminder)), strict=True))
