"""Reminders after changes, and reminders in rooms and of several communities."""

from datetime import timedelta

import pytest

from handlers.events import reminders as event_reminders
from tests.handlers.events.reminders.reminded import (
    VISIT,
    announced,
    answers,
    at,
    in_the_square,
    reminders,
)
from tests.saved_towns import SavedTowns
from tests.town import SQUARE, WATER, Town, town_settings

pytestmark = pytest.mark.slow


def test_a_reminder_held_back_until_the_event_began_is_not_sent(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé")
    network = town.networks["telegram"]

    with network.cut():
        town.move_to(at(5, 12, 31))
        town.move_to(at(5, 14, 31))
    town.move(timedelta(minutes=30))

    assert reminders(zoe) == []
    assert in_the_square(town) == []
    assert "\nVous venez.\n" in zoe.says("/evenement 1")


def test_a_moved_event_reminds_of_its_new_date(town: Town) -> None:
    ana = announced(town)
    zoe = answers(town, "Zoé")
    town.move_to(at(4, 14, 31))

    ana.says("/evenement 1 date samedi 12 décembre 14h30-16h30")
    zoe.says("/inscription 1 oui")
    town.move_to(at(5, 12, 31))
    before = len(reminders(zoe))
    town.move_to(at(11, 14, 31))

    assert before == 1
    assert "Samedi 12 décembre" in reminders(zoe)[-1]
    assert len(in_the_square(town)) == 2


def test_an_event_that_is_called_off_reminds_nobody(town: Town) -> None:
    ana = announced(town)
    zoe = answers(town, "Zoé")
    ana.says("/evenement 1 annuler Il va neiger")

    town.move_to(at(4, 14, 31))
    town.move_to(at(5, 12, 31))

    assert zoe.inbox[-1].startswith("🗓 ANNULÉ · Visite du composteur\n")
    assert reminders(zoe) == []
    assert in_the_square(town) == []


def test_rooms_are_reminded_once_the_day_before(town: Town) -> None:
    announced(town)

    town.move_to(at(4, 14, 31))
    town.move_to(at(5, 12, 31))

    for network, mark in (("telegram", "/"), ("matrix", "!")):
        said = in_the_square(town, network)
        assert len(said) == 1
        assert "Samedi 5 décembre, 14 h 30 – 16 h 30" in said[0]
        assert "\nC'est demain à 14 h 30.\n" in said[0]
        assert f"{mark}inscription 1 oui" in said[0]


def test_rooms_are_not_reminded_of_a_new_event(town: Town) -> None:
    town.move_to(at(4, 16))
    announced(town)

    town.move_to(at(5, 12, 31))

    assert town.said_in(SQUARE["telegram"])[-1].text.startswith("🗓 Visite du composteur\n")
    assert in_the_square(town) == []


def test_many_are_reminded_a_part_at_a_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_reminders, "BATCH", 2)
    announced(town)
    people = [answers(town, name) for name in ("Zoé", "Bob", "Max")]

    town.move_to(at(4, 14, 31))
    first = sum(len(reminders(each)) for each in people)
    town.move(timedelta(seconds=2))
    town.move(timedelta(seconds=2))

    assert first == 2
    assert [len(reminders(each)) for each in people] == [1, 1, 1]


def test_each_community_reminds_its_own(database_url: str, saved_towns: SavedTowns | None) -> None:
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    try:
        ana = town.gardener("territory", "Pionniers de l'énergie")
        ana.says(VISIT)
        ana.presses("Annoncer")
        zoe = town.member("Zoé", of=("Pionniers de l'énergie", "Eau vive"))
        zoe.presses("Je viens", town.latest_with(zoe.square, "Je viens"), zoe.square)
        town.move_to(at(4, 14, 31))

        assert len(reminders(zoe)) == 1
        assert len(in_the_square(town)) == 1
        assert not any("Rappel" in each.text for each in town.said_in("telegram:-2001"))
    finally:
        town.close()
