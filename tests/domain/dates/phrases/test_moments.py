"""What people type, asked on Tuesday 24 November 2026 at ten in the morning, in Paris."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.messages.language.i18n import Reader
from bot.domain.dates.phrases.date_words import LONGEST
from bot.domain.dates.phrases.days import (
    FARTHEST,
    DayToCome,
    MomentInThePast,
    MomentTooFar,
    UnreadableDay,
    UnreadableMoment,
    WrongWeekday,
    read_day,
    read_past_day,
)
from bot.domain.dates.phrases.durations import UnreadableDuration, read_duration
from bot.domain.dates.phrases.moments import HourMissing, read_moment
from bot.domain.dates.recurrence.recurrence import Recurring
from bot.domain.dates.recurrence.schedules import read_schedule
from bot.domain.refusals import Refusal

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, tzinfo=PARIS)
TODAY = NOW.date()

# Where dateparser 1.5.0 was wrong without a word, or understood nothing.
MISREAD_BY_DATEPARSER = {
    "vendredi 18h": "2026-11-27 18:00",
    "dimanche 12h": "2026-11-29 12:00",
    "ven 4 déc 18h": "2026-12-04 18:00",
    "1er mardi 18h": "2026-12-01 18:00",
    "lundi en huit 18h": "2026-12-07 18:00",
    "mardi prochain 18h": "2026-12-01 18:00",
    "ce soir 20h": "2026-11-24 20:00",
    "fin du mois 18h": "2026-11-30 18:00",
    "samedi 5 decembre 14 h 30": "2026-12-05 14:30",
}

FRENCH = {
    # An hour alone: the next time that clocks show it.
    "18h": "2026-11-24 18:00",
    "8h": "2026-11-25 08:00",
    "à 18 h": "2026-11-24 18:00",
    "14h30": "2026-11-24 14:30",
    "14 h 30": "2026-11-24 14:30",
    "14\u202fh\u00a030": "2026-11-24 14:30",
    "14h30min": "2026-11-24 14:30",
    "18 heures": "2026-11-24 18:00",
    "dix-huit heures": "2026-11-24 18:00",
    "vingt heures": "2026-11-24 20:00",
    "8 heures et demie": "2026-11-25 08:30",
    "midi": "2026-11-24 12:00",
    "midi et demi": "2026-11-24 12:30",
    "minuit": "2026-11-25 00:00",
    "0h": "2026-11-25 00:00",
    "8h du soir": "2026-11-24 20:00",
    "3h de l'après-midi": "2026-11-24 15:00",
    "١٨h": "2026-11-24 18:00",
    # Near days, parts of the day.
    "aujourd'hui 18h": "2026-11-24 18:00",
    "aujourd’hui à midi": "2026-11-24 12:00",
    "ce soir à 20h": "2026-11-24 20:00",
    "ce soir à 8h": "2026-11-24 20:00",
    "ce soir, vers 20h30": "2026-11-24 20:30",
    "ce soir à minuit": "2026-11-25 00:00",
    "ce midi": "2026-11-24 12:00",
    "cet après-midi 15h": "2026-11-24 15:00",
    "cet aprem à 4h": "2026-11-24 16:00",
    "demain midi": "2026-11-25 12:00",
    "demain 9h": "2026-11-25 09:00",
    "Demain matin à 9h": "2026-11-25 09:00",
    "demain soir 19h30": "2026-11-25 19:30",
    "demain minuit": "2026-11-26 00:00",
    "demain 0h30": "2026-11-25 00:30",
    "après-demain 9h": "2026-11-26 09:00",
    "apres demain à 9 h": "2026-11-26 09:00",
    "demain en huit à 10h": "2026-12-02 10:00",
    # Weekdays.
    "mardi 18h": "2026-11-24 18:00",
    "mardi 8h": "2026-12-01 08:00",
    "mar 8 h": "2026-12-01 08:00",
    "ce mardi 18h": "2026-11-24 18:00",
    "mercredi 18h": "2026-11-25 18:00",
    "vendredi 18:00": "2026-11-27 18:00",
    "vendredi à 18h00": "2026-11-27 18:00",
    "VENDREDI 18H": "2026-11-27 18:00",
    "« vendredi 18h »": "2026-11-27 18:00",
    "18h vendredi": "2026-11-27 18:00",
    "VEN. 27/11 – 18H": "2026-11-27 18:00",
    "ven. 18h": "2026-11-27 18:00",
    "vendredi soir 19h": "2026-11-27 19:00",
    "vendredi minuit": "2026-11-28 00:00",
    "vendredi 24h": "2026-11-28 00:00",
    "vendredi 0h": "2026-11-27 00:00",
    "d'ici vendredi 18h": "2026-11-27 18:00",
    "jusqu'à vendredi 18h": "2026-11-27 18:00",
    "vendredi prochain à 18h": "2026-11-27 18:00",
    "dimanche midi": "2026-11-29 12:00",
    "samedi matin 10h": "2026-11-28 10:00",
    "lundi en quinze à 18h": "2026-12-14 18:00",
    "mardi en huit 18h": "2026-12-08 18:00",
    "lundi de la semaine prochaine 18h": "2026-11-30 18:00",
    "vendredi de la semaine prochaine 18h": "2026-12-04 18:00",
    # Dates.
    "samedi 5 décembre 14h30": "2026-12-05 14:30",
    "le samedi 5 décembre à 14h30": "2026-12-05 14:30",
    "sam. 5 déc. à 14h30": "2026-12-05 14:30",
    "SAMEDI 5 DÉCEMBRE À 14H30": "2026-12-05 14:30",
    "5 décembre (samedi) 14h30": "2026-12-05 14:30",
    "samedi 5 à 14h": "2026-12-05 14:00",
    "samedi 5 décembre à 14 h 30, heure de Paris": "2026-12-05 14:30",
    "le 4 décembre à 18h30": "2026-12-04 18:30",
    "à 18h30 le 4 décembre": "2026-12-04 18:30",
    "14h 15 décembre": "2026-12-15 14:00",
    "18h 30/11": "2026-11-30 18:00",
    "5/12 14h30": "2026-12-05 14:30",
    "5/12/2026 14h30": "2026-12-05 14:30",
    "05/12/26 à 14h30": "2026-12-05 14:30",
    "05.12.2026 14h30": "2026-12-05 14:30",
    "5-12-2026 14h30": "2026-12-05 14:30",
    "2026-12-05 14:30": "2026-12-05 14:30",
    "le 5 à 14h": "2026-12-05 14:00",
    "le 24 à 18h": "2026-11-24 18:00",
    "le 31 à 14h": "2026-12-31 14:00",
    "mardi 1er décembre 18h": "2026-12-01 18:00",
    "le 1ᵉʳ décembre à 18h": "2026-12-01 18:00",
    "1er janvier 10h": "2027-01-01 10:00",
    "5 mars 10h": "2027-03-05 10:00",
    "le 14 juillet 2027 à 10h": "2027-07-14 10:00",
    "15 août 10h": "2027-08-15 10:00",
    "29 février 10h": "2028-02-29 10:00",
    "premier mardi du mois 18h": "2026-12-01 18:00",
    "premier mardi de décembre 18h": "2026-12-01 18:00",
    "le 2e jeudi de janvier à 18h": "2027-01-14 18:00",
    "1er mardi du mois prochain 18h": "2026-12-01 18:00",
    "5e lundi 18h": "2026-11-30 18:00",
    "dernier vendredi du mois 18h": "2026-11-27 18:00",
    "le 5 du mois prochain à 18h": "2026-12-05 18:00",
    "fin décembre 18h": "2026-12-31 18:00",
    "fin du mois prochain 18h": "2026-12-31 18:00",
    # From now on.
    "dans une heure": "2026-11-24 11:00",
    "dans 2h": "2026-11-24 12:00",
    "dans 1h30": "2026-11-24 11:30",
    "dans 1 h 30 min": "2026-11-24 11:30",
    "dans une heure et demie": "2026-11-24 11:30",
    "dans une demi-heure": "2026-11-24 10:30",
    "dans un quart d'heure": "2026-11-24 10:15",
    "dans trois quarts d’heure": "2026-11-24 10:45",
    "sous 48h": "2026-11-26 10:00",
    "dans 2 jours à 14h": "2026-11-26 14:00",
    "d'ici 2 jours à 14h": "2026-11-26 14:00",
    "dans deux semaines à 18h": "2026-12-08 18:00",
    "dans huit jours à 18h": "2026-12-01 18:00",
    "dans quinze jours à 18h": "2026-12-08 18:00",
    "dans 15 jours à 18h": "2026-12-09 18:00",
    "dans un mois à 18h": "2026-12-24 18:00",
    "dans un an à 18h": "2027-11-24 18:00",
}

ENGLISH = {
    "6pm": "2026-11-24 18:00",
    "6 p.m.": "2026-11-24 18:00",
    "6:30 pm": "2026-11-24 18:30",
    "6.30pm": "2026-11-24 18:30",
    "12am": "2026-11-25 00:00",
    "12pm": "2026-11-24 12:00",
    "8 o'clock": "2026-11-25 08:00",
    "noon": "2026-11-24 12:00",
    "midnight": "2026-11-25 00:00",
    "tonight at 8pm": "2026-11-24 20:00",
    "this evening at 8:30": "2026-11-24 20:30",
    "tomorrow noon": "2026-11-25 12:00",
    "at noon tomorrow": "2026-11-25 12:00",
    "tomorrow morning at 9:00": "2026-11-25 09:00",
    "the day after tomorrow at 9am": "2026-11-26 09:00",
    "friday 6pm": "2026-11-27 18:00",
    "on friday at 18:00": "2026-11-27 18:00",
    "this tuesday 6pm": "2026-11-24 18:00",
    "next tuesday 6pm": "2026-12-01 18:00",
    "next friday 6pm": "2026-11-27 18:00",
    "friday next week 6pm": "2026-12-04 18:00",
    "monday week at 6pm": "2026-12-07 18:00",
    "Sat, Dec 5th at 2:30pm": "2026-12-05 14:30",
    "Saturday, December 5, 2026 at 2:30 PM": "2026-12-05 14:30",
    "Saturday, 5 December at 14:30, Paris time": "2026-12-05 14:30",
    "the 5th of December at 2pm": "2026-12-05 14:00",
    "the 5th at 2pm": "2026-12-05 14:00",
    "2026-12-05T14:30": "2026-12-05 14:30",
    "first tuesday of next month at 6:30 p.m.": "2026-12-01 18:30",
    "last friday of the month 6pm": "2026-11-27 18:00",
    "end of the month 6pm": "2026-11-30 18:00",
    "in an hour": "2026-11-24 11:00",
    "in an hour and a half": "2026-11-24 11:30",
    "in half an hour": "2026-11-24 10:30",
    "in 20 minutes": "2026-11-24 10:20",
    "in 2 days at 2pm": "2026-11-26 14:00",
    "in a fortnight at 6pm": "2026-12-08 18:00",
}


def moment(words: str, *, now: datetime = NOW, default_hour: time | None = None) -> datetime:
    return read_moment(words, now=now, zone=PARIS, default_hour=default_hour)


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
def test_a_day_that_has_been_is_read(words: str, expected: str) -> None:
    assert read_past_day(words, today=TODAY) == date.fromisoformat(expected)


@pytest.mark.parametrize("words", ["demain", "dans 3 jours", "3 mars 2027", "5 décembre 2026"])
def test_a_day_to_come_has_not_been(words: str) -> None:
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
    "words",
    [
        "",
        "   ",
        "bientôt",
        "dans la semaine",
        "la semaine prochaine",
        "ce week-end",
        "un de ces jours",
        "mi-décembre",
        "14",
        "14h-16h",
        "vendredi de 14h à 16h",
        "vendredi 14h – 16h",
        "vendredi 14h ou samedi 14h",
        "1,5 h",
        "demain à heures",
        "5 en huit 18h",
        "5.12",
        "18h5",
        "18 h 5",
        "24h30",
        "25h",
        "14h75",
        "13pm",
        "demain matin 20h",
        "ce soir à midi",
        "31 novembre 10h",
        "30/02 10h",
        "12/25 10h",
        "0/12 10h",
        "6e mardi 18h",
        "dans 9999 ans à 10h",
        "dans 12345 jours à 10h",
        "avant vendredi 18h",
        "vendredi 18h heure de Nouméa",
        "soir",
        "vendredi 18h" + " " * LONGEST,
        "ﷺ" * LONGEST,
    ],
)
def test_what_is_not_a_moment_is_refused(words: str) -> None:
    with pytest.raises((UnreadableMoment, HourMissing)) as refusal:
        moment(words)

    assert (refusal.type is HourMissing) == (words == "14")


@pytest.mark.parametrize(
    "words",
    [
        "hier",
        "avant-hier",
        "hier 18h",
        "aujourd'hui 8h",
        "aujourd'hui à 10h",
        "ce matin 9h",
        "mardi dernier 18h",
        "last friday 6pm",
        "il y a 2 jours",
        "2 days ago",
        "5 novembre 18h",
        "jeudi 5 novembre 18h",
        "24 novembre 8h",
        "5/11 18h",
        "5/12/2020 18h",
        "5/12/0001 18h",
        "fin octobre 18h",
        "dans 0 minutes",
    ],
)
def test_the_past_is_refused(words: str) -> None:
    with pytest.raises(MomentInThePast):
        moment(words)


@pytest.mark.parametrize(
    "words",
    [
        "5/12/2118 18h",
        "5/12/9999 18h",
        "31/12/9999 minuit",
        "vendredi 31/12/9999",
        "25 novembre 2029 10h",
        "dans 5 ans",
        "dans 40 mois à 10h",
        "dans " + "9999h " * 30,
    ],
)
def test_the_absurdly_far_is_refused(words: str) -> None:
    with pytest.raises(MomentTooFar):
        moment(words)


@pytest.mark.parametrize(
    ("words", "typed", "other"),
    [
        ("vendredi 5 décembre 18h", "2026-12-05", "2026-12-04"),
        ("lundi 5/12 18h", "2026-12-05", "2026-12-07"),
        ("vendredi 5", "2026-12-05", "2026-12-04"),
        ("demain jeudi", "2026-11-25", "2026-11-26"),
        ("friday, december 5 6pm", "2026-12-05", "2026-12-04"),
    ],
)
def test_a_weekday_against_its_date_is_told_both_days(words: str, typed: str, other: str) -> None:
    with pytest.raises(WrongWeekday) as refusal:
        moment(words)

    day, nearest = date.fromisoformat(typed), date.fromisoformat(other)
    assert refusal.value.values == {"day": day, "other": nearest}


@pytest.mark.parametrize("words", ["", "bientôt", "vendredi 18h", "midi", "dans 2 heures", "31/02"])
def test_what_is_not_a_day_is_refused(words: str) -> None:
    with pytest.raises(UnreadableDay):
        read_day(words, today=TODAY)


def test_a_past_or_far_day_is_refused() -> None:
    with pytest.raises(MomentInThePast):
        read_day("hier", today=TODAY)
    with pytest.raises(MomentTooFar):
        read_day("5/12/2118", today=TODAY)


def test_a_refusal_shows_what_was_typed_but_not_all_of_it() -> None:
    with pytest.raises(UnreadableMoment) as refusal:
        moment("n'importe\nquoi " * 10)

    shown = "n'importe quoi n'importe quoi n'importe …"
    assert str(refusal.value).startswith(f"I do not understand the date “{shown}”.")


@pytest.mark.parametrize(
    ("now", "words", "expected"),
    [
        pytest.param("2026-03-20", "29 mars 2h30", "2026-03-29T03:30:00+02:00", id="skipped"),
        pytest.param("2026-10-20", "25 octobre 2h30", "2026-10-25T02:30:00+02:00", id="repeated"),
        pytest.param("2026-10-24", "demain 8h", "2026-10-25T08:00:00+01:00", id="after"),
        pytest.param("2026-10-25", "dans 3 heures", "2026-10-25T02:00:00+01:00", id="elapsed"),
    ],
)
def test_clock_changes(now: str, words: str, expected: str) -> None:
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


PIECES = """
1 5 8 12 24 25 31 2026 9999 18h 14h30 6pm 5/12 31/12/9999 2026-12-05 1er 5e
mardi vendredi tue mar décembre mars may sept le à de du en huit quinze
dans in ago il y a jours h heures mois an semaine week next prochain dernier
ce soir matin après-midi demain hier fin minuit noon et demie , . - / @
"""
phrases = st.lists(st.sampled_from(PIECES.split()), max_size=14).map(" ".join)


PATHOLOGICAL = [
    "mardi " * 33,
    "mar " * 50,
    "lundi en huit " + "en huit " * 22,
    "1" * LONGEST,
    "1h" * (LONGEST // 2),
    "1 " * (LONGEST // 2),
    "dans " + "1 h et " * 27,
    "dans " + "9999 ans " * 21,
    " " * LONGEST,
    "le " * 66,
    "d'ici " * 33,
    "5/" * (LONGEST // 2),
    "1" * 10**6,
]


def each_reading(words: str) -> Iterator[Callable[[], object]]:
    yield lambda: moment(words)
    yield lambda: moment(words, default_hour=time(18))
    yield lambda: read_day(words, today=TODAY)
    yield lambda: read_duration(words)
    yield lambda: read_schedule(words, today=TODAY)


@given(words=st.text(max_size=LONGEST + 20) | phrases | st.sampled_from(PATHOLOGICAL))
@settings(max_examples=1000, deadline=None)
def test_any_text_is_read_within_range_or_refused(words: str) -> None:
    for read in each_reading(words):
        with suppress(Refusal):
            check_in_range(read())


@pytest.mark.parametrize("words", PATHOLOGICAL)
def test_nothing_is_slow_to_read(words: str) -> None:
    for read in each_reading(words):
        assert min(seconds(read) for _ in range(3)) < 0.05


def seconds(read: Callable[[], object]) -> float:
    began = perf_counter()
    with suppress(Refusal):
        read()
    return perf_counter() - began


def check_in_range(read: object) -> None:
    match read:
        case datetime():
            assert NOW < read <= NOW + FARTHEST + timedelta(days=1)
        case date():
            assert TODAY <= read <= TODAY + FARTHEST
        case timedelta():
            assert timedelta() < read <= timedelta(days=3 * 365)
        case _:
            assert isinstance(read, Recurring)


@given(
    ahead=st.timedeltas(timedelta(minutes=1), timedelta(days=1000)),
    spelling=st.sampled_from(["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M", "le %d.%m.%y à %Hh%M"]),
)
def test_every_minute_can_be_typed(ahead: timedelta, spelling: str) -> None:
    meant = (NOW.astimezone(UTC) + ahead).replace(second=0, microsecond=0).astimezone(PARIS)

    read = moment(meant.strftime(spelling), now=NOW - timedelta(minutes=1))

    assert read.replace(fold=0) == meant.replace(fold=0)


@given(
    ahead=st.timedeltas(timedelta(minutes=1), timedelta(days=1000)),
    locale=st.sampled_from(["fr", "en"]),
    city=st.sampled_from(["Europe/Paris", "America/Guadeloupe", "Indian/Reunion"]),
)
def test_what_the_bot_says_can_be_typed_back(ahead: timedelta, locale: str, city: str) -> None:
    zone = ZoneInfo(city)
    meant = (NOW.astimezone(UTC) + ahead).replace(second=0, microsecond=0).astimezone(zone)
    reader = Reader(locale, zone, TODAY)

    read = read_moment(reader.show(meant), now=NOW - timedelta(minutes=1), zone=zone)

    assert read.replace(fold=0) == meant.replace(fold=0)
    assert read_day(reader.show(meant.date()), today=TODAY) == meant.date()
