"""From when until when the door of an event is open."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events.attendance import DoorClosed, DoorNotOpen, check_hours, noted_from, opens_at

START = datetime(2026, 12, 5, 13, 30, tzinfo=UTC)
OVER = START + timedelta(hours=2)
PARIS = ZoneInfo("Europe/Paris")


@given(minutes=st.integers(-600, 600))
def test_a_code_works_from_two_hours_before_the_event_to_its_end(minutes: int) -> None:
    now = START + timedelta(minutes=minutes)

    if minutes < -120:
        with pytest.raises(DoorNotOpen):
            check_hours(1, START, OVER, now)
    elif minutes >= 120:
        with pytest.raises(DoorClosed):
            check_hours(1, START, OVER, now)
    else:
        check_hours(1, START, OVER, now)


@given(hours=st.integers(0, 24 * 365))
def test_presence_is_noted_from_the_morning_and_never_later_than_the_door_opens(
    hours: int,
) -> None:
    starts = START + timedelta(hours=hours)
    first = noted_from(starts, PARIS)

    assert first <= opens_at(starts)
    assert starts - first <= timedelta(hours=26)
    assert first.astimezone(PARIS).date() <= starts.astimezone(PARIS).date()
