"""The schedule of a digest: its weekly rule, and the reminder before it."""

from datetime import timedelta

from bot.domain.dates.recurrence import Weekly, parse_rule

REMINDED_BEFORE = timedelta(hours=2)
"""Time before sending at which a missing approval is asked for."""


CATCH_UP = timedelta(hours=12)
"""Time after its due time in which an approved digest is still sent, after a pause."""


def schedule_key(community_id: int) -> str:
    """The schedule of a community's digest."""
    return f"digest/{community_id}"


def digest_plans(community_id: int, rule: str) -> dict[str, tuple[str, Weekly] | None]:
    """By schedule: the job and the rule to plan for a digest, or None where none is wanted."""
    weekly = parse_rule(rule) if rule else None
    keys = (schedule_key(community_id), f"digest-reminder/{community_id}")
    if not isinstance(weekly, Weekly):
        return dict.fromkeys(keys)
    reminder = weekly.earlier(REMINDED_BEFORE)
    return dict(zip(keys, (("digest", weekly), ("digest-reminder", reminder)), strict=True))
