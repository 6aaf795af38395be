"""Pictures, voice messages and files between members and gardeners, both ways."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.transports.playground import Posted
from tests.town import BACK_ROOM, Neighbour, Town, labels


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "PNG")
    return drawn.getvalue()


@pytest.fixture
def zoe(town: Town, ana: Neighbour) -> Neighbour:
    """A member, where both gardeners have a room."""
    town.gardener("region")
    return town.member("Zoé", on=ana.network)


def test_a_picture_is_passed_on_to_the_gardeners(town: Town, zoe: Neighbour) -> None:
    said = zoe.sends("compost.png", picture())
    sent = zoe.presses("Envoyer cette image à Ana")

    assert said == "C'est bien reçu.\nSi vous l'envoyez, Ana et Luc le liront."
    assert sent == "Je le transmets à Ana. La réponse arrivera ici."
    posted = town.said_in(BACK_ROOM)[-1]
    assert posted.text == "Image de Zoé"
    assert posted.said.picture is not None


def test_the_caption_goes_before_its_picture(town: Town, zoe: Neighbour) -> None:
    zoe.sends("compost.png", picture(), "Il déborde")
    sent = zoe.presses("Envoyer cette image à Ana")

    assert sent.startswith("Message envoyé à Ana.")
    assert "Il déborde" in town.said_in(BACK_ROOM)[-2].text
    assert town.said_in(BACK_ROOM)[-1].text == "Image de Zoé"


def test_the_gardener_answers_a_picture(town: Town, zoe: Neighbour) -> None:
    zoe.sends("compost.png", picture())
    zoe.presses("Envoyer cette image à Ana")
    posted = town.said_in(BACK_ROOM)[-1]

    town.gardener("region").says("Merci !", room=BACK_ROOM, reply_to=posted)

    assert zoe.inbox[-1].startswith("Luc vous répond\nMerci !")


@pytest.mark.parametrize("filename", ["message.ogg", "plan.pdf"])
def test_anything_else_goes_to_the_gardener_in_private(
    town: Town, ana: Neighbour, zoe: Neighbour, filename: str
) -> None:
    zoe.sends(filename, b"bytes")
    label = labels(zoe)[0]
    before = len(town.said_in(BACK_ROOM))
    zoe.presses(label)

    assert label.startswith("Envoyer ce ")
    assert len(town.said_in(BACK_ROOM)) == before
    assert ana.inbox[-1] == "Message vocal ou fichier de Zoé"
    assert document(ana.direct[-1]) == b"bytes"


def document(posted: Posted) -> bytes:
    assert posted.said.document is not None
    return posted.said.document.content


def test_a_sent_picture_is_not_sent_twice(town: Town, zoe: Neighbour) -> None:
    zoe.sends("compost.png", picture())
    zoe.presses("Envoyer cette image à Ana")
    before = len(town.said_in(BACK_ROOM))

    assert zoe.presses("Envoyer cette image à Ana").startswith("Déjà envoyé.")
    assert len(town.said_in(BACK_ROOM)) == before


def test_a_number_sends_no_picture(town: Town, zoe: Neighbour) -> None:
    before = len(town.said_in(BACK_ROOM))
    zoe.sends("compost.png", picture())

    zoe.says("1")

    assert len(town.said_in(BACK_ROOM)) == before


@pytest.mark.slow
@pytest.mark.parametrize("confirmed", ["Oui, c'est ma réponse", "oui"])
def test_a_picture_that_comes_late_is_passed_on_with_its_words(
    town: Town, zoe: Neighbour, confirmed: str
) -> None:
    zoe.says("/ecrire Bonjour")
    posted = town.said_in(BACK_ROOM)[-1]
    zoe.says("/ecrire")
    town.move(timedelta(minutes=1))
    town.gardener("region").says("Bonjour Zoé", room=BACK_ROOM, reply_to=posted)
    town.move(timedelta(minutes=1))

    said = zoe.sends("compost.png", picture(), "Il déborde")
    done = zoe.says("oui") if confirmed == "oui" else zoe.presses(confirmed)

    assert "Est-ce votre réponse : « Il déborde » ?" in said
    assert done.startswith("Votre message à Ana\nIl déborde")
    assert zoe.presses("Envoyer cette image à Ana").startswith("Message envoyé à Ana.")
    assert "Il déborde" in town.said_in(BACK_ROOM)[-2].text
    assert town.said_in(BACK_ROOM)[-1].text == "Image de Zoé"
