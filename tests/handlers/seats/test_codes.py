"""Codes that give a role, brought by the people they are for."""

import pytest

from bot.domain.roles import Seat
from tests.handlers.audit.traces import audited
from tests.handlers.seats.codes import ACCEPT, OVER, WRONG, code_from
from tests.handlers.seats.seats import posts, seats
from tests.town import Neighbour, Town


def test_a_member_brings_a_code_and_takes_the_seat(town: Town, chef: Neighbour) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")

    offered = zoe.says(f"/start {code_from(chef)}")
    taken = zoe.presses(ACCEPT)

    assert offered.startswith(
        "Pionniers de l'énergie : Jardinage pour le territoire\nChef vous propose ce rôle."
    )
    assert taken.startswith(
        "Jardinage pour le territoire\nCe rôle est à vous. Merci.\n---\nÀ faire"
    )
    assert seats(town)[Seat.TERRITORY] == zoe.address
    assert chef.inbox[-1] == "Zoé a accepté le rôle proposé : Jardinage pour le territoire."
    assert (
        luc.inbox[-1]
        == "Zoé anime désormais la communauté Pionniers de l'énergie, pour le territoire."
    )
    assert ("territory given", "done") in audited(town, zoe)


def test_a_stranger_joins_first_and_then_takes_the_seat(town: Town, chef: Neighbour) -> None:
    nina = town.stranger("Nina", on="matrix")

    notice = nina.says(f"!start {code_from(chef)}")
    before = seats(town)[Seat.TERRITORY]
    joined = nina.presses("J'ai 15 ans ou plus, j'accepte")
    nina.presses(ACCEPT, next(it for it in reversed(nina.direct) if ACCEPT in it.typed))

    assert notice.startswith("Rejoindre Pionniers de l'énergie")
    assert before == "telegram:43"
    assert "Chef vous propose ce rôle." in joined
    assert seats(town)[Seat.TERRITORY] == nina.address


def test_telegram_opens_with_the_code(town: Town, chef: Neighbour) -> None:
    code = code_from(chef)

    url = next(span.url for span in chef.direct[-1].said.spans if span.url)

    assert url == f"playground:telegram?start={code}"


@pytest.mark.parametrize(
    ("post", "held"),
    [("territoire suppléant", "territory_deputy"), ("agent", "agent")],
)
def test_a_code_gives_a_post_beside_the_seats(
    town: Town, chef: Neighbour, post: str, held: str
) -> None:
    zoe = town.member("Zoé")

    zoe.says(f"/start {code_from(chef, post)}")
    zoe.presses(ACCEPT)

    assert posts(town) == {(held, zoe.address)}


def test_a_code_for_a_held_seat_is_asked_for_twice_and_says_whom_it_replaces(
    town: Town, chef: Neighbour
) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    asked = chef.says("/jardinier territoire code")
    offered = zoe.says(f"/start {code_from(chef)}")
    zoe.presses(ACCEPT)

    assert "Ana a ce rôle." in asked
    assert "Vous prendriez la suite d'Ana." in offered
    assert ana.inbox[-1].startswith("Vous n'animez plus")
    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_a_code_is_no_order_to_take_the_seat(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    code = code_from(chef)
    zoe.says(f"/start {code}")
    card = zoe.direct[-1]

    refused = zoe.presses("Non merci")

    assert refused == "Rien n'a changé, et le code n'est plus valable."
    assert chef.inbox[-1] == "Zoé a décliné le rôle proposé : Jardinage pour le territoire."
    assert zoe.presses(ACCEPT, card).startswith(OVER)
    assert zoe.says(f"/start {code}") == WRONG
    assert seats(town)[Seat.TERRITORY] == "telegram:43"


def test_a_new_gardener_reads_what_the_role_means_and_what_to_begin_with(
    town: Town, chef: Neighbour
) -> None:
    zoe = town.stranger("Zoé")
    zoe.says(f"/start {code_from(chef)}")
    zoe.presses("J'ai 15 ans ou plus, j'accepte")
    welcome, offer = zoe.direct[-2:]

    zoe.presses(ACCEPT)

    assert welcome.text == "👋 Bienvenue, Zoé."
    assert [each.label for each in offer.choices] == [ACCEPT, "Non merci"]
    assert "La lettre part quand les deux côtés l'ont approuvée." in offer.text
    assert zoe.inbox[-1].startswith("À faire")
