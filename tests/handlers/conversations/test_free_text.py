"""Plain words, pictures and voices in the direct room."""

import pytest

from storage.inbound import Forms
from tests.town import BACK_ROOM, Neighbour, Town


@pytest.mark.parametrize("typed", ["Le composteur déborde", "???", "😀", "12345", "a" * 4000])
def test_plain_words_are_offered_to_the_gardener(town: Town, typed: str) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    said = zoe.says(typed)

    assert said == "Je ne suis qu'un robot : à qui faut-il le transmettre ?"
    assert labels(zoe) == ["Écrire à Ana", "Menu"]


def test_one_tap_sends_what_was_just_said(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("Le composteur déborde\nrue des Lilas")

    sent = zoe.presses("Écrire à Ana")

    assert sent.startswith("Votre message")
    assert "Le composteur déborde\nrue des Lilas" in town.said_in(BACK_ROOM)[-1].text


def test_a_second_tap_does_not_send_it_twice(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("Le composteur déborde")
    zoe.presses("Écrire à Ana")
    before = len(town.said_in(BACK_ROOM))

    again = zoe.presses("Écrire à Ana")

    assert again == "C'est déjà parti. /ecrire permet d'en dire plus."
    assert len(town.said_in(BACK_ROOM)) == before


def test_what_was_said_is_no_answer_to_what_is_asked_next(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("Le composteur déborde")

    assert zoe.says("menu").startswith("Pionniers de l'énergie")
    assert zoe.says("Autre chose") == "Je ne suis qu'un robot : à qui faut-il le transmettre ?"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Bonjour !", "Bonjour Zoé ! Que puis-je faire pour vous ?"),
        ("bonsoir", "Bonjour Zoé ! Que puis-je faire pour vous ?"),
        ("Merci.", "Avec plaisir. Je suis là quand vous en avez besoin."),
    ],
)
def test_greetings_are_returned(town: Town, typed: str, answer: str) -> None:
    assert town.member("Zoé").says(typed) == answer


RECEIVED = (
    "C'est bien arrivé, mais je ne sais pas encore transmettre les fichiers, les images ni les "
    "messages vocaux.\nDites-le en quelques mots, et je les transmets."
)


def test_a_file_that_nobody_asked_for_is_kindly_met(town: Town) -> None:
    assert town.member("Zoé").sends("people.csv", b"nom;ville") == RECEIVED


@pytest.mark.parametrize("attachment", ["photo", "voice"])
def test_a_picture_or_a_voice_is_kindly_met(town: Town, attachment: str) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    said = zoe.says("", attachment=attachment)

    assert said == RECEIVED
    assert zoe.presses("Écrire à Ana").startswith("Que voulez-vous écrire à Ana ?")


def test_a_stranger_is_answered_and_nothing_is_kept(town: Town) -> None:
    zoe = town.stranger("Zoé")

    zoe.says("Le composteur déborde")

    assert labels(zoe) == ["Écrire à l'équipe", "Rejoindre", "Menu"]
    with town.database.unit() as store:
        assert store[Forms].aside_in(zoe.address, town.clock.now()) is None


def labels(person: Neighbour) -> list[str]:
    """The buttons of the last message."""
    return [choice.label for choice in person.direct[-1].choices]
