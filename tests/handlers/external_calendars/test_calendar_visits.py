"""Visits to external calendars: every few hours, after trouble, and until they are left."""

from datetime import timedelta

import pytest

from handlers.external_calendars.calendar_import import MOST_NEW
from storage.events import Events
from storage.external_calendars import ExternalCalendars
from tests.handlers.audit.traces import presses_forged
from tests.handlers.external_calendars.calendars import (
    LONG_ENOUGH,
    OTHER,
    URL,
    announces,
    calendar,
    entry,
    says_since,
    states,
    waiting,
    watches,
)
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, WATER, Neighbour, Town, town_settings

pytestmark = pytest.mark.slow

LATER = "20261220T133000Z"


def test_a_calendar_is_visited_every_six_hours_without_a_message(
    town: Town, ana: Neighbour
) -> None:
    watches(ana, entry())
    heard = len(ana.inbox)

    visits = [visits_within(town, hours) for hours in (5, 1, 5, 1, 5, 1)]

    assert visits == [0, 1, 0, 1, 0, 1]
    assert len(ana.inbox) == heard
    assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]


def visits_within(town: Town, hours: int) -> int:
    """Move the clock; gives how often calendars were visited."""
    asked = len(town.web.asked)
    town.move(timedelta(hours=hours))
    return len(town.web.asked) - asked


def test_a_calendar_is_visited_once_after_a_long_pause(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())
    asked = len(town.web.asked)

    town.clock.move(timedelta(days=3))
    town.restart()
    town.move(timedelta(0))

    assert len(town.web.asked) == asked + 1


def test_an_unreadable_calendar_is_on_the_list_after_a_day_and_told_once_after_three(
    town: Town, ana: Neighbour
) -> None:
    first, second = entry(start=LATER), entry("2", "Atelier", start=LATER)
    watches(ana, first)
    del town.web.pages[URL]
    visits_within(town, 7)
    passing = ana.says("/afaire")
    town.move(timedelta(days=2))
    listed = ana.says("/afaire")
    seen = ana.presses("Voir l'agenda « Agenda voisin »")
    early = unreadable(town)
    town.move(timedelta(days=2))
    town.move(timedelta(days=2))
    seldom = [visits_within(town, hours) for hours in (46, 3)]

    assert "n'est plus lisible" not in passing
    assert "– L'agenda « Agenda voisin » n'est plus lisible depuis le " in listed
    assert "Agenda voisin" in seen
    assert seldom == [0, 1]
    assert early == []
    assert unreadable(town) == [
        (
            "Depuis trois jours, je n'arrive plus à lire l'agenda « Agenda voisin » : aucun site "
            "ne porte ce nom. Je réessaie tous les deux jours."
        )
    ]
    says_since(town, first, second)
    town.move(timedelta(days=2))
    assert waiting(ana) == ["« Agenda voisin » propose 2 événements"]
    assert "n'est plus lisible" not in ana.says("/afaire")


def unreadable(town: Town) -> list[str]:
    """The reports of unreadable calendars in the back room."""
    return [each.text for each in town.said_in(BACK_ROOM) if "plus à lire" in each.text]


def test_a_visit_on_request_tells_what_there_is(town: Town, ana: Neighbour) -> None:
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


def test_an_event_of_two_calendars_is_proposed_once(town: Town, ana: Neighbour) -> None:
    watches(ana, entry("1", "Visite"))
    said = watches(
        ana, entry("1", "La même visite"), entry("2", "Atelier"), url=OTHER, name="Autre"
    )

    assert said == "« Autre » : 2 événements à venir.\n1 est nouveau pour vous."
    assert states(town) == {"Visite": "proposed", "Atelier": "proposed"}


def test_a_second_calendar_goes_on_when_the_first_is_left(town: Town, ana: Neighbour) -> None:
    watches(ana, entry("1", "Visite"))
    announces(ana)
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


def test_a_left_calendar_withdraws_its_undecided_proposals(town: Town, ana: Neighbour) -> None:
    watches(ana, entry("1", "Visite"), entry("2", "Atelier"), entry("3", "Écartée"))
    announces(ana)
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


def test_a_calendar_left_while_it_is_fetched_proposes_nothing(town: Town, ana: Neighbour) -> None:
    town.web.down.add(URL)
    ana.says(f"/evenement flux {URL}")
    presses_forged(ana, "feed_remove:1")
    left = ana.inbox[-1]
    town.web.down.clear()
    town.web.pages[URL] = calendar(entry())

    town.move(timedelta(hours=1))

    assert left.startswith("« agenda.example » n'est plus suivi.\n")
    assert states(town) == {}


def test_a_visit_cut_off_by_the_end_of_terreau_is_made_at_the_next_start(
    town: Town, ana: Neighbour
) -> None:
    town.web.down.add(URL)
    ana.says(f"/evenement flux {URL}")
    town.restart()
    town.web.down.clear()
    town.web.pages[URL] = calendar(entry())

    town.move(timedelta(minutes=10))

    assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]


def test_a_calendar_of_another_community_is_out_of_reach(
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


def test_a_calendar_stays_when_its_gardener_goes(town: Town, ana: Neighbour) -> None:
    luc = town.gardener("region")
    watches(luc, entry())

    luc.says("!effacer")
    luc.presses("Effacer mes données")
    luc.presses("Oui, tout effacer")

    assert ana.says("/evenement flux").startswith("Agendas extérieurs")
    with town.database.unit() as store:
        assert [each.added_by for each in store[ExternalCalendars].watched(1)] == [None]
