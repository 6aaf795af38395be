"""The hours in which a person is left alone, in any zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates.local_time import (
    NoQuietAtAll,
    QuietHours,
    UnreadableHours,
    next_unasked,
    read_quiet,
)
from bot.domain.refusals import Refusal

DAY = timedelta(days=1)
ZONES = ["Europe/Paris", "America/Cayenne", "Indian/Reunion", "Pacific/Auckland"]
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001 - a zone is drawn too
hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


@given(moments, st.sampled_from(ZONES), st.none() | st.integers(-3, 3), hours, hours)
def test_unasked_messages_leave_outside_the_quiet_hours_once_a_day(
    moment: datetime, place: str, last: int | None, start: time, end: time
) -> None:
    zone, quiet = ZoneInfo(place), QuietHours(start, end)
    now = moment.replace(tzinfo=zone)
    last_day = None if last is None else now.date() + last * DAY

    at = next_unasked(now, zone, last_day, quiet).astimezone(zone)

    assert at >= now
    assert not quiet.holds(at.time())
    assert last_day is None or at.date() > last_day
    if last_day is None:
        assert at - now <= timedelta(hours=25)


@given(moments, st.sampled_from(ZONES), hours, hours)
def test_nothing_waits_outside_the_quiet_hours(
    moment: datetime, place: str, start: time, end: time
) -> None:
    zone, quiet = ZoneInfo(place), QuietHours(start, end)
    now = moment.replace(tzinfo=UTC).astimezone(zone)

    assert (quiet.over(now, zone) != now) == quiet.holds(now.time())


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        pytest.param("22h - 7h30", time(22), time(7, 30), id="as the question says"),
        pytest.param("21:00 - 8:00", time(21), time(8), id="with colons"),
        pytest.param("21-8", time(21), time(8), id="bare"),
        pytest.param("de 22 h à 7 h 30", time(22), time(7, 30), id="in a sentence"),
        pytest.param("Entre minuit et midi.", time(0), time(12), id="named"),
        pytest.param("from 10pm to 7:15 am", time(22), time(7, 15), id="in English"),
        pytest.param("12am – 12pm", time(0), time(12), id="noon and midnight on a dial"),
        pytest.param("13h-14h", time(13), time(14), id="a nap"),
        pytest.param("24h - 8h", time(0), time(8), id="the end of the day"),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, start: time, end: time) -> None:
    assert read_quiet(typed) == QuietHours(start, end)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        pytest.param("la nuit", UnreadableHours, id="no hours"),
        pytest.param("22h", UnreadableHours, id="one hour"),
        pytest.param("25h - 7h", UnreadableHours, id="no such hour"),
        pytest.param("22h - 7h75", UnreadableHours, id="no such minute"),
        pytest.param("22h - 7h - 9h", UnreadableHours, id="three hours"),
        pytest.param("8h - 8h", NoQuietAtAll, id="the same hour"),
        pytest.param("", UnreadableHours, id="nothing"),
    ],
)
def test_other_hours_are_explained(typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_quiet(typed)
