"""Marks of a map that would touch are drawn as one."""

from collections.abc import Iterable, Sequence
from math import hypot
from typing import TypeAlias

Mark: TypeAlias = tuple[float, float, int, str]
"""Longitude, latitude, a number, and a name."""

AND_OTHERS = "…"
"""Behind the name of a mark that stands for other places, too."""


def merged_marks(marks: Iterable[Mark], least: float, stretch: float) -> Sequence[Mark]:
    """Merge marks less than `least` degrees of longitude apart into the largest, which come first.

    The name of a mark then says that there are others.
    `stretch` is the length of a degree of latitude by that of longitude.
    """
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda each: (-each[2], each)):
        distances = [hypot(each[0] - mark[0], (each[1] - mark[1]) * stretch) for each in found]
        if not distances or min(distances) >= least:
            found.append(mark)
            continue
        nearest = distances.index(min(distances))
        x, y, count, name = found[nearest]
        several = f"{name.removesuffix(AND_OTHERS)}{AND_OTHERS}" if name else ""
        found[nearest] = (x, y, count + mark[2], several)
    return found
