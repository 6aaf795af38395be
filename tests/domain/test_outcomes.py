"""When people are asked about an event that took place."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events.notices import (
    CHANGED_WITHIN,
    asked_at,
    is_hour_to_ask,
    is_time_to_check,
    may_say_until,
    put_together,
)

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from([PARIS, REUNION, ZoneInfo("America/Martinique"), ZoneInfo("UTC")])


@given(moments, zones)
def test_people_are_asked_the_day_after_at_ten_in_the_morning(
    over_at: datetime, zone: ZoneInfo
) -> None:
    asked = asked_at(over_at, zone).astimezone(zone)

    assert (asked.hour, asked.minute) == (10, 0)
    assert asked.date() == over_at.astimezone(zone).date() + timedelta(days=1)
    assert asked > over_at
    assert may_say_until(over_at, zone) - asked_at(over_at, zone) == CHANGED_WITHIN


@pytest.mark.parametrize(
    ("over", "asked"),
    [
        pytest.param("2026-03-28T16:00+00:00", "2026-03-29T08:00+00:00", id="into summer time"),
        pytest.param("2026-10-24T16:00+00:00", "2026-10-25T09:00+00:00", id="into winter time"),
        pytest.param("2026-12-05T22:59+00:00", "2026-12-06T09:00+00:00", id="before midnight"),
        pytest.param("2026-12-05T23:01+00:00", "2026-12-07T09:00+00:00", id="after midnight"),
    ],
)
def test_the_hour_is_in_the_zone_of_the_event(over: str, asked: str) -> None:
    assert asked_at(datetime.fromisoformat(over), PARIS) == datetime.fromisoformat(asked)


def test_gardeners_are_left_alone_until_ten() -> None:
    assert not is_hour_to_ask(datetime(2026, 12, 4, 8, 59, tzinfo=UTC), PARIS)
    assert is_hour_to_ask(datetime(2026, 12, 4, 9, 0, tzinfo=UTC), PARIS)


@dataclass
class Step:
    """The next step of an event or of a poll."""

    next_on: date | None
    checked_for: date | None = None


@pytest.mark.parametrize(
    ("step", "asked"),
    [
        pytest.param(Step(None), False, id="no day"),
        pytest.param(Step(date(2026, 12, 4)), True, id="its day"),
        pytest.param(Step(date(2026, 12, 5)), False, id="the day before"),
        pytest.param(Step(date(2026, 12, 1)), True, id="days after, when nobody was asked"),
        pytest.param(Step(date(2026, 12, 4), date(2026, 12, 4)), False, id="asked already"),
        pytest.param(Step(date(2026, 12, 4), date(2026, 12, 1)), True, id="another day"),
    ],
)
def test_gardeners_are_asked_once_for_each_day_that_they_named(step: Step, *, asked: bool) -> None:
    assert is_time_to_check(step, datetime(2026, 12, 4, 9, 0, tzinfo=UTC), PARIS) is asked
    assert not is_time_to_check(step, datetime(2026, 12, 4, 8, 59, tzinfo=UTC), PARIS)


def test_the_words_of_two_authors_are_joined_and_never_repeated() -> None:
    assert put_together("", "B") == "B"
    assert put_together("A", "") == "A"
    assert put_together("A", "B") == "A\nB"
    assert put_together("A", "A") == "A"
