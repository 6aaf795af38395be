"""Names as they are ordered and found."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import (
    LONGEST_PART,
    LONGEST_SEARCH,
    MOST_PARTS,
    name_key,
    name_parts,
    name_words,
    search_words,
)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        pytest.param("Ana Dupont", ["ana dupont", "dupont"], id="two words"),
        pytest.param("Élodie Le Goff", ["elodie le goff", "le goff", "goff"], id="accents"),
        pytest.param(
            "Jean-Noël d'Arc", ["jean-noel d'arc", "noel d'arc", "d'arc", "arc"], id="joined"
        ),
        pytest.param("Cœur", ["coeur"], id="ligature"),
        pytest.param("🌱 Zoé", ["zoe"], id="a sign before it"),
        pytest.param("🌱", ["🌱"], id="only a sign"),
        pytest.param("ana ana", ["ana ana", "ana"], id="twice the same"),
    ],
)
def test_a_name_is_taken_apart_at_its_words(name: str, parts: list[str]) -> None:
    assert name_parts(name) == parts
    assert name_key(name) == parts[0]


@given(name=st.text(min_size=1))
def test_any_beginning_of_a_word_finds_the_name(name: str) -> None:
    parts = name_parts(name)

    assert 1 <= len(parts) <= MOST_PARTS
    assert all(len(part) <= LONGEST_PART for part in parts)
    for word in name_words(name_key(name))[: MOST_PARTS - 1]:
        for cut in range(1, len(word) + 1):
            assert any(part.startswith(word[:cut]) for part in parts), word


def test_a_typed_search_is_split_into_words() -> None:
    assert list(search_words("  DUPONT, Élo ")) == ["dupont", "elo"]
    assert list(search_words("?!")) == []


def test_a_search_asks_for_each_word_once() -> None:
    assert list(search_words("1 1 1 11 ana an 1")) == ["11", "ana"]
    assert len(search_words("a b c d e f g h i j k l")) == MOST_PARTS


@given(name=st.text(), typed=st.text())
def test_a_search_with_fewer_words_finds_the_same_names(name: str, typed: str) -> None:
    words = name_words(typed[:LONGEST_SEARCH])

    def finds(asked: Sequence[str]) -> bool:
        return all(any(own.startswith(word) for own in name_words(name)) for word in asked)

    assert len(search_words(typed)) == MOST_PARTS or finds(search_words(typed)) == finds(words)
