"""Territories: a community's own words, or departments."""

import pytest

from bot.domain.communes import Commune, at, departments
from bot.domain.communities import (
    department_codes,
    offered_territories,
    similar_territories,
    territories_called,
    territory_with_commune,
)

OWN = ("Haut-Doubs", "Pays de Montbéliard", "Jura")


def commune(code: str) -> Commune:
    found = at(code)
    assert found is not None
    return found


BESANCON, DIJON = commune("25056"), commune("21231")


def test_the_own_territories_of_a_community_are_offered_as_they_are() -> None:
    assert offered_territories(OWN, BESANCON) == list(OWN)


def test_a_region_stands_for_its_departments() -> None:
    assert offered_territories(("Haut-Doubs", "Corse"), None) == [
        "Haut-Doubs",
        "Corse-du-Sud",
        "Haute-Corse",
    ]


def test_every_department_fits_into_a_button() -> None:
    presses = [f"form_say:territory:{each.name}" for each in departments().values()]
    assert len(presses) > 90
    assert max(len(each.encode()) for each in presses) <= 64


def test_the_departments_around_the_commune_are_offered_without_own_territories() -> None:
    assert "Jura" in offered_territories((), BESANCON)
    assert len(offered_territories((), BESANCON)) == 8
    assert offered_territories((), None) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("haut doubs", ["Haut-Doubs"]),
        ("PAYS DE MONTBELIARD", ["Pays de Montbéliard"]),
        ("jura", ["Jura"]),
        ("39", ["Jura"]),
        ("dans le Doubs", ["Doubs"]),
        ("Corse", ["Corse-du-Sud", "Haute-Corse"]),
        ("Atlantide", []),
    ],
)
def test_a_territory_is_read_as_it_is_called(typed: str, meant: list[str]) -> None:
    assert territories_called(typed, OWN) == meant


@pytest.mark.parametrize(
    ("typed", "first"), [("hau doub", "Haut-Doubs"), ("Montbeliard", "Pays de Montbéliard")]
)
def test_a_near_miss_is_offered(typed: str, first: str) -> None:
    assert similar_territories(typed, OWN)[0] == first


def test_the_departments_near_a_community_are_read_from_its_territories() -> None:
    assert set(department_codes(OWN)) == {"39"}
    assert set(department_codes(("Corse",))) == {"2A", "2B"}
    assert set(department_codes(("Pays du Doubs",))) == set()


@pytest.mark.parametrize(
    ("territory", "before", "after"),
    [
        pytest.param(None, None, "Côte-d'Or", id="none chosen"),
        pytest.param("Doubs", BESANCON, "Côte-d'Or", id="it followed the commune"),
        pytest.param("Jura", BESANCON, "Jura", id="another was chosen"),
        pytest.param("Haut-Doubs", None, "Haut-Doubs", id="chosen before any commune"),
    ],
)
def test_a_territory_follows_the_commune_unless_it_was_chosen(
    territory: str | None, before: Commune | None, after: str
) -> None:
    assert territory_with_commune(territory, before, DIJON) == after
