"""When a person may be written to without having asked: by day, and once a day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM = time(21)
QUIET_UNTIL = time(8)


def next_unasked(now: datetime, zone: ZoneInfo, last: date | None) -> datetime:
    """The first instant from `now` on at which an unasked message may leave.

    `last` is the local day of the person's latest unasked message.
    """
    local = now.astimezone(zone)
    day = local.date()
    if local.time() >= QUIET_FROM:
        day += timedelta(days=1)
    if last is not None and day <= last:
        day = last + timedelta(days=1)
    morning = datetime.combine(day, QUIET_UNTIL, tzinfo=zone)
    return now if morning <= local and day == local.date() else morning.astimezone(now.tzinfo)
