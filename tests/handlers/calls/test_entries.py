"""Entries of members: who may enter, with which pictures; changed, decided about, taken back."""

import pytest

from bot.domain.calls import CallState, EntryState
from storage.calls import Calls
from storage.polls import Polls
from tests.core.inbound.senders.choice.choices import EAU, ENERGY
from tests.handlers.calls.calls import (
    AGREE,
    NOT_AGREED,
    SEND,
    adds_picture,
    drafts,
    entry,
    keeps_call,
    keeps_entry,
    keeps_vote,
    left,
    looks,
    typed,
)
from tests.handlers.introductions.adults import grown, young
from tests.handlers.linking.accounts import linked
from tests.handlers.personal_data.departures import chooses
from tests.town import SQUARE, Neighbour, Town, labels

ACCEPTED, SENT = EntryState.ACCEPTED, EntryState.SENT


def test_adults_enter_after_they_read_the_rules_and_what_becomes_of_it(
    town: Town, luc: Neighbour
) -> None:
    keeps_call(town)
    kim = town.member("Kim")
    kim.says("/appel 1")
    asked = kim.presses("Participer")
    rules = kim.presses("Oui, 18 ans ou plus")
    agree = kim.direct[-1]
    young(kim)
    barred = kim.presses(AGREE, agree)

    assert asked.startswith("Avez-vous 18 ans ou plus ?")
    assert "Règlement :\nUne photo par jardin." in rules
    assert "sans nom ni visage d'élève" in rules
    assert "supprimées 12 mois après la fin" in rules
    assert "Sous quel nom" not in barred
    assert left(town) == (0, 0, 0)


def test_a_picture_is_taken_only_if_the_people_in_it_agreed(town: Town, zoe: Neighbour) -> None:
    keeps_call(town)
    drafts(zoe, "Tomates")
    refused = adds_picture(zoe, NOT_AGREED)
    nothing = left(town)
    zoe.says("!appel 1")
    zoe.presses("« Tomates »")
    shown = adds_picture(zoe)
    zoe.presses("Retirer cette image")

    assert refused.startswith("Alors je ne prends pas cette image")
    assert nothing == (1, 0, 0)
    assert shown.endswith("Image : Des tomates · Tomates – Zoé")
    assert left(town)[:2] == (1, 0)


def test_a_changed_entry_is_sent_again_and_an_old_decision_does_nothing(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    keeps_call(town)
    keeps_entry(town, zoe, "Tomates")
    looks(ana, 1)
    old = ana.direct[-1]
    zoe.says("!appel 1")
    zoe.presses("« Tomates »")
    zoe.presses("Titre")
    changed = zoe.says("Courgettes")
    early = ana.presses("Accepter", old)
    zoe.presses(SEND)
    ana.presses("Accepter", old)

    assert "⏳ Pas encore envoyée" in changed
    assert "n'est plus ici" in early
    kept = entry(town)
    assert kept is not None
    assert (kept.title, kept.state) == ("Courgettes", SENT)


def test_a_gardener_asks_for_a_change_and_gets_it_after_the_deadline(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    keeps_call(town, CallState.CLOSED)
    keeps_entry(town, zoe, "Tomates")
    looks(ana, 1)
    ana.presses("Demander une modification")
    ana.says("Sans <b>votre</b> adresse, s'il vous plaît.")
    told = zoe.inbox[-1]
    shown = zoe.presses("Voir ma participation")
    zoe.presses("Description")
    zoe.says("Des tomates.")
    zoe.presses(SEND)

    assert told.endswith("« Tomates » :\nSans <b>votre</b> adresse, s'il vous plaît.")
    assert "⏳ L'équipe de jardinage attend une modification" in shown
    kept = entry(town)
    assert kept is not None
    assert (kept.words, kept.state) == ("Des tomates.", SENT)
    assert labels(zoe) == ["Voir l'appel", "Retirer et supprimer"]


def test_an_entry_is_set_aside_with_a_reason_also_out_of_a_vote(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    keeps_call(town)
    keeps_entry(town, yan, "Courges", ACCEPTED)
    keeps_entry(town, zoe, "Tomates", ACCEPTED)
    keeps_vote(town)
    ana.says("/appel 1")
    ana.presses("Voir les participations")
    ana.presses("« Tomates »")
    ana.presses("Ne pas retenir")
    ana.says("Un visage d'enfant est reconnaissable.")
    yan.says("/appel 1")

    assert zoe.inbox[-1].endswith("« Tomates » :\nUn visage d'enfant est reconnaissable.")
    with town.database.unit() as store:
        assert list(store[Polls].get(1).options) == ["Courges", "n° 2"]
    assert "Tomates" not in yan.presses("Voir les participations")


@pytest.mark.parametrize(
    "state",
    [CallState.OPEN, pytest.param(CallState.VOTING, marks=pytest.mark.slow), CallState.OVER],
    ids=str,
)
def test_an_author_takes_their_entry_back_at_any_time(
    town: Town, zoe: Neighbour, yan: Neighbour, state: CallState
) -> None:
    keeps_call(town)
    keeps_entry(town, zoe, "Tomates", ACCEPTED)
    if state is not CallState.OPEN:
        keeps_vote(town, over=state is CallState.OVER)
    zoe.says("!appel 1")
    zoe.presses("« Tomates »")
    gone = zoe.presses("Retirer et supprimer")

    assert gone == "Votre participation est retirée et supprimée, avec ses images."
    assert left(town) == (0, 0, 0)
    with town.database.unit() as store:
        options = [list(each.options) for each in store[Polls].these([1])]
    assert options == ([] if state is CallState.OPEN else [["n° 1"]])


OF_OTHERS = (
    *("call_own:1", "call_send:1", "call_out:1", "call_edit:1:title", "call_photo:1"),
    *("call_unphoto:1", "call_look:1", "call_accept:1", "call_ask:1", "call_aside:1"),
    *("call_read:1", "call_publish:1", "call_vote:1", "call_end:1", "call_withdraw:1"),
    *("call_change:1:title", "call_discard:1", "call_off:1"),
)
"""Presses of an author, of a gardener, of who reads the results, and of who made the call."""


def test_nobody_reads_or_changes_the_entry_of_another_nor_a_call(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    keeps_call(town)
    keeps_entry(town, zoe, "Tomates", ACCEPTED)
    yan.says("/appel 1")
    shown = yan.direct[-1]
    answers = [yan.forges(each, shown) for each in OF_OTHERS]

    assert not any("Tomates" in each for each in answers)
    kept = entry(town)
    assert kept is not None
    assert (kept.state, kept.title) == (ACCEPTED, "Tomates")
    assert left(town) == (1, 1, 1)
    with town.database.unit() as store:
        assert store[Calls].held(1).state is CallState.OPEN


def test_a_call_of_another_community_does_not_exist_here(two_communities: Town) -> None:
    ana = two_communities.gardener("territory", ENERGY)
    keeps_call(two_communities)
    keeps_entry(two_communities, ana, "Tomates", ACCEPTED)
    yan = grown(two_communities.member("Yan", of=(EAU,)))
    answers = [yan.says("/appel 1"), yan.says("/appel")]
    answers += [yan.forges(each, yan.direct[-1]) for each in ("call_in:1", "call_entries:1")]

    assert "Il n'y a pas ici d'appel 1" in answers[0]
    assert not any("jardins" in each or "Tomates" in each for each in answers)


def test_an_erased_author_leaves_only_a_number_and_their_pictures_leave_the_rooms(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    keeps_call(town, CallState.CLOSED)
    keeps_entry(town, zoe, "Tomates", ACCEPTED)
    ana.says("/appel 1")
    ana.presses("Terminer sans vote")
    before = [each.text for each in town.said_in(SQUARE["telegram"])]
    with town.database.unit() as store:
        assert store[Calls].held(1).state is CallState.OVER
    chooses(zoe, "Effacer mes données")
    stays = [each for each in town.said_in(SQUARE["telegram"]) if not each.deleted]
    after = [each.text for each in stays]

    assert any("Image : Tomates · Tomates – Zoé" in each for each in before)
    assert not any("Tomates" in each or "Zoé" in each for each in after)
    assert left(town) == (0, 0, 0)


def test_who_leaves_takes_their_entries_out_of_calls_that_go_on(town: Town, zoe: Neighbour) -> None:
    keeps_call(town)
    keeps_entry(town, zoe, "Tomates")
    zoe.says("!quitter")
    question = zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")

    assert "1 de vos participations à un appel sera supprimée." in question
    assert left(town)[:2] == (0, 0)


@pytest.mark.slow
def test_the_entries_of_two_accounts_are_those_of_one_person(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    keeps_call(town)
    keeps_entry(town, zoe, "Tomates")
    keeps_entry(town, yan, "Courges", team="Classe de CM1")
    linked(zoe, yan)
    shown = typed(zoe, "appel 1")
    kept = [entry(town, each) for each in (1, 2)]

    assert "La vôtre : Tomates – Zoé\nLa vôtre : Courges – Classe de CM1" in shown
    assert len({each.member_id for each in kept if each is not None}) == 1
