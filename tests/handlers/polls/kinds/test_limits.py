"""Polls with a least and a most number of choices."""

import pytest

from tests.town import Town

ASKED = "/sondage Quels ateliers ? | vélo | compost | jardin | pain"


def test_votes_count_between_the_least_and_the_most_number_of_choices(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --au-moins 2 --au-plus 3")
    card = town.said_in(zoe.square)[-1]

    first = zoe.presses("vélo", card, zoe.square)
    uncounted = town.said_in(zoe.square)[-1].text
    second = zoe.presses("pain", card, zoe.square)
    zoe.presses("jardin", card, zoe.square)
    refused = zoe.presses("compost", card, zoe.square)
    few = yan.says("!voter 1 pain")
    yan.says("!voter 1 pain et vélo")
    shown = town.said_in(zoe.square)[-1].text

    assert first == "Pour l'instant : vélo. Encore 1 choix, et votre vote compte."
    assert "Soyez la première personne à voter · de 2 à 3 choix" in uncounted
    assert second.startswith("Votre vote : vélo et pain.")
    assert refused.startswith(
        "Le sondage « Quels ateliers ? » permet 3 choix au plus. Enlevez-en un d'abord."
    )
    assert (
        few == "Le sondage « Quels ateliers ? » demande au moins 2 choix. "
        "Écrivez par exemple : !voter 1 1 2."
    )
    assert "vélo : ▇▇▇▇▇▇▇▇ 2 (100 %)" in shown
    assert "compost : 0" in shown
    assert "2 personnes ont voté · de 2 à 3 choix" in shown


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ("--au-plus 2", "2 choix au plus"),
        ("--most 2 --least 2", "2 choix chacun"),
        ("--au-moins 2", "2 choix au moins"),
        ("--au-plus 4", "plusieurs choix possibles"),
        ("--au-plus 1", "noms non affichés"),
        ("--au-plus 5", "Ce sondage n'a que 4 choix : personne ne peut en faire 5."),
        ("--au-moins 3 --au-plus 2", "Écrivez d'abord le plus petit nombre : au moins 3 et"),
    ],
)
def test_limits_are_shown_before_publication(town: Town, options: str, shown: str) -> None:
    assert shown in town.gardener("territory").says(f"{ASKED} {options}")


def test_limits_are_set_by_button(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says(ASKED)
    ana.presses("Permettre plusieurs choix")

    ana.presses("Limiter le nombre de choix")
    refused = ana.says("deux")
    limited = ana.says("1-3")
    ana.presses("Changer les choix")
    fewer = ana.says("vélo, pain, jardin")

    assert refused.startswith("Je ne comprends pas « deux ». Écrivez par exemple 2, ou 1-3.")
    assert "3 choix au plus" in limited
    assert "plusieurs choix possibles" in fewer
