"""People who come not signed up: members, and others of whom a name is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.audit import Audit
from storage.events import Attendances, Guests
from storage.events.attendances import GuestRow
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.events.gatherings import MORNING, announces, comes, gathering
from tests.plain_text import plain
from tests.town import Neighbour, Town

pytestmark = pytest.mark.slow

JEANNE = "/evenement 1 ajouter Jeanne Petit"
LIST = "/evenement 1 presents"


def reads(person: Neighbour) -> str:
    return plain(person.says(LIST))


def test_a_name_is_kept_for_a_while_and_counted(town: Town) -> None:
    ana, _ = gathering(town)

    said = plain(ana.says(JEANNE))
    listed = reads(ana)
    town.move(timedelta(days=62))
    later = reads(ana)

    assert said == (
        "🗓 Visite du composteur\n"
        "Jeanne Petit : présence notée.\n"
        "Le nom est gardé 60 jours, puis la personne est seulement comptée.\n"
        "Présences : 1 sur 2 personnes attendues.\n"
        "Dont 1 personne sans inscription."
    )
    assert "Jeanne Petit : présence notée à 13 h, sans inscription" in listed
    assert "Jeanne" not in later
    assert "Présences : 1 sur 2 personnes attendues." in later
    assert "une personne qui accompagne : présence notée à 13 h, sans inscription" in later


def test_a_name_is_asked_for_step_by_step(town: Town) -> None:
    ana, _ = gathering(town)
    ana.says(LIST)

    asked = plain(ana.presses("Ajouter une personne"))
    said = plain(ana.says("Jeanne Petit"))

    assert asked.startswith("Qui est là sans inscription ?")
    assert "Jeanne Petit : présence notée." in said


def test_the_same_name_twice_is_noted_once(town: Town) -> None:
    ana, _ = gathering(town)
    ana.says(JEANNE)

    assert plain(ana.says(JEANNE.lower())).startswith("La présence de « jeanne petit » est déjà")
    assert "Présences : 1 sur 2" in reads(ana)


def test_an_added_name_can_be_taken_back(town: Town) -> None:
    ana, _ = gathering(town)
    ana.says(JEANNE)

    undone = plain(ana.presses("Annuler"))

    assert "la présence de cette personne n'est plus notée" in undone
    assert "Jeanne" not in reads(ana)
    assert presses_forged(ana, "event_walk_undo:1:g2").startswith("Cette personne n'est plus sur")


def test_a_member_is_picked_among_those_of_that_name(town: Town) -> None:
    ana, _ = gathering(town)
    for name in ("Jeanne Petit", "Jeanne Durand"):
        town.member(name)
    asked = plain(ana.says("/evenement 1 ajouter Jeanne"))
    labels = [plain(each.label) for each in ana.direct[-1].choices]

    said = plain(ana.presses("Jeanne Durand"))

    assert asked.endswith("Qui est-ce ?")
    assert labels == ["Jeanne Durand", "Jeanne Petit", "Pas membre : noter « Jeanne »"]
    assert "Jeanne Durand : présence notée." in said
    assert "Jeanne Durand : présence notée à 13 h, sans inscription" in reads(ana)


def test_a_namesake_of_a_member_can_be_noted_all_the_same(town: Town) -> None:
    ana, _ = gathering(town)
    town.member("Jeanne Petit")
    ana.says(JEANNE)

    ana.presses("Pas membre")
    again = presses_forged(ana, "event_walk_name:1:7")

    assert plain(again).startswith("Ce nom est effacé. Écrivez-le de nouveau : /evenement")
    with town.database.unit() as store:
        guests = store[Guests]._session.scalars(select(GuestRow.name).order_by(GuestRow.name))
        assert list(guests) == ["Jeanne Petit", "Marie"]


def test_an_undone_check_in_leaves_the_answer_maybe(town: Town) -> None:
    ana, _ = gathering(town)
    yan = town.member("Yan", on="matrix")
    comes(yan, "peut-être")
    ana.says("/evenement 1 ajouter yan")
    ana.presses("Yan")

    ana.presses("Annuler")

    assert "Yan : vient peut-être" in reads(ana)


def test_a_member_without_an_answer_goes_from_the_list_when_ticked_off(town: Town) -> None:
    ana, _ = gathering(town)
    town.member("Max")
    ana.says("/evenement 1 ajouter Max")
    ana.presses("Max")
    ana.says(LIST)

    said = plain(ana.presses("Absence : Max"))

    assert "Max : présence annulée." in said
    assert "Max" not in reads(ana)
    with town.database.unit() as store:
        assert len(store[Attendances].of(1)) == 1


@pytest.mark.parametrize("typed", ["…", "   |", "/evenement 1 ajouter ?!"])
def test_no_name_is_asked_again(town: Town, typed: str) -> None:
    ana, _ = gathering(town)
    ana.says(LIST)
    ana.presses("Ajouter une personne")

    assert ana.says(typed).startswith(("Écrivez le nom", "Qui est là"))
    assert "Présences : 0 sur 2" in reads(ana)


def test_nobody_is_added_on_an_earlier_day(town: Town) -> None:
    ana = town.gardener("territory")
    announces(ana)

    assert ana.says(JEANNE).startswith("Les présences à l'événement 1 se notent à partir du")
    town.move_to(MORNING)
    assert "Jeanne Petit : présence notée." in plain(ana.says(JEANNE))


@pytest.mark.parametrize(
    "press", ["event_add:1", "event_walk:1:#1", "event_walk_name:1:7", "event_walk_undo:1:a1"]
)
def test_members_add_nobody(town: Town, press: str) -> None:
    ana, zoe = gathering(town)

    assert presses_forged(zoe, press).startswith("Seule l'équipe de jardinage")
    assert zoe.says(JEANNE).startswith("Seule l'équipe de jardinage")
    assert "Présences : 0 sur 2" in reads(ana)


def test_names_that_look_like_something_else_stay_names(town: Town) -> None:
    ana, _ = gathering(town)

    said = ana.says("/evenement 1 ajouter =SOMME(A1) @tous {name}")

    assert "SOMME(A1)" in said
    assert "présence notée" in said


def test_adding_leaves_a_trace_without_the_name(town: Town) -> None:
    ana, _ = gathering(town)
    ana.says(JEANNE)

    with town.database.unit() as store:
        facts = [each.facts for each in store[Audit].latest(5) if each.action == "event add"]
    assert audited(town, ana)[-1] == ("event add", "done")
    assert facts == [{"number": 1}]
