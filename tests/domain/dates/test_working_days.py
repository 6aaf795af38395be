"""Working days, counted over weekends and holidays."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates.local_time import add_working_days, working_days_between

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")

days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "zone", "later"),
    [
        (date(2026, 11, 24), 0, PARIS, date(2026, 11, 24)),
        (date(2026, 11, 24), 10, PARIS, date(2026, 12, 8)),
        (date(2026, 11, 28), 0, PARIS, date(2026, 11, 30)),
        (date(2026, 12, 24), 1, PARIS, date(2026, 12, 28)),
        (date(2026, 12, 31), 1, PARIS, date(2027, 1, 4)),
        (date(2026, 12, 18), 1, REUNION, date(2026, 12, 21)),
    ],
    ids=["none", "two weeks", "a Saturday", "Christmas", "New Year", "overseas"],
)
def test_weekends_and_holidays_do_not_count(
    day: date, count: int, zone: ZoneInfo, later: date
) -> None:
    assert add_working_days(day, count, zone) == later


@given(day=days, count=st.integers(0, 60))
def test_added_working_days_are_counted_back(day: date, count: int) -> None:
    first = add_working_days(day, 0, PARIS)

    assert working_days_between(first, add_working_days(day, count, PARIS), PARIS) == count


@given(day=days, ahead=st.integers(-30, 30))
def test_an_earlier_day_is_no_working_days_away(day: date, ahead: int) -> None:
    earlier, later = sorted((day, day + timedelta(days=ahead)))
    next_one = add_working_days(add_working_days(later, 0, PARIS), 1, PARIS)

    assert working_days_between(later, earlier, PARIS) == 0
    assert working_days_between(later, next_one, PARIS) >= 1
