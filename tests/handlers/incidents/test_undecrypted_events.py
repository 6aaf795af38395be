"""Undecrypted events are reported in their room, in its language, at most once a day."""

from datetime import timedelta

import pytest

from bot.core.messages.ports import UndecryptedEvent
from storage.inbound import UndecryptedEvents
from storage.members import Members
from storage.unit_of_work import Store
from tests.town import SQUARE, Town

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ROOM = SQUARE["matrix"]
ONE = (
    "Je n'ai pas pu lire un message ici : il est chiffré et je n'en ai pas reçu la clé."
    " S'il était pour moi, renvoyez-le, s'il vous plaît."
)
THREE = (
    "Je n'ai pas pu lire 3 messages ici : ils sont chiffrés et je n'en ai pas reçu la clé."
    " Si l'un d'eux était pour moi, renvoyez-le, s'il vous plaît."
)


def seal(town: Town, *keys: str, room: str = ROOM) -> None:
    """Receive events whose key is missing."""
    undecrypted = [UndecryptedEvent(key, room, "{}") for key in keys]
    town.do(town.app.dispatcher.receive("matrix", [], None, undecrypted=undecrypted))


def open_up(town: Town, *keys: str) -> None:
    """Receive the keys of events."""
    town.do(town.app.dispatcher.receive("matrix", [], None, opened=keys))


def said(town: Town, room: str = ROOM) -> list[str]:
    return [posted.text for posted in town.said_in(room)]


def test_a_room_is_told_once_of_all_that_waits_there(town: Town) -> None:
    seal(town, "$1", "$2")
    seal(town, "$3", room=f"{ROOM}/$thread")

    town.move(MINUTE)
    assert said(town) == [], "a key may come late"
    town.move(MINUTE)
    assert said(town) == [THREE]
    town.move(MINUTE)
    open_up(town, "$1", "$2", "$3")
    town.move(DAY)

    assert said(town) == [THREE]


def test_an_event_decrypted_in_time_is_not_reported(town: Town) -> None:
    seal(town, "$1")
    waiting = town.app.lanes.in_unit(lambda store: store[UndecryptedEvents].count())
    open_up(town, "$1")

    town.move(2 * MINUTE)

    assert waiting == 1
    assert said(town) == []


def test_a_room_is_told_again_after_a_day_at_the_soonest(town: Town) -> None:
    seal(town, "$1")
    town.move(2 * MINUTE)
    open_up(town, "$1")
    seal(town, "$2")

    town.move(DAY - MINUTE)
    assert said(town) == [ONE]
    town.move(2 * MINUTE)

    assert said(town) == [ONE, ONE]


def test_a_thread_is_told_in_the_thread(town: Town) -> None:
    seal(town, "$1", room=f"{ROOM}/$thread")

    town.move(2 * MINUTE)

    assert said(town, f"{ROOM}/$thread") == [ONE]
    assert said(town) == []


@pytest.mark.parametrize(("locale", "words"), [("fr", ONE), ("en", "I could not read a message")])
def test_a_person_is_told_in_their_language(town: Town, locale: str, words: str) -> None:
    zoe = town.member("Zoé", on="matrix", locale=locale)

    def speak(store: Store) -> None:
        member = store[Members].behind(zoe.address)
        assert member is not None
        member.locale = locale

    town.app.lanes.in_unit(speak)
    seal(town, "$1", room=zoe.address)

    town.move(2 * MINUTE)

    assert zoe.inbox[-1].startswith(words)


def test_a_stranger_is_told_in_the_language_of_the_instance(town: Town) -> None:
    seal(town, "$1", room="matrix:!elsewhere/@tom")

    town.move(2 * MINUTE)

    assert said(town, "matrix:!elsewhere/@tom") == [ONE]


def test_a_lost_room_is_told_nothing(town: Town) -> None:
    seal(town, "$1")
    seal(town, "$2", room=f"{ROOM}/$thread")
    assert town.app.lanes.in_unit(lambda store: store[UndecryptedEvents].count()) == 2

    town.app.lanes.in_unit(lambda store: store.lose_room(ROOM, "gone", town.clock.now()))

    town.move(2 * MINUTE)

    assert said(town) == said(town, f"{ROOM}/$thread") == []
    assert town.app.lanes.in_unit(lambda store: store[UndecryptedEvents].count()) == 0
