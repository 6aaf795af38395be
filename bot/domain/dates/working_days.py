"""Working days: neither in a weekend nor a public holiday of the zone."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates.public_holidays import next_working_day

_DAY = timedelta(days=1)


def add_working_days(day: date, count: int, zone: ZoneInfo) -> date:
    """The working day that many working days later; 0 gives the day itself or the next one."""
    day = next_working_day(day, zone)
    for _ in range(count):
        day = next_working_day(day + _DAY, zone)
    return day


def working_days_between(first: date, last: date, zone: ZoneInfo) -> int:
    """Number of working days after `first`, up to and with `last`; 0 if it is not later."""
    count, day = 0, next_working_day(first + _DAY, zone)
    while day <= last:
        count += 1
        day = next_working_day(day + _DAY, zone)
    return count
