"""Events that are called off, and take place after all."""

from datetime import timedelta

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.handlers.events.changes.changes import MINUTE, OLD, VISIT, announced, coming
from tests.town import BACK_ROOM, SQUARE, Town

pytestmark = pytest.mark.slow


def test_people_who_signed_up_are_told_at_once_that_it_is_called_off(town: Town) -> None:
    ana = announced(town)
    zoe, yan = coming(town), coming(town, "Yan", "matrix", "peut-être")
    no = coming(town, "Non", answer="non")
    before = len(no.inbox)

    said = ana.says("/evenement 1 annuler Il va neiger")
    town.move(MINUTE)

    off = (
        "🗓 ANNULÉ · Visite du composteur\n"
        f"Cet événement n'aura pas lieu. Il était prévu : {OLD}.\n"
        "Raison : Il va neiger\n"
        "Événement 1"
    )
    assert said == (
        "L'événement 1 est annulé. Les personnes inscrites sont prévenues.\n"
        "Pendant une heure, vous pouvez le rétablir : /evenement 1 retablir"
    )
    assert zoe.inbox[-1] == yan.inbox[-1] == off
    assert len(no.inbox) == before
    for room in SQUARE.values():
        card, notice = town.said_in(room)
        assert card.text.startswith("🗓 ANNULÉ · Visite")
        assert notice.text == off


def test_people_who_missed_a_new_date_are_told_of_the_date_they_knew(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    before = len(zoe.inbox)

    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    ana.says("/evenement 1 annuler Il va neiger")
    town.move(timedelta(hours=1))

    assert len(zoe.inbox) == before + 1
    assert f"Il était prévu : {OLD}." in zoe.inbox[-1]


def test_no_place_is_offered_at_an_event_that_is_called_off(town: Town) -> None:
    ana = announced(town, VISIT.replace("2 places", "1 place"))
    zoe, max_, bea = coming(town), coming(town, "Max"), coming(town, "Béa")
    zoe.says("/inscription 1 non")
    ana.says("/evenement 1 annuler")
    town.move(timedelta(days=2))

    assert "Une place se libère" not in "".join(bea.inbox)
    assert "proposée à la personne suivante" not in max_.inbox[-1]
    assert max_.presses("Je la prends") == "L'événement 1 est annulé."


def test_an_event_called_off_by_mistake_takes_place_and_everybody_is_told(town: Town) -> None:
    ana = announced(town, VISIT.replace("2 places", "1 place"))
    zoe, max_ = coming(town), coming(town, "Max")
    ana.says("/evenement 1 annuler")
    town.move(10 * MINUTE)

    said = ana.presses("Rétablir")
    town.move(MINUTE)

    assert said == "L'événement 1 aura lieu comme annoncé."
    for person in (zoe, max_):
        assert f"Cet événement aura finalement lieu : {OLD}.\n📍 " in person.inbox[-1]
    assert town.said_in(ana.square)[0].text.startswith("🗓 Visite du composteur")
    assert "aura finalement lieu" in town.said_in(ana.square)[-1].text
    assert "Vous venez." in zoe.says("/evenement 1")
    assert "en tête de la liste" in max_.says("/evenement 1")


def test_a_mistake_seen_at_once_is_told_to_nobody(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    before, posted = len(zoe.inbox), len(town.said_in(ana.square))

    ana.says("/evenement 1 annuler")
    ana.says("/evenement 1 retablir")
    town.move(timedelta(hours=1))

    assert len(zoe.inbox) == before
    assert len(town.said_in(ana.square)) == posted


def test_a_change_that_was_pending_is_told_after_all(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    ana.says("/evenement 1 titre Grande visite")
    ana.says("/evenement 1 annuler")
    ana.presses("Rétablir")
    before = len(zoe.inbox)

    town.move(31 * MINUTE)

    assert len(zoe.inbox) == before + 1
    assert "Le titre change" in zoe.inbox[-1]


def test_two_taps_restore_once_and_an_old_button_says_so(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    ana.says("/evenement 1 annuler")
    cancelled = ana.direct[-1]
    town.move(MINUTE)
    ana.presses("Rétablir", cancelled)
    town.move(MINUTE)
    before = len(zoe.inbox)

    assert ana.says("/evenement 1 retablir") == "L'événement 1 aura lieu comme annoncé."
    town.move(MINUTE)
    assert len(zoe.inbox) == before

    ana.says("/evenement 1 annuler")
    town.move(timedelta(hours=2))
    assert ana.says("/evenement 1 retablir").startswith(
        "L'événement 1 est annulé depuis plus d'une heure"
    )


def test_an_event_that_would_have_begun_is_not_restored(town: Town) -> None:
    ana = announced(town, "/evenement Pause | aujourd'hui 10h20 | Dole")
    ana.says("/evenement 1 annuler")
    town.move(30 * MINUTE)

    assert ana.says("/evenement 1 retablir").startswith("La date de l'événement 1 est passée")


def test_two_changes_at_once_both_count(town: Town) -> None:
    ana, luc = announced(town), town.gardener("region")
    zoe = coming(town)

    ana.says("/evenement 1 titre Grande visite")
    luc.says("!evenement 1 lieu Dole")
    luc.says("!evenement 1 lieu Dole")
    town.move(31 * MINUTE)

    assert zoe.inbox[-1].count("change :") == 2


def test_a_switch_pressed_twice_stays_where_it_was_put(town: Town) -> None:
    ana = announced(town)
    for _ in range(2):
        presses_forged(ana, "event_guests:1:1")

    assert "On peut venir avec quelqu'un." in ana.says("/evenement 1 modifier")


def test_the_author_learns_who_cannot_be_told(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    with town.database.unit() as store:
        store.lose_room(zoe.address, "blocked", town.clock.now())

    ana.says("/evenement 1 annuler")
    town.move(MINUTE)

    assert town.said_in(BACK_ROOM)[-1].text.startswith(
        "Je ne peux pas écrire à 1 personne inscrite à l'événement 1"
    )


def test_the_event_to_restore_is_chosen_and_shown_first(town: Town) -> None:
    ana = announced(town)
    assert ana.says("/evenement retablir").startswith("Aucun événement n'a été annulé depuis une")
    ana.says("/evenement 1 annuler")
    town.move(MINUTE)

    asked = ana.says("/evenement retablir")
    shown = ana.says("1")

    assert asked.startswith("Quel événement voulez-vous rétablir ?")
    assert "Il aura lieu comme annoncé, et les personnes inscrites sont prévenues." in shown
    assert ana.presses("Rétablir") == "L'événement 1 aura lieu comme annoncé."


def test_only_events_that_the_person_may_restore_are_offered(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    ana.says("/evenement 1 annuler")

    assert zoe.says("/evenement retablir").startswith("Aucun événement n'a été annulé depuis une")
    town.move(61 * MINUTE)
    assert ana.says("/evenement retablir").startswith("Aucun événement n'a été annulé depuis une")
