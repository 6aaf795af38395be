"""Rules and their due instants, over clock changes and however the time is cut."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates.moments import Days
from bot.domain.dates.recurrence import (
    Before,
    Every,
    NeverHappens,
    Once,
    OnHolidays,
    Recurring,
    Rule,
    check_happens,
    coming,
    due_times,
    next_due,
    parse_rule,
)
from bot.domain.dates.repeats import LAST, Repeat

PARIS = ZoneInfo("Europe/Paris")

zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Europe/Paris",
            "America/Guadeloupe",
            "Indian/Reunion",
            "Pacific/Noumea",
            "America/Miquelon",
            "America/Sao_Paulo",  # clocks changed at midnight
            "Australia/Lord_Howe",  # by half an hour
            "Pacific/Apia",  # a Friday was skipped
            "UTC",
        )
    ]
)
instants = st.datetimes(
    datetime(2005, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2035, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
)
minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
weeklies = st.builds(
    Recurring.weekly, st.integers(0, 6), minutes | st.just(time(2, 30)) | st.just(time(0))
)
seconds = st.integers(3600, 10**7).map(lambda count: timedelta(seconds=count))
recurring = st.builds(
    Recurring,
    st.builds(
        lambda every, days: Repeat("WEEKLY", every, tuple((0, day) for day in sorted(days))),
        st.integers(1, 3),
        st.sets(st.integers(0, 6), min_size=1),
    )
    | st.builds(
        lambda every, place, day: Repeat("MONTHLY", every, ((place, day),)),
        st.integers(1, 3),
        st.integers(1, 5) | st.just(LAST),
        st.integers(0, 6),
    )
    | st.builds(
        lambda days: Repeat("MONTHLY", month_days=tuple(sorted(days))),
        st.sets(st.integers(1, 31), min_size=1, max_size=4),
    ),
    minutes,
    st.dates(date(2004, 1, 1), date(2030, 1, 1)),
    st.sampled_from(OnHolidays),
)
rules: st.SearchStrategy[Rule] = (
    weeklies
    | recurring
    | st.builds(Before, recurring, st.integers(1, 3000).map(lambda count: timedelta(minutes=count)))
    | st.builds(Once, instants)
    | st.builds(Every, seconds)
)


def local(*due: datetime) -> list[str]:
    return [at.astimezone(PARIS).isoformat(sep=" ", timespec="minutes") for at in due]


def between(rule: str, since: str, until: str) -> list[str]:
    first, last = (datetime.fromisoformat(day).replace(tzinfo=PARIS) for day in (since, until))
    return local(*due_times(parse_rule(rule), PARIS, first, last))


def test_a_weekly_rule_keeps_its_local_hour() -> None:
    assert between("tue 08:00", "2026-10-19", "2026-11-01") == [
        "2026-10-20 08:00+02:00",
        "2026-10-27 08:00+01:00",
    ]


def test_a_skipped_hour_happens_once_moved_forward() -> None:
    assert between("sun 02:30", "2026-03-28", "2026-03-30") == ["2026-03-29 03:30+02:00"]


def test_a_repeated_hour_happens_once_at_its_first_passage() -> None:
    assert between("sun 02:30", "2026-10-24", "2026-10-26") == ["2026-10-25 02:30+02:00"]


def test_a_skipped_day_happens_once_moved_forward() -> None:
    apia, since = ZoneInfo("Pacific/Apia"), datetime(2011, 12, 28, tzinfo=UTC)

    due = list(due_times(parse_rule("fri 08:00"), apia, since, since + timedelta(days=5)))

    assert [at.astimezone(apia).isoformat() for at in due] == ["2011-12-31T08:00:00+14:00"]


def test_the_interval_holds_its_end_and_not_its_beginning() -> None:
    assert between("tue 08:00", "2026-11-24 08:00", "2026-12-01 08:00") == [
        "2026-12-01 08:00+01:00"
    ]
    assert between("tue 08:00", "2026-11-24 08:00", "2026-11-24 08:00") == []


def test_once_is_due_once() -> None:
    rule = "once 2026-11-27T18:00:00+00:00"

    assert between(rule, "2026-11-01", "2026-12-01") == ["2026-11-27 19:00+01:00"]
    assert between(rule, "2026-11-28", "2026-12-01") == []


def test_housekeeping_is_aligned_on_the_epoch() -> None:
    assert between("every 21600", "2026-10-25 01:30", "2026-10-25 14:00") == [
        "2026-10-25 02:00+02:00",
        "2026-10-25 07:00+01:00",
        "2026-10-25 13:00+01:00",
    ]


def test_a_reminder_comes_before_each_time_by_the_clock_on_the_wall() -> None:
    assert between("before 840 sun 09:00", "2026-10-20", "2026-11-02") == [
        "2026-10-24 19:00+02:00",
        "2026-10-31 19:00+01:00",
    ]


def test_the_next_due_instant() -> None:
    tuesday = datetime(2026, 11, 24, 10, tzinfo=PARIS)
    past = Once(tuesday - timedelta(seconds=1))

    assert next_due(Recurring.weekly(1, time(8)), PARIS, tuesday) == datetime(
        2026, 12, 1, 7, tzinfo=UTC
    )
    assert next_due(past, PARIS, tuesday) is None


@pytest.mark.parametrize(
    "text", ["tue 08:00", "sun 23:59", "once 2026-11-27T18:00:00+00:00", "every 3600"]
)
def test_a_rule_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_rule(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tue",
        "tue 25:00",
        "tue 08:00:30",
        "tue 08:00+01:00",
        "mardi 08:00",
        "once",
        "once 2026-11-27T18:00:00",
        "every",
        "every 0",
        "every -60",
        "every 1.5",
        "every " + "9" * 20,
    ],
)
def test_text_that_is_no_rule_raises_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a rule"):
        parse_rule(text)


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_week_has_seven_days(weekday: int) -> None:
    with pytest.raises(ValueError, match="not a weekday"):
        Recurring.weekly(weekday, time(8))


@given(rule=rules)
def test_a_rule_is_the_one_that_was_written(rule: Rule) -> None:
    assert parse_rule(str(rule)) == rule


@pytest.mark.slow
@given(rule=rules, zone=zones, since=instants, days=st.integers(0, 60), cut=st.floats(0, 1))
def test_an_interval_may_be_cut_anywhere(
    rule: Rule, zone: ZoneInfo, since: datetime, days: int, cut: float
) -> None:
    until = since + timedelta(days=days)
    middle = since + cut * (until - since)

    whole = list(due_times(rule, zone, since, until))

    first, rest = due_times(rule, zone, since, middle), due_times(rule, zone, middle, until)
    assert [*first, *rest] == whole


@given(rule=rules, zone=zones, since=instants)
def test_due_instants_increase_and_stay_within(rule: Rule, zone: ZoneInfo, since: datetime) -> None:
    until = since + timedelta(days=60)

    due = list(due_times(rule, zone, since, until))

    assert all(earlier < later for earlier, later in pairwise([since, *due]))
    assert all(at <= until and at.tzinfo is UTC for at in due)
    if due:
        assert next_due(rule, zone, since) == due[0]


@given(rule=weeklies, zone=zones, day=st.dates(date(2005, 1, 1), date(2035, 1, 1)))
def test_a_weekly_rule_is_due_once_a_local_week(rule: Recurring, zone: ZoneInfo, day: date) -> None:
    first = day - timedelta(days=day.weekday())
    monday = datetime.combine(first, time(), tzinfo=zone)

    due = list(due_times(rule, zone, monday, monday + timedelta(weeks=1)))

    assert len(due) == 1


@given(
    rule=weeklies, zone=zones, since=instants, first=st.integers(0, 90), length=st.integers(0, 90)
)
def test_a_pause_leaves_out_its_days_and_no_others(
    rule: Recurring, zone: ZoneInfo, since: datetime, first: int, length: int
) -> None:
    begins = since.astimezone(zone).date() + timedelta(days=first)
    pause = Days(begins, begins + timedelta(days=length))
    paused = replace(rule, pause=pause)
    until = since + timedelta(days=200)

    kept = list(due_times(paused, zone, since, until))

    left_out = {each for each in due_times(rule, zone, since, until) if each not in kept}
    assert set(kept) <= set(due_times(rule, zone, since, until))
    days = [each.astimezone(zone).date() for each in left_out]
    assert all(pause.covers(day) or pause.last + timedelta(days=1) == day for day in days)
    assert parse_rule(str(paused)) == paused


def test_days_that_are_all_holidays_never_happen() -> None:
    christmas = Recurring(
        Repeat("MONTHLY", every=12, month_days=(25,)),
        time(8),
        date(2026, 12, 25),
        OnHolidays.SKIPPED,
    )

    assert coming(christmas, PARIS, datetime(2026, 1, 1, tzinfo=UTC), 3) == []
    with pytest.raises(NeverHappens):
        check_happens(christmas, PARIS, datetime(2026, 1, 1, tzinfo=UTC))
