"""Polls with ranked choices."""

import pytest

from tests.town import SQUARE, Town

ASKED = "/sondage Quel atelier d'abord ? | vélo | compost | pain --classement"


@pytest.mark.slow
def test_choices_are_ranked_and_counted_in_rounds(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    others = [town.member(f"Person {nth}") for nth in range(3)]
    ana.publishes(ASKED)
    card = town.said_in(zoe.square)[-1]

    first = zoe.presses("pain", card, zoe.square)
    second = zoe.presses("vélo", card, zoe.square)
    typed = yan.says("!voter 1 vélo > pain")
    for each, ranking in zip(others, ("2 1", "2", "1 2"), strict=True):
        each.says(f"/voter 1 {ranking}")
    shown = town.said_in(zoe.square)[-1].text
    ana.says("/cloturer 1")
    result = town.said_in(zoe.square)[-1].text

    assert first == "1. pain. Touchez le suivant, ou l'un de ceux-ci pour le retirer."
    assert second.startswith("1. pain et 2. vélo.")
    assert typed.endswith("Votre classement : 1. vélo et 2. pain.")
    assert "vélo : ▇▇▇ 2 (40 %)" in shown
    assert "choix par ordre de préférence" in shown
    assert "« vélo » l'emporte au tour 2, avec 3 votes sur 5." in result
    assert "Tour 2 : vélo 3 et compost 2" in result


@pytest.mark.slow
def test_a_tie_for_elimination_is_explained(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    people = [zoe, *(town.member(f"Person {nth}") for nth in range(9))]
    ana.publishes(ASKED)
    for each, ranking in zip(people, [*["1"] * 4, *["2 3"] * 3, *["3 2"] * 3], strict=True):
        each.says(f"/voter 1 {ranking}")
    ana.says("/cloturer 1")

    assert (
        "Aucun choix ne l'emporte seul : « compost » et « pain » sont à égalité en dernière place. "
        "Celui qui sort décide entre « compost » et « pain »."
    ) in town.said_in(zoe.square)[-1].text


def test_a_ranked_poll_is_made_step_by_step(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage")
    ana.presses("Autres types de sondages")
    ana.presses("Classer des choix")
    ana.says("Quel atelier d'abord ?")
    ana.says("vélo, compost, pain")
    preview = ana.presses("Passer")
    ana.presses("Changer les choix")
    changed = ana.says("vélo, pain")
    ana.presses("Publier le sondage")
    ana.says("/voter 1 pain")
    ana.says("/cloturer 1")
    result = town.said_in(SQUARE["telegram"])[-1].text

    assert "vélo\ncompost\npain\nchoix par ordre de préférence" in preview
    assert "vélo\npain\nchoix par ordre de préférence" in changed
    assert "« pain » l'emporte dès le premier tour, avec 1 vote sur 1." in result
