"""Hostile questions stay words, wherever they are shown.

Each message is read back as the clients of both networks take it.
"""

import pytest

from bot.core import Answered
from tests.hostile.hostile_words import SWEPT, check_all_that_was_said
from tests.town import BACK_ROOM, Neighbour, Town

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("words", SWEPT)
def test_questions_are_only_words(town: Town, ana: Neighbour, words: str) -> None:
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")
    zoe.says(f"/question {words} ?")
    zoe.presses("Envoyer avec mon nom")
    ana.says("/afaire")
    ana.presses("Montrer aux membres", town.shown_in(BACK_ROOM)[-1], BACK_ROOM)
    yan.says(f"!question {words} ?")
    yan.says("!questions")
    yan.says("!question 1")
    yan.presses("Moi aussi")
    ana.says(f"/question {words} encore ?")
    ana.presses("Non, ma question est différente")
    ana.presses("Envoyer à Luc seulement")
    ana.says("/question", ana.square, answered=Answered(words, zoe.address, "Zoé"))
    zoe.presses("D'accord, sans mon nom")
    zoe.says("/mesdonnees")

    assert "G" in town.shown_in(BACK_ROOM)[-1].text
    check_all_that_was_said(town)
