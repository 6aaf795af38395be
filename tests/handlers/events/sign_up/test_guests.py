"""Guests who come with a member."""

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.handlers.events.sign_up.rsvps import WHEN, announced, card_of, counted
from tests.town import Town


@pytest.mark.slow
def test_a_guest_takes_a_place_and_gives_it_back(town: Town) -> None:
    announced(town, "| 3 places --invites")
    zoe = town.member("Zoé")

    told = zoe.says("/inscription 1 oui +Marie")
    zoe.says("/evenement 1")
    zoe.presses("J'amène quelqu'un")
    both = zoe.says("Paul")

    assert f"C'est noté, vous venez avec Marie : {WHEN}." in told
    assert "Marie et Paul" in both
    assert counted(town).startswith("1 personne vient avec 2 personnes invitées")
    assert "Complet (3 places)" in card_of(town, zoe).text

    zoe.presses("Sans Marie")

    assert "avec 1 personne invitée ·" in counted(town)
    zoe.says("/inscription 1 non")
    assert counted(town).startswith(("Personne", "Soyez"))


def test_the_same_guest_typed_twice_comes_once(town: Town) -> None:
    announced(town, "--invites")
    zoe = town.member("Zoé")

    zoe.says("/inscription 1 oui +Marie")
    zoe.says("/inscription 1 oui +Marie")

    assert counted(town).startswith("1 personne vient avec 1 personne invitée")


def test_a_member_without_a_place_for_the_guest_comes_alone_and_is_told(town: Town) -> None:
    announced(town, "| 1 place --invites --question Végétarien ?")
    zoe = town.member("Zoé")

    told = zoe.says("/inscription 1 oui +Marie")

    assert "Il n'y a plus de place pour une personne de plus à l'événement 1" in told
    assert told.endswith("Une question : Végétarien ?")
    assert counted(town).startswith("1 personne vient")


def test_a_guest_does_not_overtake_the_waiting_list(town: Town) -> None:
    ana = announced(town, "| 1 place --invites")
    zoe = town.member("Zoé")
    zoe.says("/inscription 1 oui")
    town.member("Yan", on="matrix").says("!inscription 1 oui")

    ana.says("/evenement 1 places 2")
    told = zoe.says("/inscription 1 oui +Marie")

    assert "Il n'y a plus de place pour une personne de plus" in told


def test_a_member_who_declines_brings_no_guest_and_five_is_the_limit(town: Town) -> None:
    announced(town, "--invites")
    zoe = town.member("Zoé")

    assert "Dites d'abord que vous venez" in zoe.says("/inscription 1 non +Marie")
    told = zoe.says("/inscription 1 oui +A +B +C +D +E +F")

    assert "Vous amenez déjà 5 personnes" in told
    assert "avec 5 personnes invitées" in counted(town)


def test_nobody_drops_the_guest_of_another_member(town: Town) -> None:
    announced(town, "--invites")
    town.member("Zoé").says("/inscription 1 oui +Marie")
    yan = town.member("Yan", on="matrix")
    yan.says("!inscription 1 oui")

    presses_forged(yan, "event_guest_out:1:1")

    assert "avec 1 personne invitée" in counted(town)
