"""Needs and offers are read by those whom their author chose, and by nobody else."""

import pytest

from tests.handlers.needs.publishing import MEMBERS, ROOM, TO_ANA, TO_REGION, publishes
from tests.handlers.seats.seats import mentioning
from tests.town import Neighbour, Town


@pytest.mark.slow
@pytest.mark.parametrize(
    ("presses", "readers"),
    [
        pytest.param((MEMBERS,), {"Zoé", "Yan", "Ana"}, id="the members"),
        pytest.param((TO_REGION, MEMBERS), {"Zoé", "Yan", "Ana", "Luc"}, id="the Region, too"),
        pytest.param((TO_ANA,), {"Zoé", "Ana"}, id="the territory's gardener"),
        pytest.param((TO_REGION, TO_ANA), {"Zoé", "Ana", "Luc"}, id="both gardeners"),
    ],
)
def test_only_the_readers_that_the_author_chose_read_a_need(
    ana: Neighbour,
    luc: Neighbour,
    zoe: Neighbour,
    yan: Neighbour,
    presses: tuple[str, ...],
    readers: set[str],
) -> None:
    publishes(zoe, f"/besoin {ROOM}", *presses[:-1], last=presses[-1])

    for person in (ana, luc, zoe, yan):
        can = person.name in readers
        assert (ROOM in person.says("/afaire")) == (person is ana)
        assert (ROOM in person.says("/besoin")) == can
        assert ("pas ici de besoin" not in person.says("/besoin 1")) == can


@pytest.mark.slow
def test_a_need_is_found_by_its_words_and_never_with_a_contact(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    publishes(zoe, f"/besoin {ROOM}")
    publishes(zoe, "/offre des locaux associatifs à Dole")
    yan.says("!besoin")
    yan.presses("Chercher")
    found = yan.says("locaux")
    yan.presses("D'autres mots")
    none = yan.says("xylophone")
    card = yan.says("!besoin 1")

    assert found == (
        "🔎 Besoins et offres avec « locaux »\n"
        "Offre 2 · des locaux associatifs à Dole – Dole (Jura), jusqu'au lundi 22 février\n"
        f"Besoin 1 · {ROOM} – Auch (Gers), jusqu'au dimanche 28 février"
    )
    assert "Aucun besoin ni aucune offre" in none
    assert "Zoé" in card
    assert zoe.address.partition(":")[2] not in card


@pytest.mark.slow
def test_the_rest_of_what_was_found_is_a_button(
    zoe: Neighbour, yan: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.needs.need_list.MOST_FOUND", 1)
    publishes(zoe, f"/besoin {ROOM}")
    publishes(zoe, "/offre des locaux associatifs à Dole")
    yan.says("!besoin")
    yan.presses("Chercher")
    found = yan.says("locaux")

    rest = yan.presses("1 autre")

    assert ROOM not in found
    assert ROOM in rest
    assert "autre" not in " ".join(each.label for each in yan.direct[-1].choices[:1])


@pytest.mark.slow
def test_the_list_is_filtered(zoe: Neighbour, yan: Neighbour) -> None:
    empty = yan.says("!besoin")
    publishes(zoe, f"/besoin {ROOM}")
    publishes(zoe, "/offre un vidéoprojecteur", "Domaine", "Culture")
    publishes(yan, "!offre une remorque")
    yan.says("!besoin")
    offers = yan.presses("Offres")
    own = yan.presses("Les miens")
    yan.presses("Tout")
    yan.presses("Par domaine")
    culture = yan.presses("Culture")

    assert "Soyez la première personne" in empty
    assert "vidéoprojecteur" in offers
    assert "remorque" in offers
    assert ROOM not in offers
    assert "remorque" in own
    assert "vidéoprojecteur" not in own
    assert "vidéoprojecteur" in culture
    assert "remorque" not in culture


def test_a_need_is_closed_when_its_author_leaves(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    yan = town.member("Yan")
    publishes(zoe, f"/besoin {ROOM}")
    zoe.says("/quitter")
    told = zoe.presses("Quitter la communauté")

    assert f"Votre besoin « {ROOM} » sera fermé." in told
    zoe.presses("Oui, quitter")
    assert ROOM not in ana.says("/besoin")
    assert ROOM not in yan.says("/besoin")


@pytest.mark.slow
def test_a_deputy_of_the_region_is_of_the_region(
    town: Town, luc: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    town.cultivator().says("/jardinier région suppléante Yan", mentions=mentioning(yan))
    publishes(zoe, f"/besoin {ROOM}")
    publishes(zoe, "/offre une remorque", TO_REGION)
    listed = yan.says("!besoin")

    assert ROOM not in listed
    assert "remorque" in listed
