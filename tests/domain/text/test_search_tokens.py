"""Words as the register's search compares them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import LONGEST_TOKEN, MOST_TOKENS, search_tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("rénover copropriété", "les rénovations de copropriétés", id="endings"),
        pytest.param("RENOVER COPROPRIETE", "rénover, copropriété !", id="accents and capitals"),
        pytest.param("une maison rénovée", "des maisons rénovées", id="feminine participles"),
        pytest.param("maison rénovée", "rénover maison", id="infinitive"),
        pytest.param("l'aide au vélo", "les aides pour vélos", id="a plural that looks like none"),
        pytest.param("le chantier du cœur", "chantiers du coeur", id="a ligature"),
        pytest.param("l’énergie", "l'energie", id="apostrophes"),
        pytest.param("heat pumps", "the heat pump", id="English"),
        pytest.param("en 2027", "2027", id="a year"),
    ],
)
def test_these_are_the_same_words(one: str, other: str) -> None:
    assert set(search_tokens(one)) == set(search_tokens(other))


def test_different_words_stay_different() -> None:
    words = "bus tram train vélo voiture 2026 2027 maison logement eau air"
    assert len(search_tokens(words)) == len(words.split())


@pytest.mark.parametrize(
    "words", ["", " ? ! ", "Est-ce que c'est où ?", "👋🏽", "What is it?", "_"]
)
def test_small_words_and_signs_are_no_words(words: str) -> None:
    assert search_tokens(f"{words} vélo") == search_tokens("vélo") != ()


def test_each_word_counts_once() -> None:
    assert search_tokens("vélo, vélos et encore VÉLO") == search_tokens("vélo")


def test_other_scripts_are_kept_apart() -> None:
    greek, other = search_tokens("ποδήλατο"), search_tokens("λεωφορείο")
    assert len(greek) == len(other) == 1
    assert greek != other


@given(st.text(max_size=4096))
def test_every_token_is_one_plain_word(words: str) -> None:
    tokens = search_tokens(words)
    assert all(re.fullmatch(r"[a-z][a-z0-9]*", each) for each in tokens)
    assert all(len(each) <= LONGEST_TOKEN for each in tokens)
    assert len(tokens) <= MOST_TOKENS
    assert len(set(tokens)) == len(tokens)
