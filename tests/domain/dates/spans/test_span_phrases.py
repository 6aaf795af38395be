"""From when until when, as people type it on Tuesday 24 November 2026 at ten, in Paris."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.core.messages.i18n import Reader
from bot.domain.dates.date_words import LONGEST
from bot.domain.dates.days import MomentInThePast, MomentTooFar, WrongWeekday
from bot.domain.dates.moments import HourMissing
from bot.domain.dates.spans import (
    LONGEST_SPAN,
    DaysApart,
    EndBeforeStart,
    EndOrLength,
    Span,
    SpanTooLong,
    UnreadableSpan,
    read_span,
)
from bot.domain.refusals import Refusal
from tests.hostile.worst_words import outgrows

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, tzinfo=PARIS)

AFTERNOON = ("2026-12-05 14:30", "2026-12-05 16:30")
FROM_TWO = ("2026-12-05 14:00", "2026-12-05 16:00")
WEEKEND = ("2026-12-05 00:00", "2026-12-07 00:00")
WORKDAYS = ("2026-12-05 09:00", "2026-12-06 17:00")

UNDERSTOOD = {
    # A beginning alone.
    "samedi 5 décembre 14h30": ("2026-12-05 14:30", None),
    "saturday, december 5 2:30pm": ("2026-12-05 14:30", None),
    "samedi 5 décembre à 14 h 30, heure de Paris": ("2026-12-05 14:30", None),
    "samedi 5 - 14h30": ("2026-12-05 14:30", None),
    "le 5 à 14h30": ("2026-12-05 14:30", None),
    "5 décembre, 2h": ("2026-12-05 02:00", None),
    "2026-12-05T14:30": ("2026-12-05 14:30", None),
    "dans 2 heures": ("2026-11-24 12:00", None),
    # Two hours of a day.
    "samedi 5 décembre 14h30-16h30": AFTERNOON,
    "samedi 5 décembre, 14 h 30 – 16 h 30": AFTERNOON,
    "samedi 5 décembre 14h30 - 16h30": AFTERNOON,
    "samedi 5 décembre 14h30 -> 16h30": AFTERNOON,
    "samedi 5 décembre de 14h30 à 16h30": AFTERNOON,
    "samedi 5 décembre à 14h30 jusqu’à 16h30": AFTERNOON,
    "samedi 5 décembre 14h30, jusqu'à 16h30": AFTERNOON,
    "samedi 5 décembre de 14 h 30 à 16 h 30, heure de Paris": AFTERNOON,
    "de 14h30 à 16h30 samedi 5/12": AFTERNOON,
    "14h30-16h30 le 5 décembre 2026": AFTERNOON,
    "2026-12-05 14:30-16:30": AFTERNOON,
    "sat 5 dec 2:30pm-4:30pm": AFTERNOON,
    "sat 5 dec, 2:30 pm – 4:30 pm": AFTERNOON,
    "sat 5 dec 2:30-4:30pm": AFTERNOON,
    "between 2:30pm and 4:30pm on sat 5 dec": AFTERNOON,
    "entre 14h et 16h samedi 5 décembre": FROM_TWO,
    "5 décembre 14-16h": FROM_TWO,
    "5 décembre 14h-16": FROM_TWO,
    "5 décembre de 14 à 16h": FROM_TWO,
    "sat 5 dec from 2 to 4pm": FROM_TWO,
    "from 2pm to 4pm": ("2026-11-24 14:00", "2026-11-24 16:00"),
    "saturday 11-1pm": ("2026-11-28 11:00", "2026-11-28 13:00"),
    "samedi 9h à midi": ("2026-11-28 09:00", "2026-11-28 12:00"),
    "demain 18h à 20h": ("2026-11-25 18:00", "2026-11-25 20:00"),
    "1er mardi 18h-20h": ("2026-12-01 18:00", "2026-12-01 20:00"),
    "demain après-midi 2h-4h": ("2026-11-25 14:00", "2026-11-25 16:00"),
    "ce soir de 8h à 10h": ("2026-11-24 20:00", "2026-11-24 22:00"),
    # Into the night.
    "5 décembre 20h-1h": ("2026-12-05 20:00", "2026-12-06 01:00"),
    "ce soir de 8h à 1h": ("2026-11-24 20:00", "2026-11-25 01:00"),
    "20h à minuit": ("2026-11-24 20:00", "2026-11-25 00:00"),
    # Its length.
    "5 décembre 14h30, 2h": AFTERNOON,
    "5 décembre 14h30 (2h)": AFTERNOON,
    "5 décembre 14h30 durée 2h": AFTERNOON,
    "5 décembre 14h30, durée : 2 heures": AFTERNOON,
    "5 décembre 14h30 pendant deux heures": AFTERNOON,
    "sat 5 dec 2:30pm for 2 hours": AFTERNOON,
    "5 décembre 14h30 durée 1h30": ("2026-12-05 14:30", "2026-12-05 16:00"),
    "5 décembre 9h durée 10h": ("2026-12-05 09:00", "2026-12-05 19:00"),
    "5 décembre 9h, 2 jours": ("2026-12-05 09:00", "2026-12-07 09:00"),
    # Two moments.
    "du 5 décembre 9h au 6 décembre 17h": WORKDAYS,
    "du samedi 5 décembre à 9h au dimanche 6 décembre à 17h": WORKDAYS,
    "from dec 5 9am to dec 6 5pm": WORKDAYS,
    "samedi 9h - dimanche 17h": ("2026-11-28 09:00", "2026-11-29 17:00"),
    "5 et 6 décembre 9h-17h": WORKDAYS,
    "du 5 au 6 décembre de 9h à 17h": WORKDAYS,
    # Whole days.
    "les 5 et 6 décembre": WEEKEND,
    "du 5 au 6 décembre": WEEKEND,
    "5-6 décembre": WEEKEND,
    "5-6/12": WEEKEND,
    "5/12 au 6/12": WEEKEND,
    "samedi 5 et dimanche 6 décembre": WEEKEND,
    "samedi et dimanche 6 décembre": WEEKEND,
    "december 5-6": WEEKEND,
    "dec 5 and 6": WEEKEND,
    "samedi et dimanche": ("2026-11-28 00:00", "2026-11-30 00:00"),
    "5, 6 et 7 décembre": ("2026-12-05 00:00", "2026-12-08 00:00"),
    "du 30 au 2 décembre": ("2026-11-30 00:00", "2026-12-03 00:00"),
    "du 30 décembre au 2 janvier": ("2026-12-30 00:00", "2027-01-03 00:00"),
    "du 30 décembre au 2 janvier 2027": ("2026-12-30 00:00", "2027-01-03 00:00"),
    "samedi 5 décembre toute la journée": ("2026-12-05 00:00", "2026-12-06 00:00"),
    "sat 5 dec all day": ("2026-12-05 00:00", "2026-12-06 00:00"),
    "du 5 au 18 décembre": ("2026-12-05 00:00", "2026-12-19 00:00"),
}


def span(words: str, *, now: datetime = NOW) -> Span:
    return read_span(words, now=now, zone=PARIS)


@pytest.mark.parametrize(("words", "expected"), UNDERSTOOD.items())
def test_a_typed_span_is_understood(words: str, expected: tuple[str, str | None]) -> None:
    understood = span(words)

    start, end = understood.starts_at, understood.ends_at
    assert (f"{start:%Y-%m-%d %H:%M}", end and f"{end:%Y-%m-%d %H:%M}") == expected


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("samedi 5 décembre", HourMissing),
        ("saturday, december 5", HourMissing),
        ("samedi 5 décembre durée 2h", HourMissing),
        ("5 novembre 14h-16h", MomentInThePast),
        ("hier 14h-16h", MomentInThePast),
        ("du 5 au 6 novembre", MomentInThePast),
        ("5/12/2030 14h-16h", MomentTooFar),
        ("vendredi 5 décembre 14h-16h", WrongWeekday),
        ("samedi 16h-14h", EndBeforeStart),
        ("samedi 14h-14h", EndBeforeStart),
        ("18h le 5 décembre - 14h", EndBeforeStart),
        ("du 5 décembre 9h au 4 décembre 17h", EndBeforeStart),
        ("du 5 décembre 9h au 5 décembre 9h", EndBeforeStart),
        ("du 5 au 3 décembre", EndBeforeStart),
        ("du 5 au 19 décembre", SpanTooLong),
        ("du 5 décembre 9h au 19 décembre 9h01", SpanTooLong),
        ("5 décembre 9h, 15 jours", SpanTooLong),
        ("les 5 et 12 décembre", DaysApart),
        ("5, 6 et 8 décembre", DaysApart),
        ("samedi 9h30, 10h", EndOrLength),
    ],
)
def test_an_incomplete_or_impossible_span_is_refused_with_its_reason(
    words: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        span(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "bientôt",
        "ce week-end",
        "5 et 6 décembre 14h",
        "5 décembre 14h-16 décembre",
        "vendredi 14h ou samedi 14h",
        "mardi 9h-17h, mercredi 9h-17h",
        "samedi de 14h à 16h ou dimanche",
        "14h-16h-18h samedi",
        "14h-16h samedi, 2h",
        "samedi 14h-25h",
        "samedi 14h" + " " * LONGEST,
        "ﷺ" * LONGEST,
    ],
)
def test_an_unreadable_span_is_refused(words: str) -> None:
    with pytest.raises(UnreadableSpan):
        span(words)


def test_an_answer_to_end_or_length_is_understood() -> None:
    with pytest.raises(EndOrLength) as refusal:
        span("samedi 9h30, 10h")

    words = refusal.value.values["words"]
    assert span(f"samedi 9h30, jusqu'à {words}") == span("samedi 9h30-10h")
    assert span(f"samedi 9h30, durée {words}") == span("samedi 9h30-19h30")


def test_whole_days_are_told_from_hours() -> None:
    assert span("les 5 et 6 décembre").whole_days
    assert not span("5 décembre 0h").whole_days
    assert not span("5 et 6 décembre 9h-17h").whole_days


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        pytest.param("28 mars 2027 1h30-3h30", 1, id="an hour is skipped"),
        pytest.param("31 octobre 2027 1h30-3h30", 3, id="an hour comes twice"),
        pytest.param("31 octobre 2027 1h30, 1h", 1, id="a length is as long as it says"),
        pytest.param("28 mars 2027 toute la journée", 23, id="a short day"),
    ],
)
def test_spans_around_clock_changes_are_read(words: str, hours: int) -> None:
    night = span(words)

    assert night.ends_at
    assert night.ends_at.astimezone(UTC) - night.starts_at.astimezone(UTC) == timedelta(hours=hours)


_DAYS_AHEAD = st.integers(1, 1000)
_MINUTES = st.integers(0, 1439)
_FORMS = (
    "{start:%d/%m/%Y} {start:%Hh%M}-{end:%Hh%M}",
    "de {start:%Hh%M} à {end:%Hh%M} le {start:%d/%m/%Y}",
    "{start:%Y-%m-%d} {start:%H:%M}–{end:%H:%M}",
    "{start:%Y-%m-%d} from {start:%I:%M%p} to {end:%I:%M%p}",
    "du {start:%d/%m/%Y} {start:%Hh%M} au {end:%d/%m/%Y} {end:%Hh%M}",
    "{start:%d/%m/%Y} {start:%H:%M} - {end:%d/%m/%Y} {end:%H:%M}",
    "{start:%d/%m/%Y} {start:%Hh%M}, durée {minutes} min",
)


@given(_DAYS_AHEAD, _MINUTES, st.integers(1, 720), st.sampled_from(_FORMS))
def test_hours_are_read_back_as_written(days: int, minute: int, length: int, form: str) -> None:
    start = datetime(2026, 11, 24) + timedelta(days=days, minutes=minute)  # noqa: DTZ001 - a wall
    end = start + timedelta(minutes=length)

    around = [start - timedelta(days=1), end + timedelta(days=1)]
    assume(len({each.replace(tzinfo=PARIS).utcoffset() for each in around}) == 1)

    understood = span(form.format(start=start, end=end, minutes=length))

    read = (understood.starts_at, understood.ends_at)
    assert tuple(each and each.replace(tzinfo=None) for each in read) == (start, end)


@given(_DAYS_AHEAD, _MINUTES, st.integers(1, 13), _MINUTES, st.sampled_from(["fr", "en"]))
def test_a_span_as_the_bot_writes_it_is_read_back(
    days: int, minute: int, nights: int, end_minute: int, locale: str
) -> None:
    midnight = datetime(2026, 11, 24, tzinfo=PARIS)
    start = midnight + timedelta(days=days, minutes=minute)
    end = midnight + timedelta(days=days + nights, minutes=end_minute)
    reader = Reader(locale, PARIS, NOW.date())

    understood = span(f"{reader.show(start)} - {reader.show(end)}")

    fold_free = [each.astimezone(UTC).astimezone(PARIS) for each in (start, end)]
    assert [understood.starts_at, understood.ends_at] == fold_free


_SCRAPS = (
    "samedi 5 6 décembre 14h 16h30 2pm 9 - – , de du à au et from to until 2h durée 5/12 les"
    " demain soir minuit journée toute la 2027 12 | ( jusqu'à 3 jours"
)
_WORDS = st.lists(st.sampled_from(_SCRAPS.split(" ")), max_size=9).map(" ".join)


@pytest.mark.slow
@settings(max_examples=500)
@given(_WORDS | st.text(max_size=60))
def test_any_words_give_a_future_span_or_a_refusal(words: str) -> None:
    with suppress(Refusal):
        understood = span(words)

        start, end = understood.starts_at, understood.ends_at
        assert start > NOW or (understood.whole_days and start.date() == NOW.date())
        if end is not None:
            assert start.astimezone(UTC) < end.astimezone(UTC)
            assert end.replace(tzinfo=None) - start.replace(tzinfo=None) <= LONGEST_SPAN


@pytest.mark.parametrize(
    "words", ["14h-" * 50, "a a " * 50, "5 et " * 40, "1, " * 66, "2h à " * 40]
)
def test_no_phrase_takes_long(words: str) -> None:
    def tried(typed: str) -> None:
        with suppress(Refusal):
            assert span(typed) is not None

    assert not outgrows(tried, lambda most: words[:most], LONGEST // 8, LONGEST)
