"""People in rooms and channels are counted: above 50 with them, both gardeners have to agree."""

from datetime import datetime, timedelta

import pytest

from storage.communities import Communities
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town, labels, town_settings

OPENING = "/annonce Le jardin ouvre | À bientôt --salons"
UNKNOWN = "Un salon de taille inconnue compte pour plus de 50 personnes."
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rooms_hold(town: Town, telegram: int, matrix: int, channel: int | None = None) -> None:
    """Give the rooms their sizes, as their networks would tell them."""
    town.networks["telegram"].sizes[SQUARE["telegram"]] = telegram
    town.networks["matrix"].sizes[SQUARE["matrix"]] = matrix
    if channel is not None:
        town.networks["telegram"].sizes[CHANNEL] = channel
    town.move(DAY + HOUR)


def said(town: Town, room: str) -> list[str]:
    return [each.text for each in town.said_in(room)]


@pytest.mark.slow
def test_small_rooms_are_written_to_alone(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    rooms_hold(town, 30, 20)

    preview = ana.says(OPENING)
    sent = ana.presses("Envoyer dans 2 salons")
    town.move(HOUR)

    assert "\n2 salons (50 personnes) · moins d'une minute\n" in preview
    assert UNKNOWN not in preview
    assert sent.endswith("Elle part maintenant, dans 2 salons.")
    assert said(town, SQUARE["telegram"])[-1].startswith("📣 Le jardin ouvre")


@pytest.mark.slow
def test_above_fifty_in_rooms_and_channels_both_agree(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    rooms_hold(town, 20, 20, 11)

    preview = ana.says(f"{OPENING} --canaux")
    submitted = ana.presses("Demander l'accord de Luc")

    assert "\n2 salons (40 personnes) et 1 canal (11 personnes) · moins d'une minute\n" in preview
    assert "Luc doit encore l'approuver." in submitted
    assert "2 salons (40 personnes)" in luc.inbox[-1]
    assert said(town, CHANNEL) == []


@pytest.mark.slow
def test_people_in_private_and_in_rooms_count_together(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    rooms_hold(town, 30, 20)
    ana.says("/annonce Le jardin ouvre")

    preview = ana.presses("Dans les salons")
    ana.presses("Continuer")
    ana.presses("Maintenant")

    assert "1 personne et 2 salons (50 personnes)" in preview
    assert "Demander l'accord de Luc" in labels(ana)


@pytest.mark.slow
def test_a_room_of_unknown_size_counts_as_many(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.networks["telegram"].sizes[SQUARE["telegram"]] = 3
    town.move(DAY + HOUR)

    preview = ana.says(OPENING)

    assert "\n2 salons (3 personnes et 1 de taille inconnue) · " in preview
    assert UNKNOWN in preview
    assert labels(ana)[0] == "Demander l'accord de Luc"


def test_rooms_never_counted_are_counted_when_they_are_chosen(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.networks["telegram"].sizes[SQUARE["telegram"]] = 30
    town.networks["matrix"].sizes[SQUARE["matrix"]] = 4

    first = ana.says(OPENING)
    again = ana.says("/annonce 1")

    assert "2 salons · moins d'une minute" in first
    assert "2 salons (34 personnes)" in again
    assert labels(ana)[0] == "Envoyer dans 2 salons"


def test_a_button_that_asks_for_the_other_approval_does_not_send(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    """Its rooms turned out to be small only after it was shown."""
    town.networks["telegram"].sizes[SQUARE["telegram"]] = 30
    town.networks["matrix"].sizes[SQUARE["matrix"]] = 4
    ana.says(OPENING)

    asked = ana.presses("Demander l'accord de Luc")

    assert "2 salons (34 personnes)" in asked
    assert "Luc doit encore l'approuver." in asked
    assert said(town, SQUARE["telegram"]) == []
    luc.presses("Approuver et envoyer")
    assert len(said(town, SQUARE["telegram"])) == 1


@pytest.mark.slow
def test_a_planned_announcement_asks_for_approval_if_its_rooms_have_grown(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    rooms_hold(town, 10, 10)  # a day later
    ana.says(f"{OPENING} --tous lundi 9h")
    ana.presses("Planifier")

    rooms_hold(town, 40, 11)
    town.move_to(datetime(2026, 11, 30, 9, 0))  # noqa: DTZ001 - in Paris

    asked = said(town, BACK_ROOM)[-1]
    assert "Luc doit encore l'approuver." in asked
    assert "2 salons (51 personnes)" in asked
    assert said(town, SQUARE["telegram"]) == []


@pytest.mark.slow
def test_a_count_that_is_no_longer_told_is_not_relied_on(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    rooms_hold(town, 10, 10)
    town.networks["matrix"].sizes.clear()
    town.move(DAY + HOUR)

    assert "(10 personnes et 1 de taille inconnue)" in ana.says(OPENING)


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 5])
def test_rooms_are_asked_about_once_however_often_they_are_shown(
    town: Town, ana: Neighbour, luc: Neighbour, times: int
) -> None:
    with town.networks["matrix"].cut():
        for _ in range(times):
            ana.says(OPENING)
    town.networks["matrix"].sizes[SQUARE["matrix"]] = 7
    town.move(HOUR)

    with town.database.unit() as store:
        room = store[Communities].room(SQUARE["matrix"])
        assert room is not None
        assert room.members == 7


def test_an_announcement_whose_rooms_are_gone_is_not_approved(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says(OPENING)
    ana.presses("Demander l'accord de Luc")
    for network, room in SQUARE.items():
        town.do(town.networks[network].put_out(room))

    refused = luc.presses("Approuver")

    assert refused.startswith("Personne ne recevrait cette annonce.")
    assert "Luc doit encore l'approuver." in ana.says("/annonce 1")


@pytest.mark.slow
def test_people_of_a_group_count_once_however_many_of_its_topics_get_it(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    topics = ["telegram:-1001/17", "telegram:-1001/18"]
    town = Town(database_url, town_settings(rooms=topics, channels=[]), saved=saved_towns)
    try:
        for topic in topics:
            town.networks["telegram"].sizes[topic] = 30
        town.move(DAY + HOUR)
        ana = town.gardener("territory")

        assert "\n2 salons (30 personnes) · " in ana.says(OPENING)
        assert labels(ana)[0] == "Envoyer dans 2 salons"
    finally:
        town.close()
