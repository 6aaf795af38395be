"""Marks of a map that would touch are drawn as one."""

from collections.abc import Iterable, Sequence
from math import hypot
from typing import TypeAlias

Mark: TypeAlias = tuple[float, float, int]
"""Longitude, latitude, and a number."""


def merged_marks(marks: Iterable[Mark], least: float, stretch: float) -> Sequence[Mark]:
    """Merge marks less than `least` degrees of longitude apart, the largest first.

    `stretch` is the length of a degree of latitude by that of longitude.
    """
    found: list[Mark] = []
    for x, y, count in sorted(marks, key=lambda mark: (-mark[2], mark)):
        near = [each for each in found if hypot(each[0] - x, (each[1] - y) * stretch) < least]
        if not near:
            found.append((x, y, count))
            continue
        nearest = min(near, key=lambda each: hypot(each[0] - x, (each[1] - y) * stretch))
        found[found.index(nearest)] = (nearest[0], nearest[1], nearest[2] + count)
    return found
