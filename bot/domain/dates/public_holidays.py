"""Public holidays of the country that a time zone lies in (Code du travail L3133-1 in France).

The dates come from the library `holidays`. Overseas départements have theirs, as their zones do.
"""

from collections.abc import Container
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global

_SATURDAY = 5
_DAY = timedelta(days=1)


@cache
def holidays_in(zone_key: str) -> Container[date]:
    """The holidays by a zone's name; none where the zone has no country, as UTC."""
    import holidays  # noqa: PLC0415 - it takes a third of a second, and few schedules heed them

    country = get_global("zone_territories").get(zone_key)
    if country not in holidays.list_supported_countries():
        return ()
    return holidays.country_holidays(country)


def next_working_day(day: date, zone: ZoneInfo) -> date:
    """The day itself, or the first one after it that is neither a holiday nor in a weekend."""
    public = holidays_in(zone.key)
    while day in public or day.weekday() >= _SATURDAY:
        day += _DAY
    return day
