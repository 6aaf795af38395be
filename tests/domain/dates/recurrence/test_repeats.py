"""Repetitions as people type them, of something that first is on Tuesday 1 December 2026."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates.days import MomentInThePast
from bot.domain.dates.local_time import instant
from bot.domain.dates.repeats import (
    LAST,
    NoNextTime,
    Repeat,
    UnreadableRepeat,
    next_start,
    parse_repeat,
    read_repeat,
    starts_after,
)
from bot.domain.refusals import Refusal

PARIS = ZoneInfo("Europe/Paris")
FIRST = date(2026, 12, 1)

UNDERSTOOD = {
    "FREQ=MONTHLY;BYDAY=1TU": [
        "chaque 1er mardi",
        "tous les premiers mardis du mois",
        "le 1er mardi de chaque mois",
        "chaque mois le premier mardi",
        "every first tuesday",
        "the 1st tuesday of each month",
    ],
    "FREQ=MONTHLY;BYDAY=1TU,3TU": ["les 1er et 3e mardis du mois", "1st and 3rd tuesday"],
    "FREQ=MONTHLY;BYDAY=-1FR": ["chaque dernier vendredi", "every last friday of the month"],
    "FREQ=WEEKLY;BYDAY=TU": [
        "chaque mardi",
        "tous les mardis",
        "mardi",
        "toutes les semaines",
        "hebdomadaire",
        "every tuesday",
        "weekly",
    ],
    "FREQ=WEEKLY;BYDAY=TU,TH": ["chaque mardi et jeudi", "tuesdays and thursdays"],
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU": [
        "toutes les deux semaines",
        "tous les quinze jours",
        "tous les 15 jours",
        "un mardi sur deux",
        "une semaine sur deux",
        "every two weeks",
        "every other tuesday",
    ],
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH": [
        "toutes les 2 semaines le jeudi",
        "tous les 15 jours le jeudi",
    ],
    "FREQ=MONTHLY;BYMONTHDAY=1": ["tous les mois", "chaque mois", "monthly", "every month"],
    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1": ["tous les deux mois", "every 2 months"],
    "FREQ=MONTHLY;BYMONTHDAY=15": [
        "le 15 de chaque mois",
        "tous les 15 du mois",
        "chaque mois le 15",
        "the 15th of each month",
    ],
    "FREQ=MONTHLY;BYMONTHDAY=5,20": [
        "le 5 et le 20 de chaque mois",
        "le 20 et le 5 du mois",
        "chaque mois le 5 et le 20",
        "the 5th and the 20th of each month",
    ],
    "FREQ=MONTHLY;BYMONTHDAY=-1": ["le dernier jour du mois", "the last day of each month"],
    "FREQ=YEARLY": ["chaque année", "tous les ans", "every year"],
    "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630": [
        "chaque mardi jusqu'au 30 juin",
        "chaque mardi, jusqu’à fin juin",
        "every tuesday until june 30",
    ],
    "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270301": ["chaque mardi pendant trois mois"],
    "FREQ=WEEKLY;BYDAY=TU;COUNT=10": [
        "chaque mardi 10 fois",
        "chaque mardi, dix fois en tout",
        "every tuesday, ten times",
    ],
}


@pytest.mark.parametrize(
    ("rule", "words"), [(rule, words) for rule, ways in UNDERSTOOD.items() for words in ways]
)
def test_a_typed_repetition_is_understood(rule: str, words: str) -> None:
    assert str(read_repeat(words, first=FIRST)) == rule


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("", UnreadableRepeat),
        ("bientôt", UnreadableRepeat),
        ("tous les jours", UnreadableRepeat),
        ("chaque mardi 14h", UnreadableRepeat),
        ("chaque 6e mardi", UnreadableRepeat),
        ("le 32 de chaque mois", UnreadableRepeat),
        ("tous les 0 mois", UnreadableRepeat),
        ("toutes les 80 semaines", UnreadableRepeat),
        ("chaque mardi 0 fois", UnreadableRepeat),
        ("chaque mardi jusqu'à la saint-glinglin", UnreadableRepeat),
        ("mardi " * 200, UnreadableRepeat),
        ("chaque mardi jusqu'au 3 décembre", NoNextTime),
        ("chaque mardi 1 fois", NoNextTime),
        ("chaque mardi jusqu'au 25 novembre", MomentInThePast),
    ],
)
def test_a_wrong_repetition_is_refused(words: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_repeat(words, first=FIRST)


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ("FREQ=MONTHLY;BYDAY=1TU", ["2027-01-05", "2027-02-02", "2027-03-02"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2026-12-31", "2027-01-31", "2027-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-12-31", "2027-01-31", "2027-02-28"]),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", ["2026-12-08", "2026-12-15"]),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215", ["2026-12-08", "2026-12-15"]),
        ("FREQ=WEEKLY;BYDAY=SA", ["2026-12-05", "2026-12-12", "2026-12-19"]),
        ("FREQ=YEARLY", ["2027-12-01", "2028-12-01", "2029-12-01"]),
    ],
)
def test_the_dates_after_the_first(rule: str, dates: list[str]) -> None:
    assert [f"{each}" for each in islice(parse_repeat(rule).dates(FIRST), 3)] == dates


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        pytest.param("2027-03-26T18:30", "2027-04-02T18:30:00+02:00", id="the hour stays"),
        pytest.param("2027-03-21T02:30", "2027-03-28T03:30:00+02:00", id="a skipped hour"),
        pytest.param("2027-10-24T02:30", "2027-10-31T02:30:00+02:00", id="a repeated hour"),
    ],
)
def test_repetitions_keep_their_hour_over_clock_changes(hour: str, expected: str) -> None:
    first = datetime.fromisoformat(hour)
    weekly = Repeat("WEEKLY", days=((0, first.weekday()),))

    found = next_start(weekly, first, PARIS, first.replace(tzinfo=PARIS))

    assert found
    assert found.isoformat() == expected


_WEEKDAYS = st.integers(0, 6)
_PLACES = st.integers(1, 5) | st.just(LAST)
_ENDS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"count": st.integers(2, 40)}),
    st.fixed_dictionaries({"until": st.dates(date(2027, 1, 1), date(2031, 1, 1))}),
)
_REPEATS = st.one_of(
    st.builds(
        lambda every, days, end: Repeat(
            "WEEKLY", every, tuple((0, day) for day in sorted(days)), **end
        ),
        st.integers(1, 5),
        st.sets(_WEEKDAYS, min_size=1),
        _ENDS,
    ),
    st.builds(
        lambda every, place, day, end: Repeat("MONTHLY", every, ((place, day),), **end),
        st.integers(1, 4),
        _PLACES,
        _WEEKDAYS,
        _ENDS,
    ),
    st.builds(
        lambda every, days, end: Repeat("MONTHLY", every, month_days=days, **end),
        st.integers(1, 4),
        st.sets(st.integers(1, 31), min_size=1).map(sorted).map(tuple) | st.just((LAST,)),
        _ENDS,
    ),
    st.builds(lambda every, end: Repeat("YEARLY", every, **end), st.integers(1, 3), _ENDS),
)
_FIRSTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)).map(  # noqa: DTZ001 - a wall
    lambda wall: wall.replace(second=0, microsecond=0)
)
_ZONES = st.sampled_from(["Europe/Paris", "America/Cayenne", "Indian/Reunion", "UTC"]).map(ZoneInfo)


@given(_REPEATS)
def test_a_rule_is_read_back_from_its_text(repeat: Repeat) -> None:
    assert parse_repeat(str(repeat)) == repeat


@given(_REPEATS, _FIRSTS, _ZONES, st.integers(0, 3000))
def test_the_next_start_is_the_first_one_after_and_none_is_passed_over(
    repeat: Repeat, first: datetime, zone: ZoneInfo, days: int
) -> None:
    after = first.replace(tzinfo=UTC) + timedelta(days=days)
    every = list(islice(starts_after(repeat, first, zone, datetime.min.replace(tzinfo=UTC)), 60))

    found = next_start(repeat, first, zone, after)

    later = [each for each in every if each > after]
    assert found == later[0] if later else found is None or len(every) == 60


@given(_REPEATS, _FIRSTS, _ZONES)
def test_each_date_comes_once_at_the_same_hour_of_the_clock(
    repeat: Repeat, first: datetime, zone: ZoneInfo
) -> None:
    starts = list(islice(starts_after(repeat, first, zone, first.replace(tzinfo=zone)), 20))

    dates = [each.date() for each in starts]
    assert dates == sorted(set(dates))
    assert all(each > first.date() for each in dates)
    for each in starts:
        # A datetime in an hour that winter time repeats equals none of another zone (PEP 495).
        assert each.astimezone(UTC) == instant(datetime.combine(each.date(), first.time()), zone)
    if repeat.until:
        assert all(each <= repeat.until for each in dates)
    if repeat.count:
        assert len(dates) < repeat.count


def test_a_repetition_at_midnight_stays_at_midnight() -> None:
    first = datetime.combine(FIRST, time())
    found = next_start(
        parse_repeat("FREQ=WEEKLY;BYDAY=TU"), first, PARIS, first.replace(tzinfo=UTC)
    )
    assert found == datetime(2026, 12, 8, tzinfo=PARIS)
