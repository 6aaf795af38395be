"""Words of conversations: they arrive, are kept, and are answered piece by piece."""

import pytest

from bot.core.messages.rendering import split
from storage.conversations import Conversation, Conversations
from storage.inbound import Inbox
from storage.outbound.deliveries import Delivery
from tests.town import BACK_ROOM, Town


def test_a_file_that_cannot_be_fetched_is_not_passed_on(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/ecrire Bonjour")
    message = town.said_in(BACK_ROOM)[-1]

    voice = ana.says("", room=BACK_ROOM, reply_to=message, attachment="voice")
    photo = ana.says("Voici le plan", room=BACK_ROOM, reply_to=message, attachment="photo")

    assert voice == (
        "Je ne peux transmettre que des mots, des images et des fichiers : merci d'écrire votre "
        "réponse."
    )
    assert photo == (
        "Réponse envoyée à Zoé.\nSeul votre texte a été transmis, pas ce qui l'accompagnait."
    )
    assert zoe.inbox[-1].startswith("Ana vous répond\nVoici le plan")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("@room @ana venez", "@\u2060room @\u2060ana venez", id="pings"),
        pytest.param("{name} %s <b>gras</b> *x*", "{name} %s <b>gras</b> *x*", id="markup"),
        pytest.param("a | b --fin demain —oui", "a | b --fin demain —oui", id="our-own-marks"),
        pytest.param("mot 🌱 " * 500, ("mot 🌱 " * 500).strip(), id="long"),
    ],
)
def test_words_arrive_as_they_are_and_harmless(town: Town, typed: str, read: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    zoe.says(f"/ecrire {typed}")
    message = town.said_in(BACK_ROOM)[-1]
    ana.says(typed, room=BACK_ROOM, reply_to=message)

    assert f"\n{read}\n" in message.text
    assert read in zoe.inbox[-1]


def test_each_part_of_a_long_message_can_be_answered(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    monkeypatch.setattr(town.networks["matrix"], "pieces", lambda said: split(said, 1000))

    zoe.says("/ecrire " + "mot " * 600)
    pieces = list(town.said_in(BACK_ROOM))
    for number, piece in enumerate(pieces):
        ana.says(f"Réponse {number}", room=BACK_ROOM, reply_to=piece)

    assert len(pieces) > 2
    assert "".join(each.text for each in pieces).count("mot") == 600
    answers = [said for said in zoe.inbox if said.startswith("Ana vous répond")]
    assert len(answers) == len(pieces)


def test_the_words_are_not_kept(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/ecrire un secret")
    ana.says("un autre secret", room=BACK_ROOM, reply_to=town.said_in(BACK_ROOM)[-1])

    with town.database.unit() as store:
        rows = store._session.query(Delivery).all()
        assert len(rows) > 2
        assert all(each.payload is None for each in rows)
        assert not store[Inbox].waiting(10)


def test_an_answer_to_an_erased_conversation_reaches_nobody(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/ecrire Bonjour")
    with town.database.unit() as store:
        conversation = store._session.query(Conversation).one()
        store[Conversations].erase(conversation.member_id)

    answered = ana.says("Bonjour", room=BACK_ROOM, reply_to=town.said_in(BACK_ROOM)[-1])

    assert answered == "La personne qui a écrit cela n'est plus là : rien n'a été transmis."
