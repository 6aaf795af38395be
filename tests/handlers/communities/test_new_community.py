"""Communities made from chat."""

import pytest

from tests.handlers.communities.communities import EAU, ENERGY, YES, made, sets, stored
from tests.town import Town, labels


def test_a_community_is_made_from_its_name(town: Town) -> None:
    carl = town.cultivator()

    listed = carl.says("/communautes")
    asked = carl.presses("Nouvelle communauté")
    named = carl.says("Eau vive")
    card = carl.presses("Passer")
    town.restart()

    assert listed.startswith(f"Communautés\n{ENERGY}\nPas encore de membre, 4 salons.\n")
    assert asked == "Quel nom pour la nouvelle communauté ?"
    assert named == (
        "« Eau vive » sera une nouvelle communauté. Son nom court dans les commandes : « "
        "eau-vive ». Écrivez-en un autre, ou passez cette question."
    )
    assert card == (
        "Eau vive\n"
        "Nom court : eau-vive\n"
        "Langue : Français\n"
        "Fuseau horaire : Paris (Europe/Paris)\n"
        "Lettre : chaque 1er mardi du mois à 8 h. La prochaine : mardi 1er décembre à 8 h.\n"
        "Lettres : lues par les membres.\n"
        "Sondages : ouverts par l'équipe de jardinage.\n"
        "Charte : aucune.\n"
        "Domaines : les domaines habituels.\n"
        "Équipe : personne pour l'instant, les deux rôles sont à pourvoir.\n"
        "Pas encore de salon.\n"
        "Pas encore de membre.\n"
        "Prochaines étapes\n"
        "– Choisir les deux personnes de l'équipe : /jardinier.\n"
        "– M'inviter dans son salon, puis y écrire /salon."
    )
    assert carl.says("/communaute eau-vive") == card
    assert carl.says("/communaute EAU VIVE") == card


def test_another_short_name_is_written(quick: Town) -> None:
    carl = quick.cultivator()
    carl.says("/communaute Eau vive")

    wrong = carl.says("123")
    carl.says("Rivières")

    assert wrong.startswith("« 123 » ne peut pas être un nom court.")
    assert stored(quick, "rivieres").name == EAU


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("energie", "Le nom court « energie » est celui d'une autre", id="taken"),
        pytest.param("***", "« *** » ne peut pas être un nom court.", id="nothing"),
    ],
)
def test_a_wrong_short_name_is_explained_and_asked_again(
    quick: Town, typed: str, answer: str
) -> None:
    carl = quick.cultivator()
    carl.says("/communaute Eau vive")

    assert carl.says(typed).startswith(answer)
    assert carl.says("eau").startswith("Eau vive\nNom court : eau\n")


def test_a_new_community_works_at_once(town: Town) -> None:
    """People join it, its room shows what is asked in it, and its letter is due."""
    carl = made(town)
    sets(carl, "Sondages", "Tous les membres")
    carl.says("/salon eau-vive communauté", "telegram:-5005")
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")
    zoe.presses(EAU)
    zoe.presses(YES)

    zoe.publishes("/sondage Quel jour ? | lundi | mardi")

    assert "Quel jour ?" in town.said_in("telegram:-5005")[-1].text
    assert carl.says("/communautes").splitlines()[5:7] == [EAU, "1 membre, 1 salon."]


def test_a_name_that_exists_is_shown_and_not_made_again(quick: Town) -> None:
    carl = made(quick)
    carl.says("/communautes")
    carl.presses("Nouvelle communauté")
    carl.says("eau vive")

    assert carl.presses("Passer") == (
        "Il y a déjà une communauté « eau vive » : choisissez un autre nom.\n"
        "Quel nom pour la nouvelle communauté ?"
    )


def test_the_card_of_a_new_community_leads_to_its_next_step(town: Town) -> None:
    carl = made(town)

    assert labels(carl)[0] == "Prochaine étape"
    assert carl.presses("Prochaine étape").startswith(f"👋 Je suis prêt pour {EAU}")
