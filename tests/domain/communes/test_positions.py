"""Positions of communes, their distances, and the contours of departments."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.communes import at, departments
from bot.domain.communes.register import Commune, register
from bot.domain.communes.search import _positions, distance_km, position
from bot.domain.contours import Ring, contains, contours, is_within
from tests.geography.contours import made_from as contours_from
from tests.geography.positions import made_from as positions_from

codes = st.sampled_from(sorted(register().rows))
BESANCON, DOLE, PARIS, SAINT_DENIS_REUNION = "25056", "39198", "75056", "97411"
MOST_AWAY = 0.06
"""Degrees by which a position may lie outside the box of its department's drawn contour."""


def commune(code: str) -> Commune:
    found = at(code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        pytest.param(BESANCON, DOLE, 42, 46, id="neighbours"),
        pytest.param(BESANCON, PARIS, 320, 335, id="far"),
        pytest.param(PARIS, SAINT_DENIS_REUNION, 9_300, 9_450, id="overseas"),
        pytest.param(BESANCON, BESANCON, 0, 0, id="the same"),
    ],
)
def test_distances_are_those_of_the_atlas(one: str, other: str, least: int, most: int) -> None:
    apart = distance_km(commune(one), commune(other))

    assert apart is not None
    assert least <= apart <= most


@given(codes, codes)
def test_a_distance_is_the_same_both_ways(one: str, other: str) -> None:
    there, back = (
        distance_km(commune(one), commune(other)),
        distance_km(commune(other), commune(one)),
    )

    assert there == back
    assert there is None or 0 <= there <= 20_038


def box(rings: Iterable[Ring]) -> tuple[float, float, float, float]:
    """The westernmost, easternmost, southernmost and northernmost degree."""
    longitudes, latitudes = zip(*(point for ring in rings for point in ring), strict=True)
    return min(longitudes), max(longitudes), min(latitudes), max(latitudes)


def test_nearly_all_communes_have_a_position_in_their_department() -> None:
    astray, unknown = [], []
    boxes = {code: box(rings) for code, rings in contours().items()}
    for code in register().rows:
        it = commune(code)
        found = position(it)
        if found is None:
            unknown.append(it.label)
            continue
        around = boxes.get(it.department.code)
        if around is not None:
            west, east, south, north = around
            inside_x = west - MOST_AWAY <= found.longitude <= east + MOST_AWAY
            inside_y = south - MOST_AWAY <= found.latitude <= north + MOST_AWAY
            if not (inside_x and inside_y):
                astray.append(it.label)

    assert astray == []
    assert len(unknown) < 150


def test_the_list_marks_positions_that_are_those_of_neighbours() -> None:
    places = _positions()
    known = [code for code, place in places.items() if not place.endswith("~")]

    assert BESANCON in known
    assert 10_000 < len(known) < len(places)


def test_every_department_has_closed_contours() -> None:
    overseas_territories = {code for code in departments() if code > "976" and len(code) == 3}
    overseas_territories.add("975")

    assert set(contours()) == set(departments()) - overseas_territories
    for rings in contours().values():
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)


def test_a_town_lies_in_its_department_alone() -> None:
    where = position(commune(BESANCON))
    assert where is not None
    point = (where.longitude, where.latitude)

    assert [code for code in contours() if is_within(code, point)] == ["25"]


def test_a_square_contains_what_is_in_it() -> None:
    square = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0))

    assert contains(square, (1.0, 1.0))
    assert not contains(square, (3.0, 1.0))
    assert not contains(square, (1.0, -1.0))


def feature(code: str, *rings: list[list[float]], country: str = "FRA") -> dict[str, object]:
    shape = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
    return {"properties": {"iso_3166_2": code, "adm0_a3": country}, "geometry": shape}


def test_contours_are_made_from_a_release() -> None:
    ring = [[6.00049, 47.0], [6.0004, 47.0], [6.1, 47.0], [6.1, 47.2], [6.00049, 47.0]]
    speck = [[1.0, 1.0], [1.0001, 1.0], [1.0, 1.0], [1.0, 1.0]]
    features = [feature("FR-25", ring, speck), feature("FR-RE", ring), feature("CH-JU", ring)]
    features.append(feature("-99-X02~", ring))

    assert contours_from(features).splitlines() == [
        "25\t6,47 6.1,47 6.1,47.2 6,47",
        "974\t6,47 6.1,47 6.1,47.2 6,47",
    ]


@pytest.mark.slow
def test_positions_are_made_from_a_release() -> None:
    def city(name: str, at: tuple[float, float], region: str) -> dict[str, object]:
        told = {"name": name, "latitude": at[0], "longitude": at[1], "population": 9}
        return {**told, "countrycode": "FR", "admin1code": region}

    cities = [
        city("Besançon", (47.249, 6.018), "27"),
        city("Besançon", (48.9, 2.3), "11"),
        city("Saint-Vit", (47.18, 5.81), "27"),
    ]

    lines = dict(line.split("\t") for line in positions_from(cities, register()).splitlines())

    assert lines[BESANCON] == "47.249,6.018"
    assert lines["25527"] == "47.180,5.810"
    assert lines["25388"].endswith("~")
    assert PARIS not in lines
