"""Needs that say nearly the same."""

from datetime import date

import pytest

from bot.domain.needs import Need, NeedKind, most_alike


def need(words: str) -> Need:
    return Need(NeedKind.NEED, words, date(2027, 1, 1))


@pytest.mark.parametrize(
    ("new", "old", "is_alike"),
    [
        ("un local à Auch", "Un local pour 20 personnes à Auch, avant mars", True),
        ("je prête ma remorque", "une remorque", True),
        ("un vélo", "des vélos d'occasion", True),
        ("un vélo", "une remorque", False),
        ("des chaises pour la fête", "des tables pour la fête", False),
        ("?", "un vélo", False),
    ],
)
def test_near_words_are_noticed(new: str, old: str, is_alike: bool) -> None:  # noqa: FBT001
    others = [need("un piano"), need(old)]

    assert most_alike(new, others) == (others[1] if is_alike else None)
