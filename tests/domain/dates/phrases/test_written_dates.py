"""Readings of any text, and dates that are typed back."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.messages.i18n import Reader
from bot.domain.dates.clock_times import read_duration
from bot.domain.dates.date_words import LONGEST
from bot.domain.dates.days import FARTHEST, read_day
from bot.domain.dates.moments import read_moment
from bot.domain.dates.recurrence import Recurring, read_schedule
from bot.domain.refusals import Refusal
from tests.domain.dates.phrases.typed_moments import (
    NOW,
    PARIS,
    TODAY,
    moment,
)
from tests.hostile.worst_words import outgrows

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


READINGS: tuple[Callable[[str], object], ...] = (
    moment,
    lambda words: moment(words, default_hour=time(18)),
    lambda words: read_day(words, today=TODAY),
    read_duration,
    lambda words: read_schedule(words, today=TODAY),
)


@pytest.mark.slow
@given(words=st.text(max_size=LONGEST + 20) | phrases | st.sampled_from(PATHOLOGICAL))
@settings(max_examples=1000, deadline=None)
def test_any_text_is_read_within_range_or_refused(words: str) -> None:
    for read in READINGS:
        with suppress(Refusal):
            check_in_range(read(words))


@pytest.mark.parametrize("words", PATHOLOGICAL)
def test_nothing_is_slow_to_read(words: str) -> None:
    for read in READINGS:

        def tried(typed: str, read: Callable[[str], object] = read) -> None:
            with suppress(Refusal):
                assert read(typed) is not None

        assert not outgrows(tried, lambda most: words[:most], LONGEST // 8, LONGEST)


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
def test_dates_of_the_bot_can_be_typed_back(ahead: timedelta, locale: str, city: str) -> None:
    zone = ZoneInfo(city)
    meant = (NOW.astimezone(UTC) + ahead).replace(second=0, microsecond=0).astimezone(zone)
    reader = Reader(locale, zone, TODAY)

    read = read_moment(reader.show(meant), now=NOW - timedelta(minutes=1), zone=zone)

    assert read.replace(fold=0) == meant.replace(fold=0)
    assert read_day(reader.show(meant.date()), today=TODAY) == meant.date()
