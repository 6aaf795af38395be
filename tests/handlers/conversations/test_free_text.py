"""Plain words, pictures and voices in the direct room."""

import pytest

from storage.inbound import Forms
from tests.town import BACK_ROOM, Town, labels


@pytest.mark.parametrize("typed", ["Le composteur déborde", "???", "😀", "12345", "a" * 4000])
def test_plain_words_are_offered_to_the_gardener(town: Town, typed: str) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    said = zoe.says(typed)

    assert said == "Je n'ai pas compris."
    shown = typed if len(typed) <= 24 else f"{typed[:23]}…"
    assert labels(zoe) == [f"Envoyer « {shown} » à Ana", "Menu"]


def test_words_that_name_the_gardener_are_taken_for_a_message(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    said = zoe.says("Bonjour Ana, le robinet du fond fuit depuis hier")

    assert said == "Envoyer ce message à Ana ?"
    assert labels(zoe)[0] == "Envoyer « Bonjour Ana, le… » à Ana"


def test_one_tap_sends_the_words_just_written(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("Le composteur déborde\nrue des Lilas")

    sent = zoe.presses("Envoyer « Le composteur déborde… » à Ana")

    assert sent.startswith("Message envoyé")
    assert "Le composteur déborde\nrue des Lilas" in town.said_in(BACK_ROOM)[-1].text


def test_a_second_tap_does_not_send_it_twice(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("Le composteur déborde")
    zoe.presses("Envoyer « Le composteur déborde » à Ana")
    before = len(town.said_in(BACK_ROOM))

    again = zoe.presses("Envoyer « Le composteur déborde » à Ana")

    assert again == "Déjà envoyé. Pour en écrire un autre : /ecrire"
    assert len(town.said_in(BACK_ROOM)) == before


def test_plain_words_after_a_menu_are_not_taken_as_an_answer(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("Le composteur déborde")

    assert zoe.says("menu").startswith("Pionniers de l'énergie")
    assert zoe.says("Le composteur déborde") == "Je n'ai pas compris."


def test_the_readers_of_a_message_are_named_before_it_is_sent(town: Town) -> None:
    town.gardener("territory")
    town.gardener("region")

    assert town.member("Zoé").says("Le composteur déborde") == (
        "Je n'ai pas compris.\nSi vous l'envoyez, Ana et Luc le liront."
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Bonjour !", "Bonjour Zoé ! Que puis-je faire pour vous ?"),
        ("bonsoir", "Bonjour Zoé ! Que puis-je faire pour vous ?"),
        ("Merci.", "Avec plaisir. Je suis là quand vous en avez besoin."),
        ("merci beaucoup c'est très gentil", "Avec plaisir. Je suis là quand vous en avez besoin."),
        ("👍🏽", "Avec plaisir. Je suis là quand vous en avez besoin."),
        ("Ok, merci !", "Avec plaisir. Je suis là quand vous en avez besoin."),
        ("Merci, au revoir", "À bientôt, Zoé !"),
    ],
)
def test_greetings_are_returned(town: Town, typed: str, answer: str) -> None:
    assert town.member("Zoé").says(typed) == answer


NOT_THIS = (
    "Je peux transmettre des mots, des images, des messages vocaux et des fichiers, mais pas ceci."
)


def test_an_attachment_that_cannot_be_passed_on_is_explained(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    assert zoe.says("", attachment="location") == NOT_THIS
    assert zoe.presses("Écrire à Ana").startswith("Que voulez-vous écrire à Ana ?")


def test_a_stranger_is_told_when_files_are_passed_on(town: Town) -> None:
    town.gardener("territory")

    assert town.stranger("Zoé").sends("people.csv", b"nom;ville") == (
        "Je pourrai le transmettre quand vous serez membre."
    )


def test_a_stranger_is_answered_and_nothing_is_kept(town: Town) -> None:
    town.gardener("territory")
    zoe = town.stranger("Zoé")

    zoe.says("Le composteur déborde")

    assert labels(zoe) == ["Écrire à Ana", "Rejoindre", "Menu"]
    with town.database.unit() as store:
        assert store[Forms].aside_in(zoe.address, town.clock.now()) is None


def test_an_older_button_does_not_send_newer_words(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("un mot du composteur")
    first = zoe.direct[-1]
    zoe.says("un secret de famille")

    told = zoe.presses("Envoyer « un mot du composteur » à Ana", first)

    assert told.startswith("Que voulez-vous écrire à Ana ?")
    assert not any("secret" in each.text for each in town.said_in(BACK_ROOM))
