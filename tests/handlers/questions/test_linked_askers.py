"""A member with two accounts asks and joins as one person."""

import pytest

from tests.handlers.linking.accounts import linked
from tests.town import BACK_ROOM, Neighbour, Town

WORDS = "Quand ouvre l'aide au vélo ?"


@pytest.mark.slow
def test_two_accounts_that_joined_one_question_count_once(town: Town, ana: Neighbour) -> None:
    yan, zoe = town.member("Yan"), town.member("Zoé")
    other = town.member("Zoé bis", on="matrix")
    yan.says(f"/question {WORDS}")
    yan.presses("Envoyer avec mon nom")
    ana.presses("Montrer aux membres", town.shown_in(BACK_ROOM)[-1], BACK_ROOM)
    for who in (zoe, other):
        who.says("/question 1")
        who.presses("Moi aussi")
    before = yan.says("/question 1")

    linked(zoe, other)

    assert "2 autres personnes se posent la même question." in before
    assert "1 autre personne se pose la même question." in yan.says("/question 1")


@pytest.mark.slow
def test_a_question_asked_from_one_account_is_seen_from_the_other(
    town: Town, ana: Neighbour
) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé bis", on="matrix")
    zoe.says(f"/question {WORDS}")
    zoe.presses("Envoyer sans mon nom")
    ana.presses("Montrer aux membres", town.shown_in(BACK_ROOM)[-1], BACK_ROOM)
    other.says("/question 1")
    other.presses("Moi aussi")

    linked(zoe, other)

    said = other.says("/question 1")
    assert said.startswith(f"💬 Question 1\n{WORDS}\n\n⏳ En attente de la Région.")
    assert "autre personne" not in said
