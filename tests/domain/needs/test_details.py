"""The place and the end that the words of a need name."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.needs import (
    LONGEST_TIME,
    EndsTooLate,
    NothingNeeded,
    check_end,
    end_named,
    place_named,
    read_need,
)

TODAY = date(2026, 11, 24)
OCCITANIE = {"09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82"}


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("un local pour 20 personnes à Auch, avant mars", "Auch"),
        ("une remorque près de Bagnères-de-Bigorre", "Bagnères-de-Bigorre"),
        ("un camion autour d'Albi samedi", "Albi"),
        ("a room in Toulouse before March", "Toulouse"),
        ("du monde à La Grand-Combe pour planter", "La Grand-Combe"),
        ("un local pour 20 personnes, Toulouse, avant le 20 décembre", "Toulouse"),
        ("un vélo, Auch.", "Auch"),
        ("La Grand-Combe, un vélo", "La Grand-Combe"),
        ("un vélo, Auch et autour", None),
        ("un vélo, orange, rouge", None),
        ("Toulouse", None),
        ("un vélo à réparer", None),
        ("un vélo", None),
        ("un local à Xyzville", None),
    ],
)
def test_a_commune_is_found_in_the_words(words: str, place: str | None) -> None:
    found = place_named(words, OCCITANIE)
    assert (found and found.name) == place


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("un local à Auch, avant mars", date(2027, 2, 28)),
        ("un local jusqu'à mars", date(2027, 3, 31)),
        ("un local avant novembre", date(2027, 10, 31)),
        ("un local jusqu'au 15 janvier à Auch", date(2027, 1, 15)),
        ("un local d'ici samedi", date(2026, 11, 28)),
        ("a room until 5 December", date(2026, 12, 5)),
        ("un local avant qu'il pleuve", None),
        ("un local avant le 3 mars 2029", None),
        ("un local", None),
    ],
)
def test_an_end_is_found_in_the_words(words: str, day: date | None) -> None:
    assert end_named(words, TODAY) == day


@pytest.mark.slow
@given(st.text(max_size=300))
def test_no_words_break_it(words: str) -> None:
    place_named(words, OCCITANIE)
    end = end_named(words, TODAY)
    assert TODAY <= (end or TODAY) <= TODAY + LONGEST_TIME


def test_words_and_ends_have_their_limits() -> None:
    assert read_need(" : un\nlocal  ") == "un local"
    with pytest.raises(NothingNeeded):
        read_need(": 20 !")
    assert check_end(TODAY, TODAY) == TODAY
    with pytest.raises(EndsTooLate):
        check_end(TODAY + LONGEST_TIME + timedelta(days=1), TODAY)
