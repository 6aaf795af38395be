"""A topic of the team's forum for each conversation, where the community wants that."""

from collections.abc import Iterator

import pytest

from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, town_settings

ROOM = "telegram:-1900"


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town whose team meets on Telegram."""
    town = Town(database_url, town_settings(gardeners_room=ROOM), saved=saved_towns)
    yield town
    town.close()


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of a community whose conversations have topics."""
    town.networks["telegram"].forums[ROOM] = []
    ana = town.gardener("territory")
    carl = town.cultivator()
    carl.says("/communaute energie")
    carl.presses("Messages à l'équipe")
    assert "un sujet du forum" in carl.presses("Un sujet par échange")
    return ana


def test_each_conversation_has_a_topic_that_is_closed_when_done(town: Town, ana: Neighbour) -> None:
    network, zoe = town.networks["telegram"], town.member("Zoé")
    zoe.says("/ecrire Bonjour Ana")
    topic = f"{ROOM}/1"
    first = town.said_in(topic)[-1]

    assert network.forums[ROOM] == ["Zoé"]
    assert first.text.startswith("Message de Zoé\nBonjour Ana")
    assert town.said_in(ROOM) == []
    ana.says("Bonjour Zoé", room=topic, reply_to=first)
    assert "Bonjour Zoé" in zoe.inbox[-1]

    assert ana.presses("Terminé", first, topic).startswith("Le sujet est fermé.")
    assert network.closed == {topic}
    zoe.says("Encore une question", reply_to=zoe.direct[-1])
    assert network.closed == set()
    assert "Encore une question" in town.said_in(topic)[-1].text
    town.member("Max").says("/ecrire Et moi")
    assert network.forums[ROOM] == ["Zoé", "Max"]


def test_where_no_topic_can_be_opened_the_room_is_told(town: Town, ana: Neighbour) -> None:
    town.networks["telegram"].forums.clear()
    zoe = town.member("Zoé")

    zoe.says("/ecrire Bonjour Ana")
    said = town.said_in(ROOM)[-1]
    ana.says("Bonjour Zoé", room=ROOM, reply_to=said)

    assert said.text.startswith("Message de Zoé\nBonjour Ana")
    assert "Bonjour Zoé" in zoe.inbox[-1]
    assert ana.presses("Terminé", said, ROOM) == "Cet échange n'a pas de sujet à lui."
    zoe.says("Encore", reply_to=zoe.direct[-1])
    assert "Encore" in town.said_in(ROOM)[-1].text


def test_without_the_setting_all_is_said_in_the_room(town: Town) -> None:
    town.networks["telegram"].forums[ROOM] = []
    town.gardener("territory")

    town.member("Zoé").says("/ecrire Bonjour Ana")

    (said,) = town.said_in(ROOM)
    assert said.text.startswith("Message de Zoé")
    assert (town.networks["telegram"].forums[ROOM], said.choices) == ([], [])
