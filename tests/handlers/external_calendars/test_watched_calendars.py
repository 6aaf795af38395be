"""External calendars: followed by the gardeners, looked at every few hours, left again."""

from datetime import timedelta

import pytest

from bot.domain.external_calendars.events import MOST_BYTES
from handlers.external_calendars.feed_import import MOST_NEW
from storage.events import Events
from storage.external_calendars import Feeds
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.external_calendars.calendars import (
    LONG_ENOUGH,
    URL,
    calendar,
    entry,
    says_since,
    states,
    waiting,
    watches,
)
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, SQUARE, WATER, Neighbour, Town, town_settings

pytestmark = pytest.mark.slow

LATER = "20261220T133000Z"
OTHER = "https://autre.example/events.ics"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    return town.gardener("territory")


def test_a_calendar_is_watched_and_what_it_tells_is_proposed(town: Town, ana: Neighbour) -> None:
    town.web.pages[URL] = calendar(entry(), entry("2", "Atelier"))

    said = ana.says(f"/evenement flux {URL}")

    assert said == (
        "Je lis cet agenda de agenda.example et vous dis ce que j'y trouve. Ensuite, je le relis "
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


def test_those_that_are_watched_are_listed_with_their_state(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())
    ana.says(f"/evenement flux {OTHER}")

    said = ana.says("/evenement flux")

    assert said == (
        "Agendas extérieurs\n"
        "– Agenda voisin : lu mardi 24 novembre à 10 h, 1 événement à décider\n"
        "– autre.example : illisible depuis mardi 24 novembre à 10 h : aucun site "
        "ne porte ce nom"
    )


def test_where_none_is_watched_one_is_offered_and_asked_for(town: Town, ana: Neighbour) -> None:
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
def test_what_is_no_address_is_explained(town: Town, ana: Neighbour, typed: str) -> None:
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
def test_why_it_cannot_be_read_is_told(
    town: Town, ana: Neighbour, content: bytes, why: str
) -> None:
    town.web.pages[URL] = content

    ana.says(f"/evenement flux {URL}")

    assert ana.inbox[-1].startswith("Je n'arrive pas à lire « agenda.example » :")
    assert why in ana.inbox[-1]


def test_one_that_does_not_answer_is_tried_some_times_and_told(town: Town, ana: Neighbour) -> None:
    town.web.down.add(URL)
    ana.says(f"/evenement flux {URL}")
    before = len(ana.inbox)

    town.move(timedelta(minutes=10))
    town.move(timedelta(minutes=10))

    assert ana.inbox[before:] == [
        "Je n'arrive pas à lire « agenda.example » : le site ne répond pas."
    ]
    assert len(town.web.asked) == 3


def test_it_is_looked_at_every_six_hours_and_nobody_hears_of_it(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())
    heard = len(ana.inbox)

    for _ in range(48):
        town.move(timedelta(hours=1))

    assert 7 <= len(town.web.asked) - 1 <= 8
    assert len(ana.inbox) == heard
    assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]


def test_after_a_long_night_it_is_looked_at_once(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())
    asked = len(town.web.asked)

    town.clock.move(timedelta(days=3))
    town.restart()
    town.move(timedelta(0))

    assert len(town.web.asked) == asked + 1


def test_what_nobody_can_read_for_days_is_told_once_and_asked_seldom(
    town: Town, ana: Neighbour
) -> None:
    first, second = entry(start=LATER), entry("2", "Atelier", start=LATER)
    watches(ana, first)
    del town.web.pages[URL]
    asked = len(town.web.asked)

    for _ in range(24 * 8):
        town.move(timedelta(hours=1))

    told = [each.text for each in town.said_in(BACK_ROOM) if "plus à lire" in each.text]
    assert told == [
        (
            "Depuis trois jours, je n'arrive plus à lire l'agenda « Agenda voisin » : aucun site "
            "ne porte ce nom. Je réessaie tous les deux jours."
        )
    ]
    assert len(town.web.asked) - asked <= 8
    says_since(town, first, second)
    town.move(timedelta(days=3))
    assert waiting(ana) == ["« Agenda voisin » propose 2 événements"]


def test_who_asks_for_a_look_is_told_what_there_is(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())
    ana.says("/evenement flux")
    ana.presses("Agenda voisin")
    town.move(timedelta(minutes=2))

    same = ana.presses("Lire maintenant")
    too_soon = ana.presses("Lire maintenant")
    town.move(timedelta(minutes=2))
    town.web.pages[URL] = calendar(entry(), entry("2", "Atelier"))
    other = ana.presses("Lire maintenant")

    assert too_soon.endswith("Je viens de lire cet agenda. Réessayez dans une minute.")
    assert len(town.web.asked) == 3
    assert same.endswith("« Agenda voisin » n'a rien de nouveau.")
    assert other.endswith("« Agenda voisin » : 2 événements à venir.\n1 est nouveau pour vous.")


def test_only_some_are_proposed_at_once_and_the_others_later(town: Town, ana: Neighbour) -> None:
    many = [entry(str(n), f"Visite {n}") for n in range(MOST_NEW + 2)]

    said = watches(ana, *many)
    town.move(LONG_ENOUGH)

    assert "30 sont nouveaux pour vous.\n2 autres vous seront proposés" in said
    assert waiting(ana) == ["« Agenda voisin » propose 30 événements"]
    for event in (1, 2, 3):
        presses_forged(ana, f"feed_decline:{event}")
    town.move(LONG_ENOUGH)
    assert waiting(ana) == ["« Agenda voisin » propose 29 événements"]


def test_what_two_calendars_tell_of_is_proposed_once(town: Town, ana: Neighbour) -> None:
    watches(ana, entry("1", "Visite"))
    said = watches(
        ana, entry("1", "La même visite"), entry("2", "Atelier"), url=OTHER, name="Autre"
    )

    assert said == "« Autre » : 2 événements à venir.\n1 est nouveau pour vous."
    assert states(town) == {"Visite": "proposed", "Atelier": "proposed"}


def test_when_the_first_of_two_is_left_the_other_goes_on(town: Town, ana: Neighbour) -> None:
    watches(ana, entry("1", "Visite"))
    presses_forged(ana, "feed_announce:1")
    watches(ana, entry("1", "Visite"), url=OTHER, name="Autre")
    presses_forged(ana, "feed_remove:1")

    says_since(town, entry("1", "Visite", LOCATION="Dole"), url=OTHER)

    assert waiting(ana) == ["Changé dans son agenda d'origine : Événement 1 · Visite"]


def test_an_event_of_ours_that_comes_back_is_not_proposed(town: Town, ana: Neighbour) -> None:
    ana.says("/evenement Visite | samedi 5 décembre 14h30 | Besançon")
    with town.database.unit() as store:
        ours = store[Events].get(1).uid

    said = watches(ana, entry(ours, "Visite"))

    assert said == "« Agenda voisin » : 1 événement à venir.\nAucun n'est nouveau pour vous."


def test_one_that_is_left_takes_along_what_nobody_decided_about(town: Town, ana: Neighbour) -> None:
    watches(ana, entry("1", "Visite"), entry("2", "Atelier"), entry("3", "Écartée"))
    presses_forged(ana, "feed_announce:1")
    presses_forged(ana, "feed_decline:3")

    said = presses_forged(ana, "feed_remove:1")

    assert ana.says("/evenement flux").startswith("Vous ne suivez pas encore d'agenda")
    assert "1 événement en attente de décision est retiré avec lui." in ana.inbox[-2] + said
    assert states(town)["Visite"] == "published"
    assert waiting(ana) == []
    asked = len(town.web.asked)
    town.move(timedelta(days=2))
    assert len(town.web.asked) == asked

    presses_forged(ana, "feed_again:1")
    assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]
    assert states(town)["Atelier"] == "proposed"


def test_one_that_is_left_while_it_is_fetched_proposes_nothing(town: Town, ana: Neighbour) -> None:
    town.web.down.add(URL)
    ana.says(f"/evenement flux {URL}")
    presses_forged(ana, "feed_remove:1")
    town.web.down.clear()
    town.web.pages[URL] = calendar(entry())

    town.move(timedelta(hours=1))

    assert states(town) == {}


def test_what_is_on_its_way_when_terreau_ends_is_fetched_at_the_next_start(
    town: Town, ana: Neighbour
) -> None:
    town.web.down.add(URL)
    ana.says(f"/evenement flux {URL}")
    town.restart()
    town.web.down.clear()
    town.web.pages[URL] = calendar(entry())

    town.move(timedelta(minutes=10))

    assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]


def test_another_communitys_calendar_is_not_ours(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    try:
        ana = town.gardener("territory", "Pionniers de l'énergie")
        paul = Neighbour(town, "telegram", "telegram:53", "Paul", "fr").joins("Eau vive")
        watches(ana, entry())

        for press in ("feed_show:1", "feed_look:1", "feed_remove:1", "feed_again:1"):
            assert "n'est plus suivi" in presses_forged(paul, press)
        for press in ("feed_first:1", "feed_announce:1", "feed_decline:1", "feed_change:1"):
            presses_forged(paul, press)

        assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]
        assert waiting(paul) == []
        watches(paul, entry())
        assert waiting(paul) == ["« Agenda voisin » propose 1 événement"]
    finally:
        town.close()


def test_who_added_it_may_go_and_it_stays(town: Town, ana: Neighbour) -> None:
    luc = town.gardener("region")
    watches(luc, entry())

    luc.says("!effacer")
    luc.presses("Effacer mes données")
    luc.presses("Oui, tout effacer")

    assert ana.says("/evenement flux").startswith("Agendas extérieurs")
    with town.database.unit() as store:
        assert [each.added_by for each in store[Feeds].watched(1)] == [None]
