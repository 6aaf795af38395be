"""Instants of local clock times."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the clocks of `zone` show `wall` (a naive datetime).

    As in PEP 495 with `fold=0`: an hour that summer time skips is moved forward (02:30 happens
    at 03:30), an hour that winter time repeats is its first passage.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
