"""Deputies and agents: named, replaced, and on one side only."""

import pytest

from bot.domain.roles import Seat
from storage.members import Identities, Members
from tests.handlers.seats.seats import SURE, mentioning, posts, seats
from tests.town import Neighbour, Town, labels


@pytest.mark.slow
def test_deputies_and_agents_come_and_go(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, max_ = town.member("Zoé"), town.member("Max", on="matrix")

    chef.says("/jardinier territoire suppléante Zoé", mentions=mentioning(zoe))
    chef.says("/jardinier agent Max", mentions=mentioning(max_))
    shown = chef.says("/jardinier")

    assert posts(town) == {("territory_deputy", zoe.address), ("agent", max_.address)}
    assert ana.inbox[-2:] == [
        "Zoé assure la suppléance du territoire pour Pionniers de l'énergie.",
        "Max fait partie des agents de la Région pour Pionniers de l'énergie.",
    ]
    assert zoe.inbox[-1].startswith("Vous assurez désormais la suppléance du territoire pour ")
    assert "Pour le territoire : Ana ; suppléance : Zoé." in shown
    assert "Agents de la Région : Max." in shown

    assert chef.says("/jardinier territoire suppléante retirer") == "Zoé n'a plus ce rôle."
    chef.says("/jardinier agent retirer Max", mentions=mentioning(max_))

    assert posts(town) == set()
    assert zoe.inbox[-1].startswith("Vous n'assurez plus la suppléance du territoire pour ")
    assert max_.inbox[-1].startswith("Vous ne faites plus partie des agents")


def test_the_deputy_to_remove_is_named_among_several(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    for each in (zoe, bea):
        chef.says(f"/jardinier territoire suppléante {each.address}")

    unclear = chef.says("/jardinier territoire suppléante retirer")
    chef.says(f"/jardinier territoire suppléante retirer {bea.address}")

    assert unclear.startswith("Plusieurs personnes ont ce rôle.")
    assert posts(town) == {("territory_deputy", zoe.address)}


def test_a_deputy_who_gets_the_seat_is_no_longer_a_deputy(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    chef.says(f"/jardinier territoire suppléante {zoe.address}")

    chef.says(f"/jardinier territoire {zoe.address}")
    chef.presses(SURE)

    assert seats(town)[Seat.TERRITORY] == zoe.address
    assert posts(town) == set()


def test_an_agent_may_be_a_deputy_on_the_same_side(
    town: Town, chef: Neighbour, luc: Neighbour
) -> None:
    max_ = town.member("Max")

    chef.says(f"/jardinier agent {max_.address}")
    chef.says(f"/jardinier région suppléant {max_.address}")

    assert posts(town) == {("agent", max_.address), ("region_deputy", max_.address)}


@pytest.mark.parametrize(
    "post", ["territoire", "territoire suppléant"], ids=["a seat", "a deputy's place"]
)
def test_nobody_stands_on_both_sides(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour, post: str
) -> None:
    max_ = town.member("Max")
    chef.says(f"/jardinier agent {max_.address}")
    before = seats(town), posts(town)

    for address, name in ((luc.address, "Luc"), (max_.address, "Max")):
        assert chef.says(f"/jardinier {post} {address}") == (
            f"{name} a déjà l'autre rôle de l'équipe : il faut deux personnes différentes."
        )
    assert (seats(town), posts(town)) == before


def test_a_second_account_stands_on_the_same_side(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    """The holder's other account is the holder."""
    with town.database.unit() as store:
        known = store[Identities].get(ana.address)
        member = store[Members].get(known.member_id) if known else None
        assert member is not None
        store[Identities].add(member, "matrix:@ana:hs", direct=None, at=town.clock.now())

    assert chef.says("/jardinier territoire matrix:@ana:hs") == "Ana a déjà un rôle ici."
    assert chef.says("/jardinier agent matrix:@ana:hs").startswith("Ana a déjà l'autre rôle")


def test_people_who_have_not_joined_are_shown_without_a_number(chef: Neighbour) -> None:
    """A number tells people apart only where several are awaited in one place."""
    chef.says("/jardinier suppléant région telegram:71")
    one, offered = chef.presses("Modifier"), [each.label for each in chef.direct[-1].choices]
    chef.says("/jardinier suppléant région telegram:72")
    two = chef.presses("Modifier")

    awaited = "la personne choisie sur Telegram, pas encore membre"
    assert awaited in one
    assert "telegram:71" not in one
    assert "Retirer la personne choisie sur Telegram" in offered
    assert "telegram:71, pas encore membre" in two
    assert "Retirer telegram:72" in [each.label for each in chef.direct[-1].choices]
    removed = chef.presses("Retirer telegram:72")
    assert removed.startswith("La personne choisie sur Telegram n'a plus ce rôle.")


def test_a_role_is_taken_by_the_persons_name(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    josette, bea = town.member("Josette Petit"), town.member("Béa")
    for each in (josette, bea):
        chef.says(f"/jardinier agent {each.address}")

    unknown = chef.says("/jardinier agent retirer Zoé")
    done = chef.says("/jardinier agent retirer josette")

    assert unknown.startswith("Personne du nom de « Zoé » n'a ce rôle.")
    assert done.startswith("Josette Petit n'a plus ce rôle.")
    assert posts(town) == {("agent", bea.address)}


def test_several_people_of_a_role_are_offered_by_name(town: Town, chef: Neighbour) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    for each in (zoe, bea):
        chef.says(f"/jardinier agent {each.address}")
    chef.says("/jardinier agent retirer")

    chef.presses(next(each for each in labels(chef) if each.startswith("Retirer Béa")))

    assert posts(town) == {("agent", zoe.address)}
