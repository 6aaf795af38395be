"""Schedules as people type them, and the days on which they fall."""

from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates.moments import HourMissing
from bot.domain.dates.recurrence import (
    DayMissing,
    Recurring,
    UnreadableSchedule,
    due_times,
    read_schedule,
)
from bot.domain.refusals import Refusal

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "rule"),
    {
        "mardi 8h": "tue 08:00",
        "mar 8 h": "tue 08:00",
        "tue 08:00": "tue 08:00",
        "tuesday 8am": "tue 08:00",
        "chaque mardi à 8h": "tue 08:00",
        "tous les mardis à 8 h 00": "tue 08:00",
        "le mardi à 8h": "tue 08:00",
        "Les mardis, 8h": "tue 08:00",
        "chaque semaine le mardi 8h": "tue 08:00",
        "every tuesday at 8:00": "tue 08:00",
        "on Tuesdays at 8 a.m.": "tue 08:00",
        "8h le mardi": "tue 08:00",
        "mardi matin 8h30": "tue 08:30",
        "jeudi 6h du soir": "thu 18:00",
        "dimanche midi": "sun 12:00",
        "dimanche minuit": "mon 00:00",
        "lundi et jeudi 9h": "weekly mo,th 09:00",
        "1er mardi du mois 8h": "monthly 1tu 08:00",
        "le premier mardi du mois à 8h": "monthly 1tu 08:00",
        "1st tuesday of the month 8am": "monthly 1tu 08:00",
        "1st tuesday 8am": "monthly 1tu 08:00",
        "dernier vendredi du mois à midi": "monthly -1fr 12:00",
        "tous les 15 jours le mardi 8h": ("weekly/2 tu 08:00 20261201"),
        "every two weeks on monday 8am": ("weekly/2 mo 08:00 20261130"),
        "le 5 et le 20 à 9h": "monthly 5,20 09:00",
        "le 5 et le 20, 9h": "monthly 5,20 09:00",
        "the 5th and the 20th at 9am": "monthly 5,20 09:00",
        "le 1 de chaque mois 8h30": "monthly 1 08:30",
        "tous les 12 mois le 31 à 8h": "monthly/12 31 08:00 20261231",
        "le dernier jour du mois 18h": "monthly -1 18:00",
        "mardi 8h sauf jours fériés": "weekly tu 08:00 skipped",
        "lundi 8h, reporté si férié": "weekly mo 08:00 moved",
        "monday 8am except public holidays": ("weekly mo 08:00 skipped"),
    }.items(),
)
def test_a_schedule_is_read(words: str, rule: str) -> None:
    assert str(read_schedule(words, today=TODAY)) == rule


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("", UnreadableSchedule),
        ("8h", UnreadableSchedule),
        ("chaque jour à 8h", UnreadableSchedule),
        ("mardi 1er 8h", UnreadableSchedule),
        ("mardi 25h", UnreadableSchedule),
        ("chaque année 8h", UnreadableSchedule),
        ("le 32 à 8h", UnreadableSchedule),
        ("1er mardi minuit", UnreadableSchedule),
        ("tous les 30 mois le 31 à 8h", UnreadableSchedule),
        ("weekly 9tu 08:00", UnreadableSchedule),
        ("monthly 99 08:00", UnreadableSchedule),
        ("mardi mercredi jeudi vendredi samedi 8h", UnreadableSchedule),
        ("mardi " * 500, UnreadableSchedule),
        ("tous les 15 jours 8h", DayMissing),
        ("chaque semaine 8h", DayMissing),
        ("chaque mardi", HourMissing),
    ],
)
def test_an_unreadable_schedule_is_refused(words: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_schedule(words, today=TODAY)


def test_a_schedule_without_an_hour_is_asked_its_hour() -> None:
    with pytest.raises(HourMissing) as refusal:
        read_schedule("chaque mardi", today=TODAY)

    assert str(refusal.value) == "At what time? Write for example: chaque mardi 18h."


@pytest.mark.parametrize(
    ("words", "days"),
    [
        pytest.param(
            "1er mardi du mois 8h", ["2026-12-01", "2027-01-05", "2027-02-02"], id="each month"
        ),
        pytest.param(
            "tous les 15 jours le vendredi 8h",
            ["2026-11-27", "2026-12-11", "2026-12-25"],
            id="every two weeks, holidays kept",
        ),
        pytest.param(
            "vendredi 8h sauf jours fériés",
            ["2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18", "2027-01-08"],
            id="Christmas and New Year skipped",
        ),
        pytest.param(
            "1er vendredi du mois 8h reporté si férié",
            ["2026-12-04", "2027-01-04", "2027-02-05"],
            id="New Year moved to Monday",
        ),
        pytest.param(
            "le 25 et le 28 à 8h reporté si férié",
            ["2026-11-25", "2026-11-28", "2026-12-28", "2027-01-25"],
            id="moved onto the next of its days: once",
        ),
    ],
)
def test_the_days_of_a_schedule(words: str, days: list[str]) -> None:
    rule = read_schedule(words, today=TODAY)
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    due = islice(due_times(rule, PARIS, now, datetime(2028, 1, 1, tzinfo=UTC)), len(days))

    assert [f"{at.astimezone(PARIS):%Y-%m-%d}" for at in due] == days


@given(weekday=st.integers(0, 6), at=st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_a_schedule_is_read_back_from_its_own_text(weekday: int, at: time) -> None:
    rule = Recurring.weekly(weekday, at)

    assert read_schedule(str(rule), today=TODAY) == rule
