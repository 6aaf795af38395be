"""External calendars: followed by the gardeners, listed and refused."""

from datetime import timedelta

import pytest

from bot.domain.external_calendars.events import MOST_BYTES
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.external_calendars.calendars import (
    OTHER,
    URL,
    calendar,
    entry,
    states,
    waiting,
    watches,
)
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town

pytestmark = pytest.mark.slow


def test_a_calendar_is_watched_and_its_events_are_proposed(town: Town, ana: Neighbour) -> None:
    town.web.pages[URL] = calendar(entry(), entry("2", "Atelier"))

    said = ana.says(f"/evenement flux {URL}")

    assert said == (
        "Je lis cet agenda d'agenda.example et vous dis ce que j'y trouve. Ensuite, je le relis "
        "toutes les six heures. Ses événements sont proposés à l'équipe de jardinage : rien n'est "
        "annoncé automatiquement.\n"
        "---\n"
        "« Agenda voisin » : 2 événements à venir.\n"
        "2 sont nouveaux pour vous."
    )
    assert states(town) == {"Visite": "proposed", "Atelier": "proposed"}
    assert waiting(ana) == ["« Agenda voisin » propose 2 événements"]
    assert all(town.said_in(room) == [] for room in SQUARE.values())
    assert audited(town, ana)[0] == ("event feed", "done")


def test_watched_calendars_are_listed_with_their_state(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())
    ana.says(f"/evenement flux {OTHER}")

    said = ana.says("/evenement flux")

    assert said == (
        "Agendas extérieurs\n"
        "– Agenda voisin : lu mardi 24 novembre à 10 h, 1 événement à décider\n"
        "– autre.example : illisible depuis mardi 24 novembre à 10 h : aucun site "
        "ne porte ce nom"
    )


def test_a_first_calendar_is_offered_and_asked_for(town: Town, ana: Neighbour) -> None:
    town.web.pages[URL] = calendar(entry())

    assert ana.says("/evenement flux").startswith("Vous ne suivez pas encore d'agenda extérieur.")
    assert ana.presses("Ajouter un agenda").startswith("Quelle est l'adresse de l'agenda ?")
    ana.says(URL)

    assert ana.inbox[-1].startswith("« Agenda voisin » : 1 événement à venir.")


def test_the_back_room_may_do_it_too(town: Town, ana: Neighbour) -> None:
    luc = town.gardener("region")
    town.web.pages[URL] = calendar(entry())

    luc.says(f"!evenement flux {URL}", room=BACK_ROOM)

    assert luc.inbox[-1].startswith("« Agenda voisin » : 1 événement à venir.")


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_members_and_strangers_watch_nothing(town: Town, ana: Neighbour, network: str) -> None:
    watches(ana, entry())
    zoe, max_ = town.member("Zoé", on=network), town.stranger("Max", on=network)
    asked = len(town.web.asked)

    for person in (zoe, max_):
        person.says(f"/evenement flux {OTHER}")
        for press in ("feed_show:1", "feed_look:1", "feed_remove:1", "feeds", "feed_add"):
            presses_forged(person, press)

    assert len(town.web.asked) == asked
    assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]
    assert ("feed_remove", "refused") in audited(town, zoe)


@pytest.mark.parametrize(
    "typed",
    [
        "pas une adresse",
        "http://127.0.0.1/a.ics",
        "http://[::1]/a.ics",
        "https://zoe:secret@agenda.example/a.ics",
        "file:///etc/passwd",
    ],
)
def test_other_words_are_explained(town: Town, ana: Neighbour, typed: str) -> None:
    said = ana.says(f"/evenement flux {typed}")

    assert "n'est pas une adresse web" in said
    assert town.web.asked == []


def test_an_address_as_calendar_programs_write_it_is_read(town: Town, ana: Neighbour) -> None:
    town.web.pages[URL] = calendar(entry())

    ana.says(f"/evenement flux {URL.replace('https', 'webcal')}")

    assert town.web.asked == [URL]


def test_one_calendar_is_watched_once(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())

    assert ana.says(f"/evenement flux {URL}") == "Cet agenda est déjà suivi : Agenda voisin."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html>", "ce n'est pas un agenda"),
        (calendar("BEGIN:VEVENT\r\nEND:VEVENT"), "aucun de ses événements n'est lisible"),
        (b" " * (MOST_BYTES + 1), "cet agenda est trop volumineux"),
    ],
    ids=["a page", "broken", "too large"],
)
def test_the_reason_for_an_unreadable_calendar_is_told(
    town: Town, ana: Neighbour, content: bytes, why: str
) -> None:
    town.web.pages[URL] = content

    ana.says(f"/evenement flux {URL}")

    assert ana.inbox[-1].startswith("Je n'arrive pas à lire « agenda.example » :")
    assert why in ana.inbox[-1]


def test_a_calendar_that_does_not_answer_is_tried_some_times_and_reported(
    town: Town, ana: Neighbour
) -> None:
    town.web.down.add(URL)
    ana.says(f"/evenement flux {URL}")
    before = len(ana.inbox)

    town.move(timedelta(minutes=10))
    town.move(timedelta(minutes=10))

    assert ana.inbox[before:] == [
        "Je n'arrive pas à lire « agenda.example » : le site ne répond pas."
    ]
    assert len(town.web.asked) == 3
