"""Changes of a member's event by gardeners, and of gardeners' events by members."""

import pytest

from tests.handlers.audit.traces import audited
from tests.handlers.events.changes.changes import MINUTE, announced, coming
from tests.town import BACK_ROOM, Neighbour, Town

pytestmark = pytest.mark.slow


def made_by_zoe(town: Town) -> tuple[Neighbour, Neighbour]:
    """Ana, and Zoé whose event Ana has announced."""
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/evenement Troc | samedi 5 décembre 10h | Dole")
    zoe.presses("Proposer à l'équipe de jardinage")
    ana.says("/afaire")
    ana.presses("Voir l'événement 1")
    ana.presses("Annoncer")
    return ana, zoe


def test_gardeners_hear_of_changes_to_their_event_by_a_member(town: Town) -> None:
    _, zoe = made_by_zoe(town)

    zoe.says("/evenement 1 lieu Besançon")
    zoe.says("/evenement 1 description Des graines")
    town.move(31 * MINUTE)

    assert town.said_in(BACK_ROOM)[-1].text == (
        "Zoé a modifié son événement 1, « Troc ».\nLe lieu change : « Dole » devient « Besançon »."
    )
    zoe.says("/evenement 1 annuler Trop de pluie")
    town.move(MINUTE)
    assert town.said_in(BACK_ROOM)[-1].text == (
        "Zoé a annulé son événement 1, « Troc ».\nRaison : Trop de pluie"
    )
    assert zoe.says("/evenement 1 retablir") == "L'événement 1 aura lieu comme annoncé."


def test_a_maker_hears_of_changes_to_their_event_by_gardeners(town: Town) -> None:
    ana, zoe = made_by_zoe(town)

    ana.says("/evenement 1 lieu Besançon")
    town.move(31 * MINUTE)
    changed = zoe.inbox[-1]
    ana.says("/evenement 1 annuler La salle est prise")
    town.move(MINUTE)

    assert changed == (
        "🗓 Troc\n"
        "L'équipe de jardinage de Pionniers de l'énergie a modifié votre événement.\n"
        "Le lieu change : « Dole » devient « Besançon ».\n"
        "Événement 1"
    )
    assert zoe.inbox[-1].endswith(
        "L'équipe de jardinage de Pionniers de l'énergie a annulé votre événement.\n"
        "Raison : La salle est prise\n"
        "Événement 1"
    )
    assert "L'équipe de jardinage a annulé" in zoe.says("/evenement 1 retablir")
    assert "Zoé" not in "".join(each.text for each in town.said_in(BACK_ROOM)[1:])


def test_other_members_change_and_restore_nothing(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)

    assert zoe.says("/evenement 1 lieu Dole").startswith("Seules la personne")
    assert zoe.says("/evenement 1 annuler").endswith("peuvent le faire.")
    ana.says("/evenement 1 annuler")
    assert zoe.says("/evenement 1 retablir").endswith("peuvent le faire.")
    assert zoe.says("/start event_restore-1") != "L'événement 1 aura lieu comme annoncé."
    assert town.said_in(ana.square)[0].text.startswith("🗓 ANNULÉ")


def test_a_change_of_an_announced_event_by_a_gardener_leaves_a_trace(town: Town) -> None:
    ana, zoe = made_by_zoe(town)
    zoe.says("/evenement 1 titre Troc de graines")
    ana.says("/evenement 1 lieu Besançon")
    ana.says("/evenement 1 lieu Besançon")
    ana.says("/evenement 1 annuler")
    ana.says("/evenement 1 retablir")

    done = [action for action, _ in audited(town, ana)]
    assert [each for each in done if each.startswith("event ")] == [
        "event changed",
        "event cancel",
        "event restore",
    ]
    assert "Ana a modifié un événement, numéro 1" in town.cultivator().says("/traces")
