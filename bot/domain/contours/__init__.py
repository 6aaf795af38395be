"""Contours of the departments of France, known offline, for maps."""

import gzip
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""Longitude and latitude, in degrees."""
Ring: TypeAlias = tuple[Point, ...]
"""A closed line: its last point is its first."""


@cache
def contours() -> Mapping[str, tuple[Ring, ...]]:
    """The rings of every department, by its number; islands have rings of their own."""
    packed = files(__package__).joinpath("contours.tsv.gz").read_bytes()
    rings: dict[str, list[Ring]] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        code, _, points = line.partition("\t")
        ring = tuple(
            (float(longitude), float(latitude))
            for longitude, _, latitude in (each.partition(",") for each in points.split())
        )
        rings.setdefault(code, []).append(ring)
    return {code: tuple(theirs) for code, theirs in rings.items()}


def contains(ring: Ring, point: Point) -> bool:
    """True if a point lies within a ring (the even-odd rule)."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def is_within(department: str, point: Point) -> bool:
    """True if a point lies in a department, as far as its contour, drawn for maps, can tell."""
    return any(contains(ring, point) for ring in contours().get(department, ()))
