"""Shapes on a map: their boxes, in degrees, and their middles."""

from collections.abc import Collection, Iterator
from itertools import pairwise
from math import cos, radians
from typing import TypeAlias

from bot.domain.contours import Point, Ring, contains, contours

Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""

MARGIN = 0.03
"""White around a shape, as a part of its longer side."""


def box_of(departments: Collection[str]) -> Box:
    """The box around departments, with a margin."""
    points = [point for code in departments for ring in contours()[code] for point in ring]
    longitudes, latitudes = [x for x, _ in points], [y for _, y in points]
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    margin = MARGIN * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def lies_in(box: Box, point: Point) -> bool:
    """True if a point lies in a box."""
    west, south, east, north = box
    return west <= point[0] <= east and south <= point[1] <= north


def stretch(box: Box) -> float:
    """The length of a degree of latitude by that of longitude, in the middle of a box."""
    return 1 / cos(radians((box[1] + box[3]) / 2))


def middle(departments: Collection[str]) -> Point:
    """The middle of departments, within one of them; small islands do not count."""
    rings = [max(contours()[code], key=lambda ring: abs(_surface(ring))) for code in departments]
    weights = [abs(_surface(ring)) for ring in rings]
    centres = [_centroid(ring) for ring in rings]
    centre = (
        sum(x * weight for (x, _), weight in zip(centres, weights, strict=True)) / sum(weights),
        sum(y * weight for (_, y), weight in zip(centres, weights, strict=True)) / sum(weights),
    )
    if any(contains(ring, centre) for ring in rings):
        return centre
    largest = max(rings, key=lambda ring: abs(_surface(ring)))
    _, latitude = _centroid(largest)
    return _middle_at(largest, latitude), latitude


def _middle_at(ring: Ring, latitude: float) -> float:
    """The longitude amid the widest part of a ring at a latitude."""
    crossings = sorted(
        x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > latitude) != (y2 > latitude)
    )
    west, east = max(
        zip(crossings[::2], crossings[1::2], strict=True), key=lambda part: part[1] - part[0]
    )
    return (west + east) / 2


def _centroid(ring: Ring) -> Point:
    """The centre of gravity of a ring."""
    crosses = list(_crosses(ring))
    surface = sum(cross for cross, _, _ in crosses)
    x0, y0 = ring[0]
    x_sum = sum(cross * x for cross, x, _ in crosses)
    y_sum = sum(cross * y for cross, _, y in crosses)
    return x0 + x_sum / (3 * surface), y0 + y_sum / (3 * surface)


def _surface(ring: Ring) -> float:
    """Twice the surface of a ring, with the sign of its sense."""
    return sum(cross for cross, _, _ in _crosses(ring))


def _crosses(ring: Ring) -> Iterator[tuple[float, float, float]]:
    """For each side its cross product, and the sum of its ends.

    They are measured from the first point: differences of large products lose digits.
    """
    x0, y0 = ring[0]
    for (x1, y1), (x2, y2) in pairwise((x - x0, y - y0) for x, y in ring):
        yield x1 * y2 - x2 * y1, x1 + x2, y1 + y2
