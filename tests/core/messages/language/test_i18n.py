"""Every sentence is said in French too, and said well; dates and names are shown as people write.

The catalogue is compared with what `make messages` finds in the code.
"""

import os
import re
from pathlib import Path
from string import Formatter

import pytest

from bot.locales import catalogue, compile_catalogues, read_catalogue
from tests.core.messages.language.sentences import FRENCH, ROOT, Forms

PLACES = re.compile(r"\{\w+\}")
ADDRESSES = re.compile(r"https?://\S+")


def test_every_sentence_has_its_french(sentences: set[Forms], french: dict[Forms, Forms]) -> None:
    missing = sorted(each for each in sentences if not all(french.get(each, ("",))))
    assert len(sentences) > 1000
    assert missing == []


def test_no_french_outlives_its_sentence(sentences: set[Forms], french: dict[Forms, Forms]) -> None:
    assert sentences >= french.keys()


def test_placeholders_are_the_same_in_french(french: dict[Forms, Forms]) -> None:
    def places(forms: Forms) -> set[str | None]:
        return {name for form in forms for _, name, _, _ in Formatter().parse(form)} - {None}

    assert [places(english) for english in french] == [places(told) for told in french.values()]


def test_a_plural_has_both_its_french_forms(french: dict[Forms, Forms]) -> None:
    uneven = [english for english, told in french.items() if len(english) != len(told)]
    assert uneven == []
    for one, many in (told for told in french.values() if len(told) == 2):
        assert "{count}" in many, many
        assert one


def test_english_names_the_gardening_team(sentences: set[Forms]) -> None:
    found = [each for each in sentences if re.search(r"\b(?:who|that) tends?\b", " ".join(each))]
    assert any("gardening team" in " ".join(each) for each in sentences)
    assert found == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (r"[“”\"]", "quotes are « »"),
        (r"\w[·•‧∙]|[·•‧∙]\w", "neutral words rather than median dots"),
        (r"\w\((?:e|es|ne|trice|rice|s)\)|\w/(?:e|es|rice)\b|\w-e-s\b", "neutral words"),
        (r"[’\u00a0\u202f]", "apostrophes and spaces are as one types: they are set when shown"),
        (r"\.\.\.", "three dots are …"),
        (r"\S …|\w  \w| [.,…]", "no space too many"),
        (r"^\s|\s$", "no space at either end"),
        (r"(?i)\b(?:tu|toi|ton|tes)\b", "people are « vous »"),
    ],
)
def test_french_is_typographically_right(french: dict[Forms, Forms], wrong: str, why: str) -> None:
    def bare(sentence: str) -> str:
        return PLACES.sub("x", ADDRESSES.sub("x", sentence))

    all_told = [told for told_all in french.values() for told in told_all]
    found = [told for told in all_told if re.search(wrong, bare(told))]
    assert len(all_told) > 1000
    assert found == [], why


def test_english_sentences_are_in_plain_typing(sentences: set[Forms]) -> None:
    assert any("'" in "".join(each) for each in sentences)
    assert [each for each in sentences if re.search(r"[’\u00a0\u202f]", "".join(each))] == []


def test_a_compiled_catalogue_is_read_unless_it_is_stale(tmp_path: Path) -> None:
    source = tmp_path / "fr" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)

    def said() -> str:
        return read_catalogue(source, "fr").gettext("Hello")

    source.write_text('msgid ""\nmsgstr ""\n\nmsgid "Hello"\nmsgstr "Bonjour"\n')
    compile_catalogues(tmp_path)
    at = source.stat().st_mtime_ns
    source.write_text(source.read_text().replace("Bonjour", "Salut"))
    os.utime(source, ns=(at, at))
    compiled = said()
    os.utime(source, ns=(at, at - 10**9))

    assert compiled == "Bonjour"
    assert said() == "Salut"
    assert [each.name for each in source.parent.iterdir() if each != source] == ["messages.mo"]


def test_new_sentences_are_compiled_at_once() -> None:
    makefile = (ROOT / "Makefile").read_text()
    recipe = re.search(r"^messages:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)

    assert recipe is not None
    assert recipe[1].splitlines()[-1].endswith("python -m bot.locales")


def test_english_needs_no_catalogue_since_the_sentences_are_english() -> None:
    assert catalogue("en").gettext("Any sentence") == "Any sentence"
    assert catalogue("en").ngettext("One", "Many", 2) == "Many"
    assert not (FRENCH.parents[3] / "en").exists()
