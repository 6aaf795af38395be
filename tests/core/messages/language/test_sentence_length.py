"""People read short sentences: 25 words at most, in both languages."""

import re
from collections.abc import Iterable

import pytest
from babel.messages.pofile import read_po

from tests.core.messages.language.sentences import FRENCH, Forms, translated

MOST_WORDS = 25
_END = re.compile(r"[.!?:](?=\s|$)|\n")


def too_long(forms: Iterable[str]) -> list[str]:
    """The sentences with more words than people read at once; a mark alone is no word."""
    sentences = [each for form in forms for each in _END.split(form)]
    return [each for each in sentences if len(re.findall(r"\S*\w\S*", each)) > MOST_WORDS]


@pytest.mark.parametrize("which", [0, 1], ids=["English", "French"])
def test_no_sentence_has_more_than_25_words(which: int) -> None:
    with FRENCH.open("rb") as file:
        all_forms: list[tuple[Forms, Forms]] = list(translated(read_po(file, locale="fr")))

    assert len(all_forms) > 1000
    assert [each for pair in all_forms for each in too_long(pair[which])] == []


def test_a_long_sentence_is_seen() -> None:
    assert too_long(["mot " * MOST_WORDS, "mot : " * 30]) == []
    assert len(too_long([f"Court. {'mot ' * 26}"])) == 1
