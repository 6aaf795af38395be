"""Rooms as they tell which community they belong to, and as the bot comes in."""

from datetime import timedelta

import pytest

from bot.core.messages.incoming import Kind
from storage.communities import Communities
from tests.handlers.communities.rooms.tied import (
    EAU,
    ENERGY,
    GROUP,
    MATRIX_ROOM,
    PAIR,
    in_room,
    pair,
    tied,
)
from tests.town import BACK_ROOM, SQUARE, Town

HELLO = (
    "Bonjour. Ce salon n'appartient encore à aucune communauté. Si vous en animez une, vous "
    "pouvez l'y rattacher."
)
ALONE = (
    "Ici, c'est un salon privé, entre vous et moi. Un salon se configure depuis ce salon "
    ": invitez-moi, puis écrivez-y {}salon."
)


@pytest.mark.slow
@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_a_room_shows_its_community_its_use_and_its_gardeners(town: Town, network: str) -> None:
    pair(town)
    zoe = town.stranger("Zoé", on=network)
    mark = "/" if network == "telegram" else "!"

    assert (
        zoe.says(f"{mark}salon", zoe.square)
        == f"{ENERGY}\nIci : le salon de la communauté.\n{PAIR}"
    )
    assert in_room(town, zoe.square) == [], "only those who tend it see what they can change"


def test_a_vacant_seat_is_shown(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))
    nobody = zoe.says("/salon", zoe.square)
    quick.gardener("territory", ENERGY)

    assert nobody.endswith("Équipe : personne n'a encore rejoint.")
    assert zoe.says("/salon", zoe.square).endswith(
        "Équipe : Ana (territoire). La personne qui tient le rôle pour la Région n'a pas encore "
        "rejoint."
    )


def test_a_gardener_reads_about_the_rooms_in_private(quick: Town) -> None:
    ana, _ = pair(quick)
    quick.do(quick.networks["telegram"].put_out(SQUARE["telegram"]))

    told = ana.says("/salons")

    assert told.startswith(f"Salons\n{ENERGY}\n")
    assert "– le salon de la communauté (Telegram) : je ne peux plus y écrire" in told
    assert "– le salon de l'équipe (Matrix)" in told
    assert EAU not in told
    assert (
        quick.stranger("Zoé")
        .says("/salon")
        .startswith("Ici, c'est un salon privé, entre vous et moi.")
    )


@pytest.mark.parametrize("room", [GROUP, MATRIX_ROOM])
def test_the_bot_says_once_what_can_be_done(town: Town, room: str) -> None:
    zoe = town.stranger("Zoé", on=room.partition(":")[0])

    town.lets_in(room, zoe)
    town.lets_in(room, zoe)
    town.restart()
    town.lets_in(room, zoe)

    assert [each.text for each in town.said_in(room)] == [HELLO]
    assert tied(town, room) is None
    assert zoe.inbox == []


def test_a_gardener_on_another_network_is_told_to_link_the_accounts(quick: Town) -> None:
    zoe = quick.stranger("Zoé", on="matrix")
    quick.lets_in(MATRIX_ROOM, zoe)

    assert str(zoe.says("!salon", MATRIX_ROOM)).endswith(
        "rattacher ici : !salon. Si vous en faites partie avec un compte sur un autre réseau, "
        "reliez d'abord les deux, en privé : !relier"
    )


@pytest.mark.parametrize("room", [SQUARE["telegram"], SQUARE["matrix"], "telegram:-1001/12"])
def test_nothing_is_said_in_a_room_whose_community_is_known(quick: Town, room: str) -> None:
    zoe = quick.stranger("Zoé", on=room.partition(":")[0])
    quick.lets_in(room, zoe)

    assert quick.said_in(room) == []
    assert zoe.says("Bonjour").startswith("Bonjour Zoé !")


def test_a_person_who_unblocks_the_bot_is_no_room(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))
    before = list(zoe.inbox)

    zoe.says("", kind=Kind.CAME)

    assert zoe.inbox == before


@pytest.mark.parametrize("typed", ["energie jardiniers", "energie", "canal", "energie #place:hs"])
def test_a_direct_room_cannot_be_tied(quick: Town, typed: str) -> None:
    ana, luc = pair(quick)

    assert ana.says(f"/salon {typed}") == ALONE.format("/")
    assert luc.says(f"!salon {typed}") == ALONE.format("!")
    with quick.database.unit() as store:
        rows = [store[Communities].room(each.address) for each in (ana, luc)]
    assert [row.kind for row in rows if row is not None] == ["direct", "direct"]


def test_the_back_room_is_shown_under_its_own_name(quick: Town) -> None:
    _, luc = pair(quick)
    quick.move(timedelta(minutes=1))

    assert "Ici : le salon de l'équipe." in luc.says("!salon", BACK_ROOM)


def test_a_room_chosen_by_a_member_is_not_recorded(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))
    quick.lets_in(GROUP, zoe, chosen=True)

    assert zoe.inbox[-1] == "👋 Bienvenue, Zoé."
    with quick.database.unit() as store:
        assert store[Communities].room(GROUP) is None
    assert quick.said_in(GROUP) == []
