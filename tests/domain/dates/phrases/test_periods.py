"""From when to when, as people write it."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates.days import MomentTooFar, WrongWeekday
from bot.domain.dates.moments import (
    Days,
    DaysAreOver,
    EndsBeforeItBegins,
    UnreadableDays,
    read_days,
)
from bot.domain.refusals import Refusal

TODAY = date(2026, 11, 24)  # a Tuesday


def days(first: tuple[int, int, int], last: tuple[int, int, int]) -> Days:
    return Days(date(*first), date(*last))


AUGUST = days((2027, 8, 1), (2027, 8, 25))
MAY = days((2027, 5, 3), (2027, 5, 10))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1er août - 25 août", AUGUST),
        ("1er août – 25 août", AUGUST),
        ("1er août -25 août", AUGUST),
        ("1er - 25 août", AUGUST),
        ("du 1er au 25 août", AUGUST),
        ("du dimanche 1er août au mercredi 25 août", AUGUST),
        ("du 1er août jusqu'au 25 août", AUGUST),
        ("1 august - 25 august", AUGUST),
        ("august 1 - august 25", AUGUST),
        ("from 1 to 25 august", AUGUST),
        ("01/08 - 25/08", AUGUST),
        ("1/8-25/8", AUGUST),
        ("2027-08-01 - 2027-08-25", AUGUST),
        ("01-08-2027 - 25-08-2027", AUGUST),
        ("3-10 mai", MAY),
        ("entre le 3 et le 10 mai", MAY),
        ("du 3 au 10", days((2026, 12, 3), (2026, 12, 10))),
        ("20 décembre - 5 janvier", days((2026, 12, 20), (2027, 1, 5))),
        ("vendredi - lundi", days((2026, 11, 27), (2026, 11, 30))),
        ("du lundi au vendredi", days((2026, 11, 30), (2026, 12, 4))),
        ("demain - après-demain", days((2026, 11, 25), (2026, 11, 26))),
        ("aujourd'hui - demain", days((2026, 11, 24), (2026, 11, 25))),
        ("jusqu’à vendredi", days((2026, 11, 24), (2026, 11, 27))),
        ("until friday", days((2026, 11, 24), (2026, 11, 27))),
        ("vendredi", days((2026, 11, 27), (2026, 11, 27))),
        ("2 semaines", days((2026, 11, 24), (2026, 12, 7))),
        ("pendant quinze jours", days((2026, 11, 24), (2026, 12, 7))),
        ("1er novembre - 30 novembre", days((2026, 11, 1), (2026, 11, 30))),
    ],
)
def test_days_are_read_in_both_languages(typed: str, meant: Days) -> None:
    assert read_days(typed, today=TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", UnreadableDays),
        ("-", UnreadableDays),
        ("bientôt", UnreadableDays),
        ("du 1er au zouave", UnreadableDays),
        ("1er août " * 100, UnreadableDays),
        ("25 août - 1er août", EndsBeforeItBegins),
        ("1er novembre - 10 novembre", DaysAreOver),
        ("hier", DaysAreOver),
        ("samedi 1er août 2027 - 25 août 2027", WrongWeekday),
        ("1er août 2031 - 25 août 2031", MomentTooFar),
    ],
)
def test_an_unreadable_or_impossible_period_is_explained(
    typed: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        read_days(typed, today=TODAY)


@given(st.text(max_size=80))
def test_anything_typed_is_days_or_explained(typed: str) -> None:
    with suppress(Refusal):
        read = read_days(typed, today=TODAY)
        assert read.first <= read.last
        assert read.last >= TODAY


@given(st.dates(TODAY, TODAY + timedelta(days=700)), st.integers(0, 300))
def test_days_that_the_bot_writes_are_read_back(first: date, more: int) -> None:
    meant = Days(first, first + timedelta(days=more))

    for shape in ("{} - {}", "du {} au {}", "from {} to {}"):
        assert read_days(shape.format(meant.first, meant.last), today=TODAY) == meant
    assert meant.covers(meant.first)
    assert meant.covers(meant.last)
    assert not meant.covers(meant.last + timedelta(days=1))
