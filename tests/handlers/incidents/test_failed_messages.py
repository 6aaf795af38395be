"""Messages that a network refused to post in a room, on the gardeners' list."""

from datetime import timedelta

import pytest

from storage.outbound import Outbox
from storage.outbound.deliveries import Priority
from tests.handlers.audit.traces import presses_forged
from tests.town import SQUARE, Neighbour, Town

LINE = "– 1 message n'a pas pu paraître dans un salon : voyez si je peux encore y écrire."


def refuses_a_message(town: Town, room: str) -> None:
    """Have a message to a room refused for good."""
    with town.database.unit() as store:
        delivery = store[Outbox].put(
            room=room,
            priority=Priority.DIGEST,
            at=town.clock.now(),
            payload={"words": "?"},
            locale="fr",
            zone="Europe/Paris",
            community_id=1,
        )
        store[Outbox].fail([delivery], "no right to write", town.clock.now())


def test_a_refused_message_is_listed_until_a_gardener_has_looked(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    refuses_a_message(town, SQUARE["telegram"])

    listed = ana.says("/afaire")
    ana.presses("J'ai regardé les salons")

    assert listed == f"À faire\n{LINE}"
    assert LINE not in luc.says("!afaire")


@pytest.mark.slow
def test_it_is_told_for_a_week_and_not_for_private_rooms(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    refuses_a_message(town, town.member("Zoé").address)
    in_private = ana.says("/afaire")
    refuses_a_message(town, SQUARE["telegram"])
    told = ana.says("/afaire")
    town.move(timedelta(days=8))

    assert "n'a pas pu paraître" not in in_private
    assert LINE in told
    assert LINE not in ana.says("/afaire")


def test_members_dismiss_none(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    refuses_a_message(town, SQUARE["telegram"])

    assert presses_forged(town.member("Ève"), "failures_seen").startswith("Seule l'équipe")
    assert LINE in ana.says("/afaire")
