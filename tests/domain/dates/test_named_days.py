"""Days that stand in a sentence: the first one is meant, a bare number is none."""

from datetime import date

import pytest

from bot.domain.dates.days import day_named

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("je serai là jeudi", date(2026, 11, 26)),
        ("on vient à deux avec mon mari samedi", date(2026, 11, 28)),
        ("je pourrai pas samedi 28, désolée", date(2026, 11, 28)),
        ("c'est bien le 12 décembre à 14 h ?", date(2026, 12, 12)),
        ("je viens demain avec 2 amis", date(2026, 11, 25)),
        ("I can't make it on Saturday", date(2026, 11, 28)),
        ("je peu pa venir sam", date(2026, 11, 28)),
        ("je viens avec Sam", None),
        ("nous serons 6", None),
        ("mon chat a dix ans", None),
        ("la visite du composteur", None),
        ("le 3 novembre", None),
        ("", None),
    ],
)
def test_a_day_is_found_in_a_sentence(sentence: str, day: date | None) -> None:
    assert day_named(sentence, today=TODAY) == day
