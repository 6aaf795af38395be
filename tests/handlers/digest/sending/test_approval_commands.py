"""Approvals of the letter by two people, and commands that are refused."""

from collections.abc import Callable

import pytest

from bot.domain.roles import Seat
from storage.communities import Communities, SeatHolders
from storage.members import Members
from storage.unit_of_work import Store
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.handlers.digest.sending.letters import DUE, SHREDDER, nothing_went_out, ready
from tests.town import Neighbour, Town


def change(town: Town, act: Callable[[Store], object]) -> None:
    with town.database.unit() as store:
        act(store)


@pytest.mark.slow
def test_one_person_cannot_give_both_approvals(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, SHREDDER)
    submit_letter(ana)

    refused = ana.says("/lettre approuver")
    town.move_to(DUE)

    assert refused == "Vous avez soumis cette lettre : une autre personne doit l'approuver."
    assert nothing_went_out(town)


@pytest.mark.slow
def test_one_person_on_both_seats_cannot_give_both_approvals(town: Town, ana: Neighbour) -> None:
    def seat_her_twice(store: Store) -> None:
        for seat in Seat:
            store[SeatHolders].put(store[Communities].all()[0], seat, ana.address)

    change(town, seat_her_twice)
    add_news(ana, SHREDDER)

    submitted = submit_letter(ana)
    refused = ana.says("/lettre approuver")

    assert "La lettre ne peut pas encore être approuvée" in submitted
    assert refused == "Vous avez soumis cette lettre : une autre personne doit l'approuver."


@pytest.mark.slow
def test_a_cultivator_is_no_way_round(town: Town, ana: Neighbour) -> None:
    cultivator = Neighbour(town, "telegram", "telegram:42", "Cléo", "fr").joins()
    add_news(ana, SHREDDER)

    submitted = submit_letter(ana)
    answers = {
        cultivator.says(f"/lettre {act}")
        for act in ("soumettre", "approuver", "corriger", "passer")
    }

    assert (
        "La lettre ne peut pas encore être approuvée : pour la Région, il faut d'abord qu'une "
        "personne de l'équipe rejoigne."
    ) in submitted
    assert {each.partition(",")[0] for each in answers} == {
        "Seule l'équipe de jardinage peut soumettre et approuver la lettre."
    }


@pytest.mark.parametrize("act", ["soumettre", "approuver", "corriger", "passer", "retirer 1"])
def test_members_cannot_approve(town: Town, ana: Neighbour, act: str) -> None:
    zoe = town.member("Zoé")
    add_news(ana, SHREDDER)

    assert "Seule l'équipe de jardinage" in zoe.says(f"/lettre {act}")
    assert "brouillon" in ana.says("/lettre")


@pytest.mark.slow
def test_a_gardener_who_joins_late_finds_the_letter_that_waits(town: Town, ana: Neighbour) -> None:
    add_news(ana, SHREDDER)
    submit_letter(ana)

    luc = town.gardener("region")
    luc.says("!lettre")
    luc.presses("Aperçu")

    assert "approuvée par Luc" in luc.presses("Approuver")


@pytest.mark.slow
def test_linking_two_gardeners_leaves_one_approval(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ready(ana, luc)

    def merge(store: Store) -> None:
        kept, gone = (store[Members].standing(each.address, None) for each in (ana, luc))
        assert kept is not None
        assert gone is not None
        store.merge(kept.member, gone.member)

    change(town, merge)
    town.move_to(DUE)

    assert nothing_went_out(town)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("/lettre soumettre", "Il n'y a pas encore d'actualité", id="nothing to send"),
        pytest.param("/lettre approuver", "Cette lettre n'est pas soumise", id="not submitted"),
        pytest.param("/lettre corriger", "Cette lettre n'est pas soumise", id="a draft"),
        pytest.param("/lettre retirer 9", "Il n'y a pas d'actualité 9 dans cette", id="no news 9"),
        pytest.param("/lettre retirer", "Il n'y a encore aucune actualité", id="no number"),
        pytest.param("/lettre retirer x", "« x » n'est pas un nombre", id="no number at all"),
        pytest.param("/lettre ordre 1 9", "Il n'y a pas d'actualité", id="unknown in order"),
        pytest.param("/lettre ordre", "Dans quel ordre ?", id="no order"),
        pytest.param("/lettre titre", "Quel titre pour la lettre ?", id="no title"),
        pytest.param("/lettre titre …", "Ce titre est vide", id="empty title"),
        pytest.param("/lettre titre " + "x" * 200, "Ce titre est trop long", id="long title"),
        pytest.param("/lettre programme", "Quand part la lettre ?", id="no day"),
        pytest.param("/lettre programme bientôt", "bientôt", id="no day at all"),
        pytest.param("/lettre 9", "Cette lettre n'existe pas", id="no such letter"),
        pytest.param("/lettre 1", "Cette lettre n'existe pas", id="a draft is no letter"),
        pytest.param("/lettre ajouter Titre", "/actu Titre | texte | lien", id="adding"),
    ],
)
def test_wrong_commands_are_explained(town: Town, ana: Neighbour, typed: str, answer: str) -> None:
    ana.says("/lettre")

    assert answer in ana.says(typed)


def test_a_draft_cannot_be_read_by_a_forged_link(town: Town, ana: Neighbour) -> None:
    add_news(ana, SHREDDER)

    said = town.member("Ida").says("/start in1-digest-1")

    assert said == "Cette lettre n'existe pas, ou n'est pas partie. /lettre montre la dernière."
