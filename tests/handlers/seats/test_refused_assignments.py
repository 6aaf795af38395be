"""Attempts that give no seat: names, copies, forged buttons, other communities."""

from datetime import timedelta

import pytest

from bot.domain.roles import Circle, Post
from storage.communities import Communities, Community
from storage.members import Members
from storage.seats import SeatOffers
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.seats.seats import CHANGED, NO_NAME, mentioning, posts, seats, vacate
from tests.town import Neighbour, Town

ONLY_RUNNERS = "Seules les personnes qui gèrent ce robot peuvent faire cela."


def test_a_name_gives_no_seat_and_the_try_is_noted(town: Town, chef: Neighbour) -> None:
    """Eve calls herself Ana; the name alone names neither of them."""
    vacate(chef)
    town.member("Ana")
    town.member("Ana", on="matrix")
    before = seats(town)

    for typed in ("territoire Ana", "territoire suppléante Ana", "agent Ana", "territoire #1"):
        assert chef.says(f"/jardinier {typed}").startswith(NO_NAME)

    assert (seats(town), posts(town)) == (before, set())
    assert audited(town, chef)[-4:] == [("gardener", "refused")] * 4


def test_a_copied_name_does_nothing(town: Town, chef: Neighbour) -> None:
    eve = town.member("Chef")

    for typed in ("/jardinier", f"/jardinier territoire {eve.address}", "/jardinier region code"):
        assert eve.says(typed) == ONLY_RUNNERS

    assert eve.address not in seats(town).values()
    assert audited(town, eve) == [("gardener", "refused")] * 3


def test_an_anonymous_admin_does_nothing(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    before = seats(town)

    said = chef.says(
        "/jardinier territoire Zoé",
        room=chef.square,
        mentions=mentioning(zoe),
        anonymous=True,
    )

    assert said.startswith("Je ne peux pas savoir qui vous êtes")
    assert seats(town) == before
    assert audited(town, chef)[-1] == ("gardener", "refused")


PRESSES = [
    "seat_page:territory",
    "seat_give:territory",
    "seat_empty:territory",
    "seat_code:territory",
    "seat_code_sure:territory",
    "seat_sure:1",
    "post_drop:1",
    "ask:seat_give",
]


@pytest.mark.parametrize("press", PRESSES)
def test_forged_buttons_do_nothing_and_are_noted(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour, press: str
) -> None:
    """Members, gardeners and strangers press in vain."""
    zoe, eve, xavier = town.member("Zoé"), town.member("Ève"), town.stranger("Xavier")
    chef.says(f"/jardinier territoire suppléante {zoe.address}")
    chef.says(f"/jardinier territoire {eve.address}")  # waits for a yes: offer 1
    before = seats(town), posts(town)

    for person in (eve, ana, zoe, xavier):
        assert presses_forged(person, press) == ONLY_RUNNERS
        assert audited(town, person)[-1][1] == "refused"

    assert (seats(town), posts(town)) == before
    with town.database.unit() as store:
        assert store[SeatOffers].get(1, town.clock.now()) is not None


def test_another_communitys_things_are_out_of_reach(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    """A yes or a post of one community does nothing in the name of another."""
    zoe = town.member("Zoé")
    chef.says(f"/jardinier territoire suppléante {zoe.address}")
    chef.says(f"/jardinier territoire {zoe.address}")
    before = seats(town), posts(town)
    joins_another_community(town, chef)

    presses_forged(chef, "seat_sure:1")
    told = [chef.presses("Eau"), presses_forged(chef, "post_drop:1")]

    assert told == [CHANGED] * 2
    assert (seats(town), posts(town)) == before


def joins_another_community(town: Town, person: Neighbour) -> None:
    """From then on they are asked for which one they act in private."""
    water = Community(
        slug="eau", name="Eau", locale="fr", timezone="Europe/Paris", digest="", polls_by="members"
    )
    with town.database.unit() as store:
        store[Communities].add(water)
        standing = store[Members].standing(person.address, None)
        assert standing is not None
        later = town.clock.now() + timedelta(days=1)
        store[Members].join(standing.member, water.id, Circle.INFORMED, later)


def test_odd_words_in_buttons_are_answered_with_an_explanation(town: Town, chef: Neighbour) -> None:
    for press in ("seat_give:mayor", "seat_code:", "seat_empty:1", "seat_page:x"):
        assert "Quelque chose n'a pas marché" not in presses_forged(chef, press)
    assert all(post in set(Post) for post, _ in posts(town))
