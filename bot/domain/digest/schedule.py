"""The schedule of a digest: its rule, and the reminders before it."""

from datetime import timedelta

from bot.domain.dates.recurrence.recurrence import Before, Recurring, Rule, parse_rule

USUAL_DAYS = "monthly 1tu 08:00"
"""The days of a new community: the first Tuesday of the month at 8:00."""

REMINDED_AT = timedelta(hours=18)
"""Time of the evening before at which a missing approval is asked for."""

EVENING = timedelta(hours=3)
"""Time in which the reminder of the evening still makes sense, after a pause."""

REMINDED_BEFORE = timedelta(hours=2)
"""Time before sending at which it is asked for again, outside quiet hours."""

REMINDED_AHEAD = timedelta(hours=31)
"""The longest time between a reminder and the sending, in the night that clocks go back."""

CATCH_UP = timedelta(hours=12)
"""Time after its due time in which an approved digest is still sent, after a pause."""


def schedule_key(community_id: int) -> str:
    """The schedule of a community's digest."""
    return f"digest/{community_id}"


def digest_plans(community_id: int, rule: str) -> dict[str, tuple[str, Rule] | None]:
    """By schedule: the job and the rule to plan for a digest, or None where none is wanted."""
    recurring = parse_rule(rule) if rule else None
    keys = {
        "digest": schedule_key(community_id),
        "digest-evening": f"digest-evening/{community_id}",
        "digest-reminder": f"digest-reminder/{community_id}",
    }
    if not isinstance(recurring, Recurring):
        return dict.fromkeys(keys.values())
    rules: dict[str, Rule] = {
        "digest": recurring,
        "digest-evening": Before(recurring, _since_evening(recurring)),
        "digest-reminder": Before(recurring, REMINDED_BEFORE),
    }
    return {keys[job]: (job, planned) for job, planned in rules.items()}


def _since_evening(rule: Recurring) -> timedelta:
    """Time from the reminder in the evening before to the sending."""
    return timedelta(days=1, hours=rule.at.hour, minutes=rule.at.minute) - REMINDED_AT
