"""Moments that people type, on Tuesday 24 November 2026 at ten in the morning, in Paris."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.dates.clock_times import UnreadableDuration, read_duration
from bot.domain.dates.date_words import LONGEST
from bot.domain.dates.days import DayToCome, read_day, read_past_day
from bot.domain.dates.moments import HourMissing
from tests.domain.dates.phrases.typed_moments import (
    ENGLISH,
    FRENCH,
    MISREAD_BY_DATEPARSER,
    NOW,
    PARIS,
    TODAY,
    moment,
)


@pytest.mark.parametrize(("words", "expected"), (MISREAD_BY_DATEPARSER | FRENCH | ENGLISH).items())
def test_a_moment_is_read(words: str, expected: str) -> None:
    read = moment(words)

    assert f"{read:%Y-%m-%d %H:%M}" == expected
    assert read.tzinfo is PARIS


@pytest.mark.parametrize(
    ("words", "expected"),
    {
        "aujourd'hui": "2026-11-24",
        "ce soir": "2026-11-24",
        "demain": "2026-11-25",
        "après-demain": "2026-11-26",
        "mardi": "2026-12-01",
        "mardi prochain": "2026-12-01",
        "vendredi": "2026-11-27",
        "pour vendredi": "2026-11-27",
        "demain mercredi": "2026-11-25",
        "lundi en huit": "2026-12-07",
        "1er mardi": "2026-12-01",
        "fin du mois": "2026-11-30",
        "fin novembre": "2026-11-30",
        "5/12": "2026-12-05",
        "le 5": "2026-12-05",
        "24 novembre": "2026-11-24",
        "5déc": "2026-12-05",
        "1er août": "2027-08-01",
        "dans 2 jours": "2026-11-26",
        "dans une semaine": "2026-12-01",
        "dans une quinzaine de jours": "2026-12-08",
        "dans 3 mois": "2027-02-24",
        "2026-12-05": "2026-12-05",
        "next tuesday": "2026-12-01",
        "by friday": "2026-11-27",
        "in 2 weeks": "2026-12-08",
        "december 5th": "2026-12-05",
    }.items(),
)
def test_a_day_is_read(words: str, expected: str) -> None:
    assert read_day(words, today=TODAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("aujourd'hui", "2026-11-24"),
        ("hier", "2026-11-23"),
        ("il y a 3 jours", "2026-11-21"),
        ("mardi", "2026-11-24"),
        ("lundi", "2026-11-23"),
        ("mercredi", "2026-11-18"),
        ("24 novembre", "2026-11-24"),
        ("23 novembre", "2026-11-23"),
        ("25 novembre", "2025-11-25"),
        ("3 mars", "2026-03-03"),
        ("3/3", "2026-03-03"),
        ("3 mars 2025", "2025-03-03"),
    ],
)
def test_a_past_day_is_read(words: str, expected: str) -> None:
    assert read_past_day(words, today=TODAY) == date.fromisoformat(expected)


@pytest.mark.parametrize("words", ["demain", "dans 3 jours", "3 mars 2027", "5 décembre 2026"])
def test_a_future_day_is_refused_as_a_past_one(words: str) -> None:
    with pytest.raises(DayToCome):
        read_past_day(words, today=TODAY)


@pytest.mark.parametrize(
    ("words", "expected"),
    {
        "mardi": "2026-12-01 18:30",
        "fin du mois": "2026-11-30 18:30",
        "dans 2 jours": "2026-11-26 18:30",
        "demain à 9h": "2026-11-25 09:00",
        "demain soir": "2026-11-25 18:30",
        "demain matin": "2026-11-25 09:00",
        "cet après-midi": "2026-11-24 18:30",
    }.items(),
)
def test_a_day_without_an_hour_takes_the_default(words: str, expected: str) -> None:
    read = moment(words, default_hour=time(18, 30))

    assert f"{read:%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    ("words", "example"),
    [
        ("vendredi", "vendredi 18h"),
        ("le 5 déc.", "le 5 déc. 18h"),
        ("dans 2 jours", "dans 2 jours 18h"),
        ("ce soir", "ce soir 20h"),
        ("demain matin", "demain matin 9h"),
        ("next tuesday", "next tuesday 18h"),
    ],
)
def test_a_missing_hour_is_asked_with_words_that_work(words: str, example: str) -> None:
    with pytest.raises(HourMissing) as refusal:
        moment(words)

    assert refusal.value.values == {"example": example}
    assert moment(example) > NOW


@pytest.mark.parametrize(
    ("now", "words", "expected"),
    [
        pytest.param("2026-03-20", "29 mars 2h30", "2026-03-29T03:30:00+02:00", id="skipped"),
        pytest.param("2026-10-20", "25 octobre 2h30", "2026-10-25T02:30:00+02:00", id="repeated"),
        pytest.param("2026-10-24", "demain 8h", "2026-10-25T08:00:00+01:00", id="after"),
        pytest.param("2026-10-25", "dans 3 heures", "2026-10-25T02:00:00+01:00", id="elapsed"),
    ],
)
def test_moments_around_clock_changes_are_read(now: str, words: str, expected: str) -> None:
    midnight = datetime.fromisoformat(now).replace(tzinfo=PARIS)

    assert moment(words, now=midnight).isoformat() == expected


def test_a_repeated_hour_is_compared_as_an_instant() -> None:
    second_passage = datetime(2026, 10, 25, 2, 15, tzinfo=PARIS, fold=1)

    assert moment("2h30", now=second_passage).isoformat() == "2026-10-26T02:30:00+01:00"


def test_now_may_come_in_any_zone() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    assert f"{moment('demain 9h', now=late):%Y-%m-%d %H:%M}" == "2026-11-26 09:00"


@pytest.mark.parametrize(
    ("words", "expected"),
    {
        "2h": timedelta(hours=2),
        "1h30": timedelta(hours=1, minutes=30),
        "1 h 30 min": timedelta(hours=1, minutes=30),
        "1 heure 30": timedelta(hours=1, minutes=30),
        "90 min": timedelta(minutes=90),
        "90 mn": timedelta(minutes=90),
        "2 jours": timedelta(days=2),
        "2j": timedelta(days=2),
        "1 jour et 6 heures": timedelta(days=1, hours=6),
        "une semaine": timedelta(weeks=1),
        "huit jours": timedelta(days=7),
        "vingt-huit jours": None,
        "quinze jours": timedelta(days=14),
        "15 jours": timedelta(days=15),
        "une heure et demie": timedelta(hours=1, minutes=30),
        "une demi-heure": timedelta(minutes=30),
        "un quart d’heure": timedelta(minutes=15),
        "3 mois": timedelta(days=90),
        "un an": timedelta(days=365),
        "two weeks": timedelta(weeks=2),
        "half an hour": timedelta(minutes=30),
        "2 hours and a half": timedelta(hours=2, minutes=30),
        "3 days, 4 hours": timedelta(days=3, hours=4),
        "a year": timedelta(days=365),
        "": None,
        "0 jour": None,
        "longtemps": None,
        "4 ans": None,
        "-2h": None,
        "demain": None,
        "2h " * LONGEST: None,
    }.items(),
)
def test_a_duration_is_read_or_refused(words: str, expected: timedelta | None) -> None:
    if expected is not None:
        assert read_duration(words) == expected
        return
    with pytest.raises(UnreadableDuration):
        read_duration(words)
