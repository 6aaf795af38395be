"""No French sentence reads « de Ana »: each is filled with names that elide, and with others."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from bot.core.messages.content import Text
from bot.core.messages.i18n import Reader, elide, elides
from bot.operations.copied_text import AtTheTerminal
from tests.core.messages.language.sentences import Forms

HIATUS = re.compile(r"(?i)\b(?:d|l|qu|jusqu|lorsqu|puisqu|quoiqu)(?:e|(?<=\bl)a) (?=Ana\b)")
ELIDED = re.compile(r"(?i)\b(?:d|l|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=Luc\b)")
FEW = 60


def said(french: dict[Forms, Forms], reader: Reader, name: str) -> Iterator[str]:
    """Every sentence with this name in all its places, as the catalogue's reader says it."""
    for english, told in french.items():
        names = {field for each in told for _, field, _, _ in Formatter().parse(each) if field}
        values = dict.fromkeys(names, name)
        yield reader.say(Text(english[0], values))
        if len(english) > 1:
            yield reader.say(Text(english[0], values, english[1], 2))


@pytest.mark.parametrize("reader", [Reader("fr", ZoneInfo("UTC"), date.min), AtTheTerminal("fr")])
def test_every_french_sentence_elides(french: dict[Forms, Forms], reader: Reader) -> None:
    with_vowel, without = list(said(french, reader, "Ana")), list(said(french, reader, "Luc"))
    elided = [each for each in with_vowel if re.search(r"(?i)\b(?:d|l|qu)['’]Ana\b", each)]

    assert [each for each in with_vowel if HIATUS.search(each)] == []
    assert [each for each in without if ELIDED.search(each)] == []
    assert len(elided) >= FEW


def test_the_hour_of_a_city_elides() -> None:
    paris, athens = (
        Reader("fr", ZoneInfo(f"Europe/{city}"), date(2026, 11, 24)) for city in ("Paris", "Athens")
    )
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)

    assert paris.show(noon).endswith(", heure de Paris")
    assert athens.show(noon).endswith(", heure d’Athènes")


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
    assert elides(words) is False
    assert elide("de {x}", {"x": words}) == "de {x}"
