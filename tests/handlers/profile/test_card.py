"""One's own card."""

import pytest

from tests.town import Town


def test_the_card_tells_what_is_known_and_who_sees_it(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    card = zoe.says("/moi")

    assert card == (
        "Zoé\n"
        "Communauté : Pionniers de l'énergie\n"
        "Membre depuis le mardi 24 novembre\n"
        "Participation : « Je suis les actualités » ; en privé, seulement ce que vous demandez\n"
        "Comptes : Telegram (102)\n"
        "À compléter : où vous habitez, vos domaines et ce que vous faites\n"
        "Qui voit quoi\n"
        "Les membres : votre nom, seulement là où un sondage annonce « Noms affichés ».\n"
        "L'équipe de jardinage (Ana) : votre nom, votre participation, le jour où vous avez "
        "rejoint et ce que vous lui écrivez.\n"
        "Région Exemple, responsable du traitement de vos données : seulement des nombres, pas "
        "qui vous êtes."
    ).replace("102", zoe.address.partition(":")[2])


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("Changer de nom", "Quel nom voulez-vous porter ici ?"),
        ("Choisir ma participation", "Comment voulez-vous suivre la communauté ?"),
        ("Choisir mes domaines", "Quels domaines vous intéressent ?"),
        ("Dire ce que je fais", "Que faites-vous, en une ligne ?"),
        ("Réglages", "Réglages"),
        ("Arrêter, quitter, effacer", "Arrêter, quitter, effacer"),
    ],
)
def test_everything_on_the_card_can_be_changed(town: Town, label: str, answer: str) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")

    assert zoe.presses(label).startswith(answer)


def test_a_name_is_changed_and_shown(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")
    zoe.presses("Changer de nom")

    renamed = zoe.says("  Zoé   Martin ")

    assert renamed.startswith("C'est noté. Votre nom ici : Zoé Martin")
    assert zoe.says("/moi").startswith("Zoé Martin\n")


def test_a_name_too_long_is_explained_and_asked_again(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")
    zoe.presses("Changer de nom")

    refused = zoe.says("Z" * 61)

    assert refused == (
        "Un nom fait de 1 à 60 caractères, sur une seule ligne : écrivez par exemple Zoé Martin.\n"
        "Quel nom voulez-vous porter ici ?"
    )
    assert zoe.says("Zoé M.").startswith("C'est noté. Votre nom ici : Zoé M.")


def test_a_card_is_never_shown_in_a_shared_room(town: Town) -> None:
    zoe = town.member("Zoé")

    assert zoe.says("/moi", room=zoe.square) == "Je vous ai répondu en privé."
    assert zoe.inbox[-1].startswith("Zoé\nCommunauté")


@pytest.mark.parametrize(
    ("on", "locale", "asked", "missing"),
    [
        (
            "telegram",
            "fr",
            "/moi",
            "À compléter : où vous habitez, vos domaines et ce que vous faites",
        ),
        ("matrix", "en", "!me", "Not given yet: where you live, your topics, and what you do"),
    ],
)
def test_the_card_says_what_is_missing(
    town: Town, on: str, locale: str, asked: str, missing: str
) -> None:
    zoe = town.member("Zoé", on=on, locale=locale)

    assert missing in zoe.says(asked).splitlines()


def test_what_was_given_is_missing_no_more(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")
    zoe.presses("Où j'habite")
    zoe.presses("Indiquer ma commune")
    zoe.says("Dole")

    assert "À compléter : vos domaines et ce que vous faites" in zoe.says("/moi")
