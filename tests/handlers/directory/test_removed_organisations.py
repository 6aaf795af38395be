"""Organisations that go on request, and whole lists that are removed."""

import pytest

from tests.handlers.audit.traces import audited
from tests.handlers.directory.organisation_lists import adds, brings
from tests.town import Neighbour, Town


@pytest.mark.slow
def test_an_organisation_goes_on_request_and_no_list_brings_it_back(
    town: Town, ana: Neighbour
) -> None:
    adds(ana)
    zoe = town.member("Zoé")
    zoe.says("/annuaire")
    zoe.presses("Organisations (3)")
    zoe.presses("Vélo-école")
    asked = zoe.presses("Demander son retrait")
    told = zoe.says("Elle a fermé")
    request = town.said_in("matrix:!garden")[-1]
    waiting = ana.says("/afaire")
    removed = ana.presses("Retirer « Vélo-école »")
    answered = zoe.inbox[-1]
    again = brings(ana)

    assert asked.startswith("Pourquoi faut-il la retirer ?")
    assert told == "L'équipe de jardinage est prévenue."
    assert request.text.startswith(
        "Zoé demande le retrait de « Vélo-école » de l'annuaire : Elle a fermé"
    )
    assert "Zoé demande le retrait de « Vélo-école » de l'annuaire : Elle a fermé" in waiting
    assert removed.startswith("« Vélo-école » est retirée de l'annuaire.")
    assert answered == (
        "« Vélo-école » est retirée de l'annuaire.\nMerci d'avoir prévenu l'équipe de jardinage."
    )
    assert "Vélo-école" not in ana.says("/afaire")
    assert "Il n'y a aucune organisation à ajouter." in again
    assert "Ligne 5 : retirée de l'annuaire sur demande : « Vélo-école »" in again
    assert "Ligne 3 : déjà dans l'annuaire : « Recyclerie du Doubs »" in again
    assert {"organisations_add", "organisation_remove"} <= {
        action for action, _ in audited(town, ana)
    }


@pytest.mark.slow
def test_an_organisation_stays_when_a_gardener_keeps_it(town: Town, ana: Neighbour) -> None:
    adds(ana)
    zoe = town.member("Zoé")
    for why in ("Elle a fermé", "Elle a déménagé"):
        zoe.says("/annuaire")
        zoe.presses("Organisations (3)")
        zoe.presses("Vélo-école")
        zoe.presses("Demander son retrait")
        zoe.says(why)
    waiting = ana.says("/afaire")
    asked = ana.direct[-1]
    kept = ana.presses("Garder « Vélo-école »", asked)

    assert "Elle a déménagé" in waiting
    assert "Elle a fermé" not in waiting
    assert kept == "« Vélo-école » reste dans l'annuaire."
    assert zoe.inbox[-1].startswith("« Vélo-école » reste dans l'annuaire.\nMerci")
    assert ana.presses("Garder « Vélo-école »", asked) == (
        "Cette demande est déjà réglée. Ce qui attend encore : /afaire."
    )
    assert "Vélo-école" in zoe.says("/annuaire vélo")
    assert "organisation_keep" in {action for action, _ in audited(town, ana)}


@pytest.mark.slow
def test_a_whole_list_is_removed_and_may_come_back(town: Town, ana: Neighbour) -> None:
    adds(ana)
    zoe = town.member("Zoé")
    for each in (zoe, ana):
        each.says("/annuaire")
        each.presses("Organisations (3)")
        each.presses("La Graine")
    zoe.presses("Demander son retrait")
    zoe.says("Elle a fermé")
    ana.presses("Toute sa liste…")

    removed = ana.presses("Oui, tout retirer")

    assert removed.startswith("3 organisations sont retirées.")
    assert zoe.inbox[-1].startswith("« La Graine » est retirée de l'annuaire.\nMerci")
    assert "3 organisations à ajouter." in brings(ana)
    assert ana.presses("Annuler cette liste") == "Rien de cette liste n'a été ajouté."
