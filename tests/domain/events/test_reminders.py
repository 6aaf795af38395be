"""When people are reminded of an event: in time, once, never in their quiet hours."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates.local_time import QuietHours
from bot.domain.events.notices import EARLIEST, Ahead, Habits, plan, read_wanted, reminder, written

PARIS = ZoneInfo("Europe/Paris")
ALL = frozenset(Ahead)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def local(words: str) -> datetime:
    return datetime.fromisoformat(f"2026-{words}").replace(tzinfo=PARIS)


def planned(begins: str, habits: Habits) -> dict[str, str]:
    found = plan(local(begins), PARIS, habits)
    return {ahead.value: f"{at.astimezone(PARIS):%m-%d %H:%M}" for ahead, at in found}


@pytest.mark.parametrize(
    ("begins", "times"),
    [
        pytest.param(
            "12-05T14:30",
            {"week": "11-28 14:30", "day": "12-04 14:30", "hours": "12-05 12:30"},
            id="by day",
        ),
        pytest.param(
            "12-05T09:00",
            {"week": "11-28 09:00", "day": "12-04 09:00", "hours": "12-04 20:30"},
            id="early: two hours before is the evening before",
        ),
        pytest.param(
            "12-05T22:00",
            {"week": "11-28 20:30", "day": "12-04 20:30", "hours": "12-05 20:00"},
            id="late: a day before is earlier that evening",
        ),
        pytest.param(
            "12-05T00:30",
            {"week": "11-27 20:30", "day": "12-03 20:30", "hours": "12-04 20:30"},
            id="at night",
        ),
        pytest.param(
            "10-26T18:00",
            {"week": "10-19 18:00", "day": "10-25 18:00", "hours": "10-26 16:00"},
            id="the hour stays when the clocks change",
        ),
    ],
)
def test_the_usual_times(begins: str, times: dict[str, str]) -> None:
    assert planned(begins, Habits(PARIS, wanted=ALL)) == times


def test_only_those_that_are_wanted() -> None:
    assert list(planned("12-05T14:30", Habits(PARIS))) == ["day", "hours"]
    assert planned("12-05T14:30", Habits(PARIS, wanted=frozenset())) == {}


def test_two_hours_before_is_left_out_where_the_day_before_just_said_it() -> None:
    quiet_by_day = QuietHours(time(11), time(22, 30))

    times = planned("12-05T10:00", Habits(PARIS, quiet_by_day, ALL))
    moved = planned("12-05T13:30", Habits(PARIS, QuietHours(time(13), time(11)), ALL))

    assert times == {"week": "11-28 10:00", "day": "12-04 10:00", "hours": "12-05 08:00"}
    assert moved == {"week": "11-28 12:30", "day": "12-04 12:30", "hours": "12-05 11:30"}
    assert planned("12-05T23:00", Habits(PARIS, QuietHours(time(0), time(22)), ALL)) == {
        "week": "11-28 23:00",
        "day": "12-04 23:00",
    }


def test_an_hour_elsewhere_is_quiet_by_the_clocks_there() -> None:
    at_home = Habits(ZoneInfo("America/Cayenne"))

    found = dict(plan(local("12-05T14:30"), PARIS, at_home))

    assert f"{found[Ahead.DAY].astimezone(PARIS):%d %H:%M}" == "04 14:30"
    assert f"{found[Ahead.HOURS].astimezone(at_home.zone):%d %H:%M}" == "05 08:30"


def test_a_member_who_signed_up_after_a_reminder_was_due_waits_for_the_next() -> None:
    begins, habits = local("12-05T14:30"), Habits(PARIS, wanted=ALL)
    late = local("12-04T18:00")

    def told(now: str) -> Ahead | None:
        return reminder((begins, PARIS), habits, since=late, now=local(now))

    assert told("12-04T18:01") is None
    assert told("12-05T12:30") is Ahead.HOURS


@pytest.mark.parametrize(
    ("back_at", "told"),
    [
        ("11-28T14:29", None),
        ("11-30T10:00", Ahead.WEEK),
        ("12-04T15:00", Ahead.DAY),
        ("12-04T23:00", None),
        ("12-05T09:00", Ahead.DAY),
        ("12-05T14:00", Ahead.HOURS),
        ("12-05T14:30", None),
        ("12-06T10:00", None),
    ],
)
def test_after_a_pause_the_latest_counts_and_none_once_it_began(
    back_at: str, told: Ahead | None
) -> None:
    habits = Habits(PARIS, wanted=ALL)

    event = (local("12-05T14:30"), PARIS)
    assert reminder(event, habits, since=LONG_AGO, now=local(back_at)) is told


_ZONES = st.sampled_from(
    ["Europe/Paris", "America/Cayenne", "Indian/Reunion", "Pacific/Noumea", "UTC", "Asia/Beirut"]
).map(ZoneInfo)
_TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
_QUIET = st.tuples(_TIMES, _TIMES).filter(lambda both: both[0] != both[1])
_HABITS = st.builds(
    lambda zone, hours, wanted: Habits(zone, QuietHours(*hours), wanted),
    _ZONES,
    _QUIET,
    st.frozensets(st.sampled_from(Ahead)),
)
_BEGINNINGS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone comes with it
_MINUTES = st.integers(-1000, 9 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(_BEGINNINGS, _ZONES, _HABITS)
def test_reminders_are_planned_in_order_before_the_beginning_and_never_in_quiet_hours(
    begins: datetime, zone: ZoneInfo, habits: Habits
) -> None:
    times = [at for _, at in plan(begins, zone, habits)]

    assert all(begins - EARLIEST < at < begins for at in times)
    assert all(later - at >= timedelta(hours=3) for at, later in pairwise(times))
    assert not any(habits.quiet.holds(at.astimezone(habits.zone).time()) for at in times)
    assert {ahead for ahead, _ in plan(begins, zone, habits)} <= set(habits.wanted)


@given(_BEGINNINGS, _ZONES, _HABITS, _MINUTES, st.lists(_MINUTES, max_size=40))
def test_whenever_the_clock_looks_each_leaves_once_at_most(
    begins: datetime, zone: ZoneInfo, habits: Habits, signed: timedelta, looks: list[timedelta]
) -> None:
    since = begins - signed
    had: list[Ahead] = []
    for now in sorted(begins - each for each in looks):
        found = reminder((begins, zone), habits, since=since, now=now, had=had)
        if found is None:
            continue
        had.append(found)
        assert since < now < begins
        assert not habits.quiet.holds(now.astimezone(habits.zone).time())
        assert dict(plan(begins, zone, habits))[found] <= now

    assert had == [ahead for ahead in Ahead if ahead in had]
    assert set(had) <= set(habits.wanted)


@given(_BEGINNINGS, _ZONES, _HABITS)
def test_a_look_at_each_due_time_finds_every_reminder(
    begins: datetime, zone: ZoneInfo, habits: Habits
) -> None:
    planned_ones = plan(begins, zone, habits)

    told = [reminder((begins, zone), habits, since=LONG_AGO, now=at) for _, at in planned_ones]

    assert told == [ahead for ahead, _ in planned_ones]


@given(st.frozensets(st.sampled_from(Ahead)))
def test_the_reminders_that_a_person_wants_are_read_back(wanted: frozenset[Ahead]) -> None:
    assert read_wanted(written(wanted)) == wanted
    assert read_wanted(None) == {Ahead.DAY, Ahead.HOURS}
