"""Moments that are refused: the past, the absurdly far, and other words."""

from datetime import date

import pytest

from bot.domain.dates.date_words import LONGEST
from bot.domain.dates.days import (
    MomentInThePast,
    MomentTooFar,
    UnreadableDay,
    UnreadableMoment,
    WrongWeekday,
    read_day,
)
from bot.domain.dates.moments import HourMissing
from tests.domain.dates.phrases.typed_moments import TODAY, moment


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
def test_other_words_are_refused_as_a_moment(words: str) -> None:
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
def test_other_words_are_refused_as_a_day(words: str) -> None:
    with pytest.raises(UnreadableDay):
        read_day(words, today=TODAY)


def test_a_past_or_far_day_is_refused() -> None:
    with pytest.raises(MomentInThePast):
        read_day("hier", today=TODAY)
    with pytest.raises(MomentTooFar):
        read_day("5/12/2118", today=TODAY)


def test_a_refusal_shows_a_part_of_the_typed_words() -> None:
    with pytest.raises(UnreadableMoment) as refusal:
        moment("n'importe\nquoi " * 10)

    shown = "n'importe quoi n'importe quoi n'importe …"
    assert str(refusal.value).startswith(f"I do not understand the date “{shown}”.")
