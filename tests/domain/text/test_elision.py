"""French elision before names, places and words."""

import pytest

from bot.domain.elision import elide, elides


@pytest.mark.parametrize(
    ("template", "name", "said"),
    [
        ("Réponse de {x}.", "Ana", "Réponse d'{x}."),
        ("Réponse de {x}.", "Luc", "Réponse de {x}."),
        ("De {x}", "Élise", "D'{x}"),
        ("ce que {x} a écrit", "Inès", "ce qu'{x} a écrit"),
        ("Puisque {x} vient", "Ana", "Puisqu'{x} vient"),
        ("jusque {x}", "Ornans", "jusqu'{x}"),
        ("le {x} ou la {x}", "Ornans", "l'{x} ou l'{x}"),
        ("le {x}", "mardi 8", "le {x}"),
        ("de {x} à 12", "11", "de {x} à 12"),
        ("chaque {x}", "atelier", "chaque {x}"),
        ("presque {x}, au-delà de {y}", "Ana", "presque {x}, au-delà de {y}"),
        ("modèle {x}", "Ana", "modèle {x}"),
        ("de « {x} »", "Ana", "de « {x} »"),
        ("de {x}", "« Ana »", "de {x}"),
        ("de {x}", "", "de {x}"),
    ],
)
def test_a_small_word_suits_what_follows(template: str, name: str, said: str) -> None:
    assert elide(template, {"x": name, "y": "Luc"}) == said


@pytest.mark.parametrize(
    "words",
    [
        *("Ana", "éric", "Œuvres", "Ève", "ÂME", "Yves", "Yvonne", "Yonne", "Yerres", "Ouest"),
        *("Ouessant", "Ulysse", "e\u0301lise", "ana@example.org"),
        *("Hélène", "helene", "Henri", "Hervé", "Hugo", "Hérault", "Hyères", "habitantes", "hôtel"),
    ],
)
def test_a_vowel_and_a_mute_h_elide(words: str) -> None:
    assert elides(words)


@pytest.mark.parametrize(
    "words",
    [
        *("Luc", "Çelik", "Yann", "Yasmine", "Ouagadougou", "oui", "onze", "8", "11 personnes"),
        *("Hassan", "Harry", "Hans", "Honfleur", "Haute-Saône", "Le Havre", "huit", "haricots"),
        *("", " ", "@ana", "🌱 Ana", "/aide"),
    ],
)
def test_other_words_do_not_elide(words: str) -> None:
    assert not elides(words)
