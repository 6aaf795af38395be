"""Pictures, judged as a person who looks at them would."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bot.core import Bar, Chart, ChartBar, Map, MapArea, MapMark
from bot.core.files import draw
from bot.workers.pictures import DrawnBar, draw_bar, draw_chart, draw_map

GREEN, OTHERS = (27, 107, 58), (185, 216, 196)


def filled(png: bytes) -> float:
    """The filled share of the bar, along the middle of the picture."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    row = [picture.getpixel((x, picture.height // 2)) for x in range(picture.width)]
    green = [x for x, colour in enumerate(row) if colour == GREEN]
    inside = [x for x in green if x < green[-1] - 3] if len(green) > 5 else green
    return len(inside) / (green[-1] - green[0])


@pytest.mark.slow
def test_the_ends_of_a_bar_are_read_on_a_phone() -> None:
    picture = Image.open(BytesIO(draw_bar(250, 1000, "Membres"))).convert("L")
    lines = (picture.crop((0, y, picture.width, y + 1)) for y in range(picture.height))
    rows = [any(line.histogram()[:100]) for line in lines]
    lowest = len(rows) - 1 - rows[::-1].index(True)
    digits = lowest - max(y for y in range(lowest) if not rows[y])

    assert digits / picture.width * 360 >= 8, "pixels on a small phone"


@pytest.mark.parametrize(("done", "share"), [(0, 0.0), (250, 0.25), (612, 0.612), (1000, 1.0)])
def test_a_bar_is_filled_as_far_as_it_says(done: int, share: float) -> None:
    assert filled(draw_bar(done, 1000, "Membres")) == pytest.approx(share, abs=0.02)


def test_a_goal_that_was_passed_fills_the_bar_and_no_more() -> None:
    assert filled(draw_bar(1500, 1000, "Membres")) == pytest.approx(1.0, abs=0.02)


@pytest.mark.slow
def test_a_bar_is_drawn_in_a_process_of_its_own() -> None:
    drawn = draw(Bar(612, 1000, "612 membres ; notre objectif : 1 000."))

    assert Image.open(BytesIO(drawn)).format == "PNG"


INK = (16, 41, 27)
PALE = (191, 227, 203)
NARROW = 360
"""Pixels of a small telephone's width."""


AREAS = ((("25",), 45, False), (("70", "90"), 10, True))
NAMES = {"25": "Doubs", "39": "Jura", "70": "Haute-Saône", "90": "Territoire de Belfort"}
UNNAMED = dict.fromkeys(NAMES, "")


@pytest.mark.slow
def test_a_map_is_legible_on_a_narrow_screen() -> None:
    drawn = draw_map("", UNNAMED, AREAS, ((5.49, 47.09, 3, ""),))

    picture = Image.open(BytesIO(drawn)).convert("RGB")
    pixels = np.asarray(picture)
    scale = picture.width / NARROW
    upright = np.flatnonzero((pixels == INK).all(axis=2)[:, picture.width // 2 :].any(axis=1))
    lines = np.split(upright, np.flatnonzero(np.diff(upright) > 1) + 1)
    assert min(len(line) for line in lines) / scale > 9
    assert (pixels == PALE).all(axis=2).sum() / scale**2 > 5_000
    assert picture.height / scale < 2 * NARROW


@pytest.mark.slow
def test_a_map_names_its_departments_and_explains_its_signs() -> None:
    legend = (("area", "Membres"), ("hatched", "Membres de ces départements"))

    bare, named, explained = (
        Image.open(BytesIO(each)).convert("RGB")
        for each in (
            draw_map("", UNNAMED, AREAS, ()),
            draw_map("", NAMES, AREAS, ()),
            draw_map("", NAMES, AREAS, (), legend),
        )
    )

    def ink(picture: Image.Image) -> int:
        return int((np.asarray(picture) == INK).all(axis=2).sum())

    assert ink(named) > ink(bare)
    assert ink(explained) > ink(named)
    assert explained.height > named.height == bare.height


@pytest.mark.slow
def test_a_map_that_many_look_at_is_drawn_once() -> None:
    drawing = Map(
        "$x_ Membres",
        ("25", "972"),
        (MapArea(("25",), 45),),
        (MapMark(14.6, -61, 2, "Fort-de-France"),),
    )

    drawn = draw(drawing)

    assert Image.open(BytesIO(drawn)).width == 3 * NARROW
    assert draw(drawing) is drawn


@pytest.mark.slow
def test_the_bars_of_a_chart_are_as_long_as_their_values() -> None:
    bars = [DrawnBar("mardi", 3, "3 (33 %)", goal=6), DrawnBar("$", 6, "6", leads=True)]
    png = draw_chart("Quel jour ? 5 $", bars)
    picture = Image.open(BytesIO(png)).convert("RGB")
    lengths = {
        colour: max(
            sum(picture.getpixel((x, y)) == colour for x in range(picture.width))
            for y in range(picture.height)
        )
        for colour in (GREEN, OTHERS)
    }
    assert lengths[GREEN] == pytest.approx(2 * lengths[OTHERS], rel=0.05)


@pytest.mark.slow
def test_a_chart_is_drawn_in_a_process_of_its_own() -> None:
    drawn = draw(Chart("Quel jour ?", (ChartBar("mardi", 1, "1 (100 %)", leads=True),)))

    assert Image.open(BytesIO(drawn)).format == "PNG"
