"""Labels of buttons: told apart in one message, and pressed without the mark of what is chosen."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.core import Card, Reader, button, text
from bot.core.messages.rendering import distinct, meant, render

FRENCH = Reader("fr", ZoneInfo("Europe/Paris"), date(2026, 11, 24), "!")
ZOE = text("Ask {name}", name="Zoé")
TWO = (button(ZOE, "ask", "1"), button(ZOE, "ask", "2"))


def test_two_buttons_of_one_message_never_have_the_same_words() -> None:
    shown = render(Card(None, ("Qui ?",), (TWO[:1], TWO[1:])), FRENCH)

    labels = [each.label for row in shown.choices for each in row]
    assert labels == ["Demander à Zoé", "Demander à Zoé (2)"]


@pytest.mark.parametrize(
    ("typed", "nth"), [("demander à zoé", 0), ("Demander à Zoé (2)", 1), ("2", 1)]
)
def test_each_of_them_is_pressed_in_writing(typed: str, nth: int) -> None:
    assert meant(typed, TWO, [FRENCH]) is TWO[nth]


def test_what_is_chosen_is_named_without_its_mark() -> None:
    chosen = button(text("✓ {choice}", choice="mardi"), "vote", "1")

    assert meant("mardi", [chosen], [FRENCH]) is chosen


def test_different_words_stay_as_they_are() -> None:
    assert list(distinct(["Oui", "Non", "Oui", "Oui"])) == ["Oui", "Non", "Oui (2)", "Oui (3)"]
