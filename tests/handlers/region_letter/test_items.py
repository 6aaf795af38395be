"""Items of the letter to the Region, opened from its room."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.domain.roles import Post
from bot.transports.playground import Posted
from storage.seats import Posts
from tests.handlers.region_letter.conftest import REGION_ROOM
from tests.plain_text import plain
from tests.saved_towns import SavedTowns
from tests.town import PARIS, WATER, Neighbour, Town, town_settings

WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=PARIS)
TELEGRAM_ROOM = "telegram:-1009"


@pytest.fixture
def two_rooms(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town whose Region has a room on each network."""
    settings = town_settings(WATER, region_room=TELEGRAM_ROOM, region_letter="mercredi 9h")
    made = Town(database_url, settings, saved=saved_towns)
    yield made
    made.close()


def a_letter(town: Town, room: str) -> Posted:
    """A letter with a proposal and a poll's result, in the Region's room."""
    ana, zoe = (
        town.gardener("territory", "Pionniers de l'énergie"),
        town.member("Zoé", of=("Pionniers de l'énergie",)),
    )
    zoe.says("/actu Un jardin partagé | Les plantations ont commencé.")
    zoe.presses("La proposer à l'équipe")
    ana.publishes("/sondage Quelle date ? | mardi | jeudi")
    zoe.says("/voter 1 2")
    ana.says("/cloturer 1")
    town.move_to(WEDNESDAY)
    return town.said_in(room)[0]


@pytest.mark.slow
def test_an_answer_opens_an_item_in_private(region_town: Town) -> None:
    letter = a_letter(region_town, REGION_ROOM)
    luc = region_town.gardener("region")

    assert luc.says("1", REGION_ROOM, reply_to=letter) == "Je vous ai répondu en privé."
    assert "Un jardin partagé" in plain(luc.inbox[-1])
    assert luc.says("2", REGION_ROOM, reply_to=letter) == "Je vous ai répondu en privé."
    assert "jeudi" in plain(luc.inbox[-1])


@pytest.mark.slow
def test_a_reaction_opens_an_item_in_private(region_town: Town) -> None:
    letter = a_letter(region_town, REGION_ROOM)
    luc = region_town.gardener("region")

    reacts(luc, "region_item:1:2", letter)
    assert "jeudi" in plain(luc.inbox[-1])
    reacts(luc, "region_item:1:1", letter)
    assert "Un jardin partagé" in plain(luc.inbox[-1])
    assert len(region_town.said_in(REGION_ROOM)) == 1


def reacts(who: Neighbour, press: str, posted: Posted) -> None:
    """React to a message of the Region's room."""
    who.town.do(
        who.playground.reacts(
            who.address, who.name, press, posted.id, room=REGION_ROOM, locale=who.locale
        )
    )


@pytest.mark.slow
def test_a_press_is_answered_in_the_direct_room(two_rooms: Town) -> None:
    letter = a_letter(two_rooms, TELEGRAM_ROOM)
    ana = two_rooms.gardener("territory")

    said = ana.presses("Actualité 1", letter, room=TELEGRAM_ROOM)

    assert said == "Je vous ai répondu en privé."
    assert "Un jardin partagé" in plain(ana.inbox[-1])
    assert len(two_rooms.said_in(TELEGRAM_ROOM)) == 1
    ana.presses("Sondage 1", letter, room=TELEGRAM_ROOM)
    assert "jeudi" in plain(ana.inbox[-1])


@pytest.mark.slow
def test_an_agent_opens_results_and_no_items_that_gardeners_decide(two_rooms: Town) -> None:
    letter = a_letter(two_rooms, TELEGRAM_ROOM)
    nina = two_rooms.member("Nina", of=("Pionniers de l'énergie",))
    with two_rooms.database.unit() as store:
        store[Posts].give(1, Post.AGENT, nina.address)

    nina.presses("Sondage 1", letter, room=TELEGRAM_ROOM)
    assert "jeudi" in plain(nina.inbox[-1])
    nina.presses("Actualité 1", letter, room=TELEGRAM_ROOM)
    assert "Annoncer" not in plain(nina.inbox[-1])


@pytest.mark.slow
def test_others_open_nothing(two_rooms: Town) -> None:
    letter = a_letter(two_rooms, TELEGRAM_ROOM)
    zoe = two_rooms.member("Bob", of=("Pionniers de l'énergie",))
    stranger = two_rooms.stranger("Rob")

    assert zoe.presses("Sondage 1", letter, room=TELEGRAM_ROOM).startswith("Seule l'équipe")
    assert "jeudi" not in stranger.presses("Sondage 1", letter, room=TELEGRAM_ROOM)


@pytest.mark.slow
def test_a_forged_item_shows_nothing(two_rooms: Town) -> None:
    a_letter(two_rooms, TELEGRAM_ROOM)
    ana = two_rooms.gardener("territory")

    for item in ("1-0", "1-9", "99-1", "1--1"):
        said = ana.says(f"/start in1-region_item-{item}")

        assert said.startswith("Bonjour Ana\n"), item
        assert "jardin partagé" not in said, item


def test_the_letter_of_another_community_is_not_opened(two_rooms: Town) -> None:
    a_letter(two_rooms, TELEGRAM_ROOM)
    eve = two_rooms.stranger("Eve").joins("Eau vive")

    for letter in ("in2-region_item-1-2", "in1-region_item-1-2"):
        assert eve.says(f"/start {letter}").startswith("Bonjour Eve\n")


@pytest.mark.slow
def test_withdrawn_items_leave_the_letter(region_town: Town) -> None:
    region_town.gardener("territory")
    zoe = region_town.member("Zoé")
    zoe.says("/evenement Visite | samedi 5 décembre 14h30 | Besançon")
    zoe.presses("Proposer à l'équipe")
    zoe.says("/actu Un jardin partagé | Les plantations ont commencé.")
    zoe.presses("La proposer à l'équipe")
    region_town.move_to(WEDNESDAY)
    before = plain(region_town.said_in(REGION_ROOM)[0].text)

    zoe.says("/evenement 1")
    zoe.presses("Retirer")
    zoe.says("/actu 1")
    zoe.presses("Retirer")

    after = plain(region_town.said_in(REGION_ROOM)[0].text)
    assert "Visite" in before
    assert "jardin" in before
    assert "1. (retiré depuis)\n2. (retiré depuis)" in after


@pytest.mark.slow
def test_numbers_stay_once_an_item_is_gone(region_town: Town) -> None:
    region_town.gardener("territory")
    luc, zoe = region_town.gardener("region"), region_town.member("Zoé")
    for title in ("Un jardin partagé", "Un compost", "Un verger"):
        zoe.says(f"/actu {title} | Les plantations ont commencé.")
        zoe.presses("La proposer à l'équipe")
    region_town.move_to(WEDNESDAY)
    zoe.says("/actu 1")
    zoe.presses("Retirer")
    letter = region_town.said_in(REGION_ROOM)[0]

    luc.says("2", REGION_ROOM, reply_to=letter)
    second = plain(luc.inbox[-1])
    gone = luc.says("1", REGION_ROOM, reply_to=letter)

    assert "2. Actualité : Un compost" in plain(letter.text)
    assert "Un compost" in second
    assert gone == "Cet élément de la lettre n'existe plus."


@pytest.mark.slow
def test_an_item_announced_since_is_opened_as_an_event(two_rooms: Town) -> None:
    ana, zoe = (
        two_rooms.gardener("territory", "Pionniers de l'énergie"),
        two_rooms.member("Zoé", of=("Pionniers de l'énergie",)),
    )
    zoe.says("/evenement Visite | samedi 5 décembre 14h30 | Besançon")
    zoe.presses("Proposer à l'équipe")
    two_rooms.move_to(WEDNESDAY)
    ana.says("/evenement 1")
    ana.presses("Annoncer")
    letter = two_rooms.said_in(TELEGRAM_ROOM)[0]

    said = ana.presses("Événement 1", letter, room=TELEGRAM_ROOM)

    assert said == "Je vous ai écrit en privé."
    assert plain(ana.inbox[-1]).startswith("🗓 Visite")
    assert len(two_rooms.said_in(TELEGRAM_ROOM)) == 1


def test_a_person_without_a_private_room_is_told_so(two_rooms: Town) -> None:
    letter = a_letter(two_rooms, TELEGRAM_ROOM)
    ana = two_rooms.gardener("territory")
    two_rooms.do(two_rooms.networks["telegram"].put_out(ana.address))
    before = len(ana.direct)

    said = ana.presses("Sondage 1", letter, room=TELEGRAM_ROOM)

    assert said.startswith("Cela s'ouvre en privé")
    assert len(ana.direct) == before
