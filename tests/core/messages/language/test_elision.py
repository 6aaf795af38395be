"""No French sentence reads « de Ana »: each is filled with names that elide, and with others."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from bot.core.messages.content import Text
from bot.core.messages.i18n import Reader
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
