"""Communities removed while nobody was in them."""

import pytest

from storage.schedules import Schedules
from tests.handlers.communities.communities import EAU, ENERGY, YES, made, sets, stored
from tests.town import Town, labels


@pytest.mark.slow
def test_a_community_without_members_is_removed_in_two_steps(town: Town) -> None:
    carl = made(town)
    carl.says("/salon eau-vive communauté", "telegram:-5005")
    sets(carl, "Lettre", "Choisir le jour")
    carl.says("jeudi 7h30")
    carl.says("/menu")
    carl.presses(EAU)
    carl.says("/communaute eau-vive")

    asked = carl.presses("Supprimer cette communauté")
    card = carl.direct[-1]
    done = carl.presses("Oui, la supprimer")
    town.restart()

    assert asked == "Supprimer Eau vive, avec ses salons et ses rôles ?"
    assert done == "Eau vive est supprimée."
    assert carl.presses("Toutes les communautés", card)
    assert EAU not in carl.says("/communautes")
    assert carl.says("/salon", "telegram:-5005").startswith("Ce salon n'appartient encore à")
    assert carl.says("/menu").startswith(ENERGY)
    with town.database.unit() as store:
        assert store[Schedules].get("digest/2") is None


def test_an_old_button_of_a_removed_community_says_so(quick: Town) -> None:
    carl = made(quick)
    card, kept = carl.direct[-1], carl.direct[-1].said
    carl.presses("Supprimer cette communauté", card)
    carl.presses("Oui, la supprimer", card)
    card.said = kept

    for label in ("Langue", "Supprimer cette communauté"):
        assert carl.presses(label, card).startswith("Ce bouton n'est plus valable.")


def test_a_community_with_members_or_former_members_stays(town: Town) -> None:
    carl = made(town)
    carl.says("/communaute eau-vive")
    removable = carl.direct[-1]
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")
    zoe.presses(EAU)
    zoe.presses(YES)

    while_there = carl.presses("Supprimer cette communauté", removable)
    carl.says("/communaute eau-vive")
    offered = labels(carl)
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")
    carl.presses("Supprimer cette communauté", removable)
    after = carl.presses("Oui, la supprimer", removable)

    why = "Eau vive a eu des membres : on ne peut plus la supprimer."
    assert while_there == after == why
    assert "Supprimer cette communauté" not in offered
    assert stored(town).name == EAU


def test_a_community_of_the_configuration_file_cannot_be_removed(two: Town) -> None:
    carl = two.cultivator()
    carl.says("/communaute eau")

    assert carl.presses("Supprimer cette communauté") == (
        "Eau vive est dans le fichier de configuration : elle reviendrait au prochain démarrage."
    )
