"""Later changes of an announced event in its calendar: a gardener decides about each."""

import pytest

from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.external_calendars.calendars import (
    announces,
    entry,
    says_since,
    states,
    waiting,
    watches,
)
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town

pytestmark = pytest.mark.slow

CHANGED = "Changé dans son agenda d'origine : Événement 1 · Visite"
SEE = "Voir ce qui a changé"
OVER = "Il n'y a plus rien à décider : l'agenda et l'événement disent la même chose."


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """A gardener who has announced an event of a calendar."""
    found = town.gardener("territory")
    watches(found, entry(LOCATION="Besançon"))
    announces(found)
    return found


def in_the_square(town: Town) -> str:
    return town.said_in(SQUARE["telegram"])[-1].text


def test_a_change_is_told_and_taken_over(town: Town, ana: Neighbour) -> None:
    says_since(town, entry(start="20261206T140000Z", LOCATION="Dole", DESCRIPTION="Bottes."))

    told = town.said_in(BACK_ROOM)[-1].text
    unchanged = in_the_square(town)
    what = ana.says("/afaire"), ana.presses(SEE)
    done = ana.presses("Appliquer ces changements")

    assert told == "« Agenda voisin » a changé 1 événement annoncé ici."
    assert "Samedi 5 décembre à 14 h 30" in unchanged
    assert CHANGED in what[0]
    assert what[1] == (
        "🗓 Visite\n"
        "« Agenda voisin » indique maintenant :\n"
        "Date : samedi 5 décembre à 14 h 30 → dimanche 6 décembre à 15 h\n"
        "Lieu : Besançon → Dole\n"
        "La description a changé.\n"
        "Événement 1"
    )
    assert done == "Événement 1 · Visite : mis à jour d'après l'agenda d'origine."
    assert "Dimanche 6 décembre à 15 h" in in_the_square(town)
    assert "📍 Dole" in in_the_square(town)
    assert waiting(ana) == []
    assert ("feed_take", "done") in audited(town, ana)


def test_a_change_made_by_hand_stays(town: Town, ana: Neighbour) -> None:
    ana.says("/evenement 1 titre Visite du composteur")
    says_since(town, entry(LOCATION="Dole"))
    ana.says("/afaire")

    what = ana.presses(SEE)
    ana.presses("Appliquer ces changements")

    assert "Titre" not in what
    assert states(town) == {"Visite du composteur": "published"}
    assert "📍 Dole" in in_the_square(town)


def test_a_changed_event_may_be_left_as_it_is(town: Town, ana: Neighbour) -> None:
    says_since(town, entry(LOCATION="Dole"))
    ana.says("/afaire")
    ana.presses(SEE)

    said = ana.presses("Laisser tel quel")
    says_since(town, entry(LOCATION="Dole"), entry("2", "Autre"))

    assert said == "Événement 1 · Visite : laissé tel quel."
    assert "📍 Besançon" in in_the_square(town)
    assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]


def test_an_event_that_changes_back_needs_no_decision(town: Town, ana: Neighbour) -> None:
    says_since(town, entry(LOCATION="Dole"))
    says_since(town, entry(LOCATION="Besançon"))

    assert waiting(ana) == []
    assert presses_forged(ana, "feed_changes") == OVER


def test_an_invisible_change_is_not_told(town: Town, ana: Neighbour) -> None:
    before = len(town.said_in(BACK_ROOM))

    says_since(town, entry(LOCATION="Besançon", SEQUENCE="7", CATEGORIES="X"))

    assert waiting(ana) == []
    assert len(town.said_in(BACK_ROOM)) == before


def test_only_the_shown_changes_are_taken_over(town: Town, ana: Neighbour) -> None:
    says_since(town, entry(LOCATION="Dole"))
    ana.says("/afaire")
    ana.presses(SEE)
    says_since(town, entry(LOCATION="Gray"))

    again = ana.presses("Appliquer ces changements")

    assert "Lieu : Besançon → Gray" in again
    assert "📍 Besançon" in in_the_square(town)
    ana.presses("Appliquer ces changements")
    assert "📍 Gray" in in_the_square(town)


def test_two_taps_are_harmless(town: Town, ana: Neighbour) -> None:
    says_since(town, entry(LOCATION="Dole"))
    ana.says("/afaire")
    ana.presses(SEE)
    press = ana.direct[-1].choice("Appliquer ces changements").press
    ana.presses("Appliquer ces changements")

    assert presses_forged(ana, press) == OVER
    assert presses_forged(ana, press.replace("take", "leave")) == OVER


def test_an_event_cancelled_in_its_calendar_is_called_off_by_hand(
    town: Town, ana: Neighbour
) -> None:
    says_since(town, entry(LOCATION="Besançon", STATUS="CANCELLED"))
    ana.says("/afaire")

    what = ana.presses(SEE)
    before = states(town)
    ana.presses("L'annuler ici aussi")
    ana.presses("Passer")

    assert what == "🗓 Visite\nD'après « Agenda voisin », il est annulé.\nÉvénement 1"
    assert before == {"Visite": "published"}
    assert states(town) == {"Visite": "cancelled"}
    assert in_the_square(town).startswith("🗓 ANNULÉ · Visite")
    assert waiting(ana) == []


def test_a_moved_date_of_a_series_is_the_same_event(town: Town) -> None:
    ana = town.gardener("territory")
    weekly = entry("s", "Permanence", "20261201T170000Z", RRULE="FREQ=WEEKLY;COUNT=3")
    watches(ana, weekly)
    for event in (1, 2, 3):
        announces(ana, event)
    moved = entry("s", "Permanence", "20261209T170000Z", RECURRENCE_ID="20261208T170000Z")

    says_since(town, weekly, moved)

    assert waiting(ana) == ["Changé dans son agenda d'origine : Événement 2 · Permanence"]
    ana.presses(SEE)
    assert "mardi 8 décembre à 18 h → mercredi 9 décembre" in ana.inbox[-1]


def test_nobody_else_decides(town: Town, ana: Neighbour) -> None:
    says_since(town, entry(LOCATION="Dole"))
    zoe = town.member("Zoé")
    presses = ["feed_change:1", "feed_changes", "feed_take:1"]

    for press in presses:
        presses_forged(zoe, press)
        assert "📍 Besançon" in in_the_square(town), press

    assert audited(town, zoe) == [(press.partition(":")[0], "refused") for press in presses]
