"""Communities at a glance: their people, rooms, seats and letter."""

from datetime import datetime

import pytest

from bot.domain.roles import Seat
from storage.communities import Communities, Cultivators, SeatHolders
from tests.handlers.communities.communities import EAU, ENERGY, made, stored
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import Neighbour, Town, labels


@pytest.mark.slow
def test_the_overview_shows_people_rooms_seats_and_letter_of_each_community(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    add_news(ana, "/actu Le broyeur | En prêt à la mairie")
    submit_letter(ana)
    luc.says("!lettre approuver")
    luc.presses("Approuver")
    town.move_to(datetime(2026, 12, 1, 9))  # noqa: DTZ001 - in Paris
    carl = made(town)

    assert carl.says("/communautes") == (
        "Communautés\n"
        f"{ENERGY}\n"
        "2 membres, 4 salons.\n"
        "Équipe : Ana (territoire) et Luc (Région).\n"
        "Dernière lettre : mardi 1er décembre.\n"
        f"{EAU}\n"
        "Pas encore de membre, pas encore de salon.\n"
        "Équipe : personne pour l'instant, les deux rôles sont à pourvoir.\n"
        "Aucune lettre n'est encore partie."
    )
    assert labels(carl) == [ENERGY, EAU, "Nouvelle communauté"]


@pytest.mark.slow
def test_many_communities_are_shown_in_pages(quick: Town) -> None:
    carl = quick.cultivator()
    for nth in range(12):
        made(quick, f"Groupe {nth}")

    carl.says("/communautes")
    first = labels(carl)
    listing = carl.direct[-1]
    carl.presses("D'autres communautés", listing)
    second = [choice.label for choice in listing.choices]

    assert first == [
        ENERGY,
        *(f"Groupe {nth}" for nth in range(9)),
        "D'autres communautés",
        "Nouvelle communauté",
    ]
    assert second == ["Groupe 9", "Groupe 10", "Groupe 11", "Nouvelle communauté"]


def test_a_gardener_reads_about_their_community_and_changes_nothing(town: Town) -> None:
    ana = town.gardener("territory")
    made(town)

    mine = ana.says("/communaute")

    assert mine.startswith(f"{ENERGY}\nNom court : energie\n")
    assert mine.endswith("Les responsables du service peuvent changer ces réglages.")
    assert labels(ana) == []
    assert ana.says("/communaute energie") == mine
    assert ana.says("/communaute Eau vive") == (
        "Je ne connais pas de communauté « Eau vive ». /communaute en donne la liste."
    )


def test_a_community_is_set_up_by_numbers_on_matrix(town: Town) -> None:
    with town.database.unit() as store:
        store[Cultivators].replace_all(["matrix:@carl"])
    carl = town.stranger("Carl", on="matrix")
    carl.says("!communaute Eau vive")
    carl.says("passer")

    asked = carl.says("4")
    said = carl.says("2")

    assert asked == "Quelle langue dans les salons d'Eau vive ?"
    assert said == "Eau vive\nLangue de ses salons : English."
    assert stored(town).locale == "en"


def test_a_gardener_of_several_communities_sees_those(two: Town) -> None:
    bea = Neighbour(two, "telegram", "telegram:53", "Béa", "fr").joins(EAU).joins()
    with two.database.unit() as store:
        energy = store[Communities].named("energie")
        assert energy is not None
        store[SeatHolders].put(energy, Seat.REGION, "telegram:53")

    assert bea.says("/communautes").startswith(f"Communautés\n{ENERGY}\n")
    assert labels(bea) == [ENERGY, EAU]


def test_a_member_is_told_that_the_overview_is_for_gardeners(quick: Town) -> None:
    zoe = quick.member("Zoé")

    for typed in ("/communautes", "/communaute energie", "/communaute Eau vive"):
        assert zoe.says(typed) == ("Seule une équipe de jardinage peut faire cela.")
