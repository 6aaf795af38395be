"""Needs in the letter, in the figures, and in what is kept of a person."""

from datetime import datetime

import pytest

from storage.digest import LetterItems
from tests.handlers.needs.publishing import ROOM, TO_ANA, TO_REGION, publishes
from tests.town import PARIS, Neighbour, Town

DECEMBER = datetime(2026, 12, 7, 12, tzinfo=PARIS)
"""From then on November is told."""


@pytest.fixture
def ana(town: Town) -> Neighbour:
    ana = town.gardener("territory")
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    return ana


@pytest.mark.slow
def test_the_letter_shows_what_the_region_may_read_without_names(
    ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    publishes(zoe, f"/besoin {ROOM}", TO_REGION)
    publishes(zoe, "/offre un vidéoprojecteur")
    publishes(yan, "!offre une remorque à Dole", TO_REGION, last=TO_ANA)
    letter = ana.reviews_letter()
    zoe.says("/besoin 1")
    zoe.presses("Fermer")
    after = ana.reviews_letter()

    assert f"Besoin : {ROOM}\n📍 Auch (Gers)\nJusqu'au dimanche 28 février" in letter
    assert "Zoé" not in letter
    assert "vidéoprojecteur" not in letter
    assert "remorque" not in letter
    assert ROOM not in after


@pytest.mark.slow
def test_figures_count_needs_offers_and_matches(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    publishes(zoe, f"/besoin {ROOM}", "Domaine", "Culture")
    publishes(zoe, "/offre un vidéoprojecteur")
    zoe.presses("C'est donné")
    town.move_to(DECEMBER)

    assert (
        "Besoins et offres\nBesoins publiés : 1\nOffres publiées : 1\n"
        "Besoins et offres satisfaits : 1\nBesoins et offres en cours : 1"
    ) in ana.says("/bilan")


@pytest.mark.slow
def test_the_needs_of_a_member_are_listed_in_their_data_and_erased(
    ana: Neighbour, zoe: Neighbour
) -> None:
    publishes(zoe, f"/besoin {ROOM}")
    told = zoe.says("/mesdonnees")
    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    assert "Vos besoins et vos offres" in told
    assert ROOM not in ana.says("/besoin")


@pytest.mark.slow
def test_words_of_others_are_shown_as_they_are(zoe: Neighbour, yan: Neighbour) -> None:
    publishes(zoe, "/besoin *gras* @room <b>x</b> [a](https://evil.example) /stop")
    read = yan.says("!besoin 1")

    assert "*gras* @\u2060room <b>x</b> [a](https://evil.example) /stop" in read


@pytest.mark.slow
@pytest.mark.parametrize("how", ["Fermer", "Oui, tout effacer"])
def test_the_words_of_a_need_leave_a_submitted_letter(
    town: Town, ana: Neighbour, zoe: Neighbour, how: str
) -> None:
    publishes(zoe, f"/besoin {ROOM}", TO_REGION)
    ana.says("/actu Marché | Samedi au port")
    ana.presses("Mettre dans la lettre")
    ana.says("/lettre")
    ana.presses("Aperçu")
    ana.presses("Soumettre à")
    with town.database.unit() as store:
        frozen = [each.kind for each in store[LetterItems].frozen(1)]
    if how == "Fermer":
        zoe.says("/besoin 1")
    else:
        zoe.says("/effacer")
        zoe.presses("Effacer mes données")
    zoe.presses(how)
    with town.database.unit() as store:
        kept = [each.kind for each in store[LetterItems].frozen(1)]

    assert sorted(frozen) == ["need", "news"]
    assert kept == ["news"]
