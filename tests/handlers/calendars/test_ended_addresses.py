"""Addresses of calendars that end: renewed, stopped, erased, or restored from a backup."""

from datetime import timedelta

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.handlers.calendars.reading import (
    addresses,
    announces,
)
from tests.handlers.calendars.subscriptions import OVER, kept, subscribes, titles
from tests.handlers.linking.accounts import linked
from tests.town import Neighbour, Town
from tests.web.own_pages import fetched, with_pages

pytestmark = pytest.mark.slow


def test_a_second_request_gives_no_second_address(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    mine, everybodys = subscribes(zoe)

    again = zoe.says("/calendrier")

    assert addresses(again) == [everybodys]
    assert "Je vous ai donné votre adresse secrète le mardi 24 novembre," in again
    assert fetched(town, mine)[0] == 200


def test_a_new_address_ends_the_one_before(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    old, _ = subscribes(zoe)
    asked = zoe.direct[-1]

    new, _ = addresses(zoe.presses("Changer l'adresse"))

    assert fetched(town, old) == (404, b"404: Not Found")
    assert fetched(town, new)[0] == 200
    assert zoe.presses("Changer l'adresse", asked).startswith(OVER)
    assert zoe.presses("Arrêter l'abonnement", asked).startswith(OVER)
    assert fetched(town, new)[0] == 200, "a second tap on the old button is harmless"


def test_a_stopped_address_leads_nowhere_and_a_new_one_works(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    mine, _ = subscribes(zoe)

    said = zoe.presses("Arrêter l'abonnement")

    assert said.startswith("Votre adresse secrète ne marche plus.")
    assert fetched(town, mine)[0] == 404
    assert presses_forged(zoe, "calendar_new:1").startswith(OVER)
    new, _ = subscribes(zoe)
    assert new != mine
    assert fetched(town, new)[0] == 200


def test_a_member_who_leaves_or_is_erased_has_no_address_any_more(
    town: Town, ana: Neighbour
) -> None:
    zoe, max_ = town.member("Zoé"), town.member("Max")
    left, erased = subscribes(zoe)[0], subscribes(max_)[0]

    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")
    max_.says("/effacer")
    max_.presses("Effacer mes données")
    max_.presses("Oui, tout effacer")

    assert fetched(town, left)[0] == 404
    assert fetched(town, erased)[0] == 404


def test_a_member_of_another_community_keeps_it(twin: Town) -> None:
    with_pages(twin)
    zoe = twin.member("Zoé", of=["Pionniers de l'énergie", "Gardiens de l'eau"])
    zoe.says("/calendrier")
    zoe.presses("Pionniers de l'énergie")
    [mine, _] = addresses(zoe.inbox[-1])

    zoe.says("/quitter")
    zoe.presses("Gardiens de l'eau")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")

    assert fetched(twin, mine)[0] == 200


def test_both_addresses_of_linked_accounts_show_the_same_person(town: Town, ana: Neighbour) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé", on="matrix")
    announces(ana)
    announces(ana, "Forum | samedi 12 décembre 9h")
    zoe.says("/inscription 1 oui")
    other.says("!inscription 2 oui")
    first, second = subscribes(zoe)[0], addresses(other.says("!calendrier"))[0]

    linked(zoe, other)

    for mine in (first, second):
        assert titles(town, mine) == ["Visite du composteur", "Forum"]
    zoe.says("/calendrier")
    zoe.presses("Arrêter l'abonnement")
    assert [fetched(town, mine)[0] for mine in (first, second)] == [404, 404]


def test_the_data_of_a_member_tell_of_the_address_without_it(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    mine, _ = subscribes(zoe)

    assert "Les adresses secrètes de votre agenda : 1" in zoe.says("/mesdonnees")
    zoe.presses("Ici, par Telegram")
    document = zoe.direct[-1].said.document
    assert document is not None
    assert mine.removeprefix("/c/feed/").removesuffix(".ics") not in document.content.decode()


def test_an_ended_address_is_forgotten_after_a_while(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    subscribes(zoe)
    zoe.presses("Changer l'adresse")

    town.move(timedelta(days=89))
    assert kept(town) == 2
    town.move(timedelta(days=2))
    assert kept(town) == 1


def test_no_address_works_after_a_restored_backup(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    mine, _ = subscribes(zoe)

    with town.database.unit() as store:
        store.restored(town.clock.now())

    assert fetched(town, mine)[0] == 404
    assert fetched(town, subscribes(zoe)[0])[0] == 200
