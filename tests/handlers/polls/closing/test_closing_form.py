"""Closing a poll by its form: offered to those who may, by buttons, and never a trap."""

import pytest

from tests.town import Neighbour, Town, labels

NOTHING = {
    "fr": "Il n'y a pas de sondage ouvert que vous puissiez clore.",
    "en": "There is no open poll that you can close.",
}


def mark(person: Neighbour) -> str:
    return "/" if person.network == "telegram" else "!"


@pytest.mark.parametrize("network", ["telegram", "matrix"])
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_member_is_not_trapped_in_closing_polls(town: Town, network: str, locale: str) -> None:
    town.gardener("territory").publishes("/sondage Quel jour ? | mardi | jeudi")
    zoe = town.member("Zoé", on=network, locale=locale)

    assert zoe.says(f"{mark(zoe)}close") == NOTHING[locale]

    zoe.says(f"{mark(zoe)}menu")
    assert not {"Clore un sondage", "Close a poll"} & set(labels(zoe))
    zoe.says("mardi")
    assert NOTHING[locale] not in zoe.inbox[-1]
    assert "Quel jour ?" in zoe.says(f"{mark(zoe)}poll 1")


@pytest.mark.parametrize("number", ["1", "2"])
def test_the_polls_that_the_person_may_close_are_offered(town: Town, number: str) -> None:
    ana = town.gardener("territory")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    ana.publishes("/sondage Quelle heure ? | 14 h | 18 h")

    assert ana.says("/cloturer").startswith("Quel sondage voulez-vous clore ?")
    assert labels(ana)[:2] == ["1 · Quel jour ?", "2 · Quelle heure ?"]
    assert "Clore ce sondage ?" in ana.says(number)
    question = "Quel jour ?" if number == "1" else "Quelle heure ?"
    assert ana.presses(f"Clore « {question} »").startswith(f"Le sondage « {question} » est clos")


def test_a_poll_that_is_closed_meanwhile_ends_the_form(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    ana.says("/cloturer")
    luc.says("!cloturer 1")

    assert "1" in ana.presses("1 · Quel jour ?")
    assert ana.says("1").startswith("Je n'ai pas compris.")
