"""News items as people type them."""

import pytest

from bot.domain.digest.news_content import (
    NewsContent,
    NewsLinkTooLong,
    NewsTooLong,
    NothingToTell,
    read_news,
)

LINK = "https://exemple.fr/a?b=1"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param(["Titre", "Texte", LINK], NewsContent("Titre", "Texte", LINK), id="all three"),
        pytest.param(["Titre"], NewsContent("Titre", "", ""), id="a title"),
        pytest.param([LINK], NewsContent("", "", LINK), id="a link"),
        pytest.param(["x" * 200], NewsContent("", "x" * 200, ""), id="words alone"),
        pytest.param(["Titre", LINK], NewsContent("Titre", "", LINK), id="no words"),
        pytest.param([LINK, "Titre"], NewsContent("Titre", "", LINK), id="link first"),
        pytest.param(
            ["Titre", "un", "deux"], NewsContent("Titre", "un\ndeux", ""), id="several lines"
        ),
        pytest.param(["Titre | Texte"], NewsContent("Titre", "Texte", ""), id="asked, on one line"),
        pytest.param(["Voir " + LINK], NewsContent("Voir " + LINK, "", ""), id="a link inside"),
        pytest.param(["javascript:x"], NewsContent("javascript:x", "", ""), id="no web address"),
        pytest.param(["a\u2028b\u202ec\x00"], NewsContent("a bc", "", ""), id="tricks"),
    ],
)
def test_parts_are_told_apart(typed: list[str], told: NewsContent) -> None:
    assert read_news(typed, "…") == told


@pytest.mark.parametrize("typed", [[], [""], ["  ", "\u200b"], ["…", "—"]])
def test_nothing_to_read_is_no_news(typed: list[str]) -> None:
    with pytest.raises(NothingToTell):
        read_news(typed, "…")


def test_there_is_an_end_to_words_and_links() -> None:
    with pytest.raises(NewsTooLong):
        read_news(["Titre", "x" * 2001], "…")
    with pytest.raises(NewsLinkTooLong):
        read_news(["https://exemple.fr/" + "x" * 500], "…")


def test_a_headline_is_one_short_line() -> None:
    assert NewsContent("", "un\ndeux", "").headline == "un deux"
    assert NewsContent("", "", LINK).headline == LINK
    assert len(NewsContent("", "x" * 500, "").headline) == 150
