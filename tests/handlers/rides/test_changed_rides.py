"""Rides whose seats, place or time change between reading and asking."""

from collections.abc import Callable

import pytest

from tests.handlers.introductions.adults import grown
from tests.handlers.rides.test_rides import announced, looks, offers
from tests.town import CHANGED, Neighbour, Town


def offers_less(_ana: Neighbour, zoe: Neighbour) -> None:
    offers_again(zoe, "Dole", 1)


def offers_less_and_as_before(_ana: Neighbour, zoe: Neighbour) -> None:
    offers_again(zoe, "Dole", 1)
    offers_again(zoe, "Dole", 3)


def leaves_from_elsewhere(_ana: Neighbour, zoe: Neighbour) -> None:
    offers_again(zoe, "Tavaux", 3)


def moves_the_event(ana: Neighbour, _zoe: Neighbour) -> None:
    ana.says("/evenement 1 date dimanche 6 décembre 8h")


def offers_again(person: Neighbour, commune: str, seats: int) -> None:
    person.says("/covoiturage 1")
    person.presses("Modifier")
    person.says(commune)
    person.says(str(seats))


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", [offers_less, offers_less_and_as_before, leaves_from_elsewhere, moves_the_event]
)
def test_a_ride_that_changed_is_shown_before_it_is_asked_for(
    town: Town, change: Callable[[Neighbour, Neighbour], None]
) -> None:
    announced(town)
    ana = town.gardener("territory")
    zoe, yan = grown(town.member("Zoé")), grown(town.member("Yan", on="matrix"))
    offers(zoe, "Dole", 3)
    looks(yan, "Dole")
    card = yan.direct[-1]
    old = card.choice("Demander à Zoé").press
    change(ana, zoe)
    told = len(zoe.inbox)

    yan.forges(old, card)

    shown = town.latest_with(yan.address, "Demander à Zoé").text
    assert CHANGED in shown
    assert "6 décembre" in shown or change is not moves_the_event
    assert len(zoe.inbox) == told
    assert "⏳ Vous avez dit oui." in yan.presses("Demander à Zoé")


@pytest.mark.slow
def test_a_ride_that_is_gone_is_not_asked_for(town: Town) -> None:
    announced(town)
    zoe, yan = grown(town.member("Zoé")), grown(town.member("Yan", on="matrix"))
    offers(zoe, "Dole", 3)
    looks(yan, "Dole")
    card = yan.direct[-1]
    zoe.says("/covoiturage 1")
    zoe.presses("Retirer mon trajet")

    assert yan.presses("Demander à Zoé", card).startswith("Ce trajet n'est plus proposé.")
