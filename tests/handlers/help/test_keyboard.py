"""The four words below the text field: they come with joining, and each is understood."""

import pytest

from tests.town import Neighbour, Town

YES = "J'ai 15 ans ou plus, j'accepte"
FRENCH = (("Agenda", "Sondages"), ("Écrire à Ana", "Menu"))
WRITE_TO_LUC = "Que voulez-vous écrire à Luc ?"
ENGLISH = (("Agenda", "Polls"), ("Write to Ana", "Menu"))


def keys(person: Neighbour) -> list[tuple[tuple[str, ...], ...]]:
    """The keys that came, in their order."""
    return [each.said.keys for each in person.direct if each.said.keys is not None]


def joined(town: Town, network: str) -> Neighbour:
    town.gardener("territory")
    zoe = town.stranger("Zoé", on=network)
    zoe.says("/rejoindre" if network == "telegram" else "!rejoindre")
    zoe.presses(YES)
    return zoe


def test_keys_come_with_joining_where_the_network_has_them(town: Town) -> None:
    zoe = joined(town, "telegram")
    with_keys, welcome = zoe.direct[-2:]

    assert keys(zoe) == [FRENCH]
    assert with_keys.text == "✅ Vous êtes membre de Pionniers de l'énergie."
    assert not with_keys.choices
    assert welcome.text.startswith("👋 Bienvenue, Zoé.")


def test_keys_are_not_shown_elsewhere(town: Town) -> None:
    zoe = joined(town, "matrix")
    yan = town.stranger("Yan")
    shown = yan.says("/menu")

    assert shown == "Pionniers de l'énergie\nQue voulez-vous faire ?"
    assert keys(zoe) == keys(yan) == []
    assert "Vous êtes membre" not in "".join(zoe.inbox)


@pytest.mark.parametrize(
    ("key", "begins"),
    [
        ("Agenda", "Événements à venir"),
        ("Sondages", "Sondages ouverts"),
        ("Polls", "Sondages ouverts"),
        ("Écrire à Ana", "Que voulez-vous écrire à Ana ?"),
        ("Write to Ana", "Que voulez-vous écrire à Ana ?"),
        ("Menu", "Pionniers de l'énergie"),
    ],
)
def test_each_key_is_understood_in_each_language(town: Town, key: str, begins: str) -> None:
    zoe = joined(town, "telegram")
    zoe.says("/moi")

    assert zoe.says(key).startswith(begins)
    assert keys(zoe) == [FRENCH], "who writes a key's word has the keys"


def test_the_words_are_understood_where_there_are_no_keys(town: Town) -> None:
    zoe = joined(town, "matrix")
    zoe.says("!moi")

    assert zoe.says("Écrire à Ana").startswith("Que voulez-vous écrire à Ana ?")
    zoe.says("!annuler")
    assert zoe.says("Write to Ana").startswith("Que voulez-vous écrire à Ana ?")


def test_a_key_ends_a_form_and_its_words_are_kept(town: Town) -> None:
    zoe = joined(town, "telegram")
    zoe.says("/agenda")
    zoe.presses("Proposer un événement")
    zoe.says("Pique-nique")

    shown = zoe.says("Sondages")

    assert shown.startswith("J'ai gardé votre brouillon.\n---\nSondages ouverts")


def test_keys_are_in_the_language_of_the_person(town: Town) -> None:
    zoe = joined(town, "telegram")
    zoe.says("/reglages")
    zoe.presses("English")

    assert keys(zoe) == [FRENCH, ENGLISH]
    assert zoe.says("Polls").startswith("Open polls")


def test_the_menu_brings_the_keys_back(town: Town) -> None:
    zoe = joined(town, "telegram")

    said = zoe.says("/menu")

    assert said.startswith("Toujours à portée : les quatre boutons ci-dessous.\n---\n")
    assert keys(zoe) == [FRENCH, FRENCH]


@pytest.mark.parametrize("way", ["Quitter la communauté", "Effacer mes données"])
def test_keys_end_with_the_membership(town: Town, way: str) -> None:
    zoe = joined(town, "telegram")
    zoe.says("/quitter")
    zoe.presses(way)
    said = zoe.presses(zoe.direct[-1].choices[0].label)

    assert said == "Au revoir, et merci."
    assert keys(zoe)[-1] == ()
    assert "Que voulez-vous écrire" not in zoe.says("Écrire à Ana")


@pytest.mark.parametrize("stale", ["Écrire à Ana", "Write to Ana", "Écrire à Marie de la Tour"])
def test_an_old_key_still_writes_and_is_renewed(town: Town, stale: str) -> None:
    zoe = joined_before_ana_left(town)

    asked = zoe.says(stale)

    assert asked.startswith(f"Les boutons ci-dessous sont à jour.\n---\n{WRITE_TO_LUC}")
    assert keys(zoe)[-1] == (("Agenda", "Sondages"), ("Écrire à Luc", "Menu"))
    assert zoe.says("Merci à Ana pour tout").startswith("Votre message à Luc\nMerci à Ana")


def test_an_old_key_is_no_answer_of_a_form(town: Town) -> None:
    zoe = joined_before_ana_left(town)
    zoe.says("/agenda")
    zoe.presses("Proposer un événement")
    zoe.says("Pique-nique")

    shown = zoe.says("Écrire à Ana")

    assert "J'ai gardé votre brouillon." in shown
    assert WRITE_TO_LUC in shown


@pytest.mark.parametrize(
    "words",
    ["Écrire à la mairie", "Écrire à Ana que le bac est plein", "Écrire à Ana\nMerci"],
)
def test_words_that_no_key_had_are_not_taken_for_one(town: Town, words: str) -> None:
    zoe = joined_before_ana_left(town)

    assert "Que voulez-vous écrire" not in zoe.says(words)
    assert keys(zoe) == [FRENCH]


def test_the_key_without_a_name_is_understood_too(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/agenda")
    zoe.presses("Proposer un événement")
    zoe.says("Pique-nique")

    shown = zoe.says("Écrire")

    assert shown.startswith("Personne ne s'occupe encore de Pionniers de l'énergie ici")


def test_a_keys_word_may_be_an_answer(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage")
    ana.presses("Créer un sondage")
    ana.says("Que mettre en avant ?")
    ana.says("Atelier")

    asked = ana.says("Agenda")
    listed = ana.presses("Oui, c'est ma réponse")

    assert asked.startswith("Voulez-vous « Agenda », ou est-ce votre réponse : « Agenda » ?")
    assert listed == "1. Atelier\n2. Agenda\nVous pouvez en écrire d'autres."


@pytest.mark.parametrize("way", ["button", "key again"])
def test_a_keys_word_that_was_no_answer_does_what_it_says(town: Town, way: str) -> None:
    zoe = joined(town, "telegram")
    zoe.says("Écrire à Ana")

    asked = zoe.says("Agenda")
    shown = zoe.presses("Agenda") if way == "button" else zoe.says("Agenda")

    assert "Voulez-vous « Agenda », ou est-ce votre réponse" in asked
    assert "Événements à venir" in shown
    assert "Message envoyé" not in zoe.says("Bonjour")


def joined_before_ana_left(town: Town) -> Neighbour:
    """A member whose keys have the name of a gardener who has left; Luc remains."""
    chef = Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()
    zoe = joined(town, "telegram")
    town.gardener("region")
    chef.says("/jardinier territoire retirer")
    chef.presses("Oui, retirer ce rôle")
    return zoe
