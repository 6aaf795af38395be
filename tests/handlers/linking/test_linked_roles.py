"""Seats and posts of accounts that are linked."""

import pytest

from bot.core.context.gardeners_on_duty import agents_of, seat_statuses_of
from bot.domain.roles import Post, Seat
from storage.communities import Communities
from storage.seats import Posts
from tests.handlers.linking.accounts import (
    code_for,
    linked,
    members,
)
from tests.town import Neighbour, Town

TENDS = "Le compte qui a un rôle doit être le premier."


def test_a_seat_follows_its_account(town: Town) -> None:
    ana, other = town.gardener("territory"), town.stranger("Ana", on="matrix")

    linked(ana, other)
    made = other.publishes("!sondage Quel jour ? | mardi | jeudi")

    assert made.startswith("📊 Quel jour ?")


def test_nobody_gets_a_role_by_a_link(town: Town) -> None:
    ana, eve = town.gardener("territory"), town.member("Ève", on="matrix")
    runner = Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()

    assert ana.says(f"/relier {code_for(eve)}").startswith(TENDS)
    assert runner.says(f"/relier {code_for(ana)}").startswith(TENDS)
    assert members(town) == ["Ana", "Chef", "Ève"]


def test_nobody_holds_both_seats(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")

    assert luc.says(f"!relier {code_for(ana)}") == (
        "Ces deux comptes ont les deux rôles de Pionniers de l'énergie : il faut deux "
        "personnes différentes."
    )


@pytest.mark.parametrize("post", [Post.TERRITORY_DEPUTY, Post.REGION_DEPUTY, Post.AGENT])
def test_nobody_gets_a_post_by_a_link(town: Town, post: Post) -> None:
    zoe, eve = town.member("Zoé"), town.member("Ève", on="matrix")
    gives(town, post, zoe)

    assert zoe.says(f"/relier {code_for(eve)}").startswith(TENDS)
    assert members(town) == ["Zoé", "Ève"]


@pytest.mark.parametrize("post", [Post.REGION_DEPUTY, Post.AGENT])
def test_nobody_stands_on_both_sides(town: Town, post: Post) -> None:
    ana, max_ = town.gardener("territory"), town.member("Max", on="matrix")
    gives(town, post, max_)

    for first, second in ((ana, max_), (max_, ana)):
        said = second.says(f"/relier {code_for(first)}")
        assert said.startswith("Ces deux comptes ont les deux rôles de Pionniers de l'énergie")


def test_a_deputy_may_be_the_second_account_of_the_seats_holder(town: Town) -> None:
    ana, other = town.gardener("territory"), town.member("Ana", on="matrix")
    gives(town, Post.TERRITORY_DEPUTY, other)

    linked(ana, other)

    assert members(town) == ["Ana"]
    with town.database.unit() as store:
        community = store[Communities].get(1)
        seat_statuses = seat_statuses_of(store, community, town.clock.now().date())
    assert seat_statuses[Seat.TERRITORY].deputies == ()


def test_a_post_follows_its_account(town: Town) -> None:
    max_, other = town.member("Max"), town.stranger("Max", on="matrix")
    gives(town, Post.AGENT, max_)

    linked(max_, other)

    with town.database.unit() as store:
        agents = agents_of(store, store[Communities].get(1))
        assert [each.name for each in agents] == ["Max"]
        assert store[Posts].held({other.address, max_.address}) == {Post.AGENT}


def gives(town: Town, post: Post, person: Neighbour) -> None:
    """Give a post to an account."""
    with town.database.unit() as store:
        store[Posts].give(1, post, person.address)
