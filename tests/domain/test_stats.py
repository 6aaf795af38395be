"""The times that figures are told of."""

from datetime import date

from bot.domain.dates.local_time import Stretch


def test_a_time_begins_on_the_same_day_of_a_month() -> None:
    assert Stretch.MONTH.first_day(date(2026, 11, 24)) == date(2026, 10, 24)
    assert Stretch.QUARTER.first_day(date(2026, 11, 24)) == date(2026, 8, 24)
    assert Stretch.YEAR.first_day(date(2026, 11, 24)) == date(2025, 11, 24)


def test_a_day_past_the_end_of_a_month_becomes_its_last_day() -> None:
    assert Stretch.MONTH.first_day(date(2026, 3, 31)) == date(2026, 2, 28)
    assert Stretch.YEAR.first_day(date(2028, 2, 29)) == date(2027, 2, 28)
