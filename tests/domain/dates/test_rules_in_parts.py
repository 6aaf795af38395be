"""A rule of repetition among the parts of an event in one line."""

import pytest

from bot.domain.dates.repeats import UnreadableRepeat, check_rule, without_rule


@pytest.mark.parametrize(
    ("parts", "others", "rule"),
    [
        (["Besançon", "tous les mois"], ["Besançon"], "tous les mois"),
        (["Besançon, tous les mois"], ["Besançon"], "tous les mois"),
        (["every first Tuesday", "Dole"], ["Dole"], "every first Tuesday"),
        (["3 rue du Mois, Dole"], ["3 rue du Mois, Dole"], ""),
        (["mardi"], ["mardi"], ""),
        (["Place du 8 mai"], ["Place du 8 mai"], ""),
        ([], [], ""),
    ],
)
def test_a_rule_is_told_from_a_place(parts: list[str], others: list[str], rule: str) -> None:
    assert without_rule(parts) == (others, rule)


@pytest.mark.parametrize(
    ("words", "rule"),
    [("non", ""), ("une seule fois", ""), ("Once", ""), ("chaque mardi", "chaque mardi")],
)
def test_once_is_no_rule(words: str, rule: str) -> None:
    assert check_rule(words) == rule


def test_other_words_are_refused() -> None:
    with pytest.raises(UnreadableRepeat):
        check_rule("bientôt")
