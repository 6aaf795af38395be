"""Shapes of a map, and the places of its numbers and marks."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.communes import departments, regions
from bot.domain.contours import contours, is_within
from bot.domain.map import (
    Mark,
    NamedMark,
    Side,
    box_of,
    lies_in,
    merged_marks,
    middle,
    name_place,
    outline,
    panels,
    sides_of_names,
)

marks = st.lists(
    st.tuples(st.floats(-5, 9), st.floats(42, 51), st.integers(1, 50), st.just("")),
    max_size=30,
    unique=True,
)


def test_the_number_of_a_department_stands_in_it() -> None:
    assert [code for code in contours() if is_within(code, middle([code]))] == list(contours())


@pytest.mark.parametrize(
    ("own", "shown", "drawn"),
    [
        pytest.param(["Jura", "le Haut-Doubs"], ["75"], ["39"], id="a department of its own"),
        pytest.param(["Corse"], [], ["2A", "2B"], id="a region of its own"),
        pytest.param([], ["972"], ["972"], id="the region of what is shown"),
    ],
)
def test_a_map_shows_the_territory_of_the_community(
    own: list[str], shown: list[str], drawn: list[str]
) -> None:
    assert outline(own, shown) == drawn


def test_without_any_territory_all_of_france_is_drawn_with_a_panel_for_each_island() -> None:
    first, *others = panels(outline([], []))

    assert len(first) == 96
    assert others == [["971"], ["972"], ["973"], ["974"], ["976"]]


def test_every_region_of_the_contours_is_drawn() -> None:
    for each in regions().values():
        drawn = outline([each.name], [])
        wanted = {code for code, it in departments().items() if it.region.code == each.code}
        if wanted & contours().keys():
            assert set(drawn) == wanted
            assert all(lies_in(box_of(drawn), middle([code])) for code in drawn)


@given(marks)
def test_marks_that_would_touch_become_one(drawn: list[Mark]) -> None:
    merged = merged_marks(drawn, 0.5, 1.4)

    assert sum(each[2] for each in merged) == sum(each[2] for each in drawn)
    for (x1, y1, *_), (x2, y2, *_) in combinations(merged, 2):
        assert hypot(x1 - x2, (y1 - y2) * 1.4) >= 0.5


named_marks = st.lists(
    st.builds(NamedMark, st.floats(0, 360), st.floats(0, 360), st.text("aé", max_size=20)),
    max_size=15,
)


@given(named_marks)
def test_no_name_hides_another_one_or_leaves_the_picture(drawn: list[NamedMark]) -> None:
    sides = sides_of_names(drawn, 360)

    places = [
        name_place(mark, side) for mark, side in zip(drawn, sides, strict=True) if side is not None
    ]
    assert not any(one.overlaps(other) for one, other in combinations(places, 2))
    assert all(each.left >= 0 and each.right <= 360 for each in places)


def test_a_name_stands_on_the_right_else_on_the_left_else_nowhere() -> None:
    alone, at_the_edge = NamedMark(100, 50, "Dole"), NamedMark(340, 50, "Belfort")
    hidden = NamedMark(100, 70, "Lons-le-Saunier" * 3)

    assert sides_of_names([alone, at_the_edge, hidden], 360) == [Side.RIGHT, Side.LEFT, None]


def test_a_mark_for_several_places_says_so() -> None:
    close = [(6.0, 47.2, 3, "Besançon"), (6.01, 47.2, 1, "Avanne"), (6.02, 47.2, 1, "Pirey")]

    assert list(merged_marks([*close, (5.5, 47.1, 1, "Dole")], 0.3, 1.4)) == [
        (6.0, 47.2, 5, "Besançon…"),
        (5.5, 47.1, 1, "Dole"),
    ]
