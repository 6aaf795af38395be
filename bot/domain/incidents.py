"""The age from which a last good backup is reported."""

from datetime import datetime, timedelta

OLD = timedelta(days=3)
"""From this age on, it is told that something is wrong."""
AGAIN_DAYS = 7


def is_old(made_at: datetime, now: datetime) -> bool:
    return now - made_at >= OLD


def is_to_be_told(made_at: datetime, now: datetime) -> bool:
    """True on the day on which it is old, then once a week: to be asked once a day."""
    return is_old(made_at, now) and (now - made_at - OLD).days % AGAIN_DAYS == 0
