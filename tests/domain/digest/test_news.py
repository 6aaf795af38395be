"""What people type as a news."""

import pytest

from bot.domain.digest.news import NewsLinkTooLong, NewsTooLong, NothingToTell, Told, read_news

LINK = "https://exemple.fr/a?b=1"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param(["Titre", "Texte", LINK], Told("Titre", "Texte", LINK), id="all three"),
        pytest.param(["Titre"], Told("Titre", "", ""), id="a title"),
        pytest.param([LINK], Told("", "", LINK), id="a link"),
        pytest.param(["x" * 200], Told("", "x" * 200, ""), id="words alone"),
        pytest.param(["Titre", LINK], Told("Titre", "", LINK), id="no words"),
        pytest.param([LINK, "Titre"], Told("Titre", "", LINK), id="link first"),
        pytest.param(["Titre", "un", "deux"], Told("Titre", "un\ndeux", ""), id="several lines"),
        pytest.param(["Titre | Texte"], Told("Titre", "Texte", ""), id="asked, on one line"),
        pytest.param(["Voir " + LINK], Told("Voir " + LINK, "", ""), id="a link inside"),
        pytest.param(["javascript:x"], Told("javascript:x", "", ""), id="no web address"),
        pytest.param(["a\u2028b\u202ec\x00"], Told("a bc", "", ""), id="tricks"),
    ],
)
def test_parts_are_told_apart(typed: list[str], told: Told) -> None:
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
    assert Told("", "un\ndeux", "").headline == "un deux"
    assert Told("", "", LINK).headline == LINK
    assert len(Told("", "x" * 500, "").headline) == 150
