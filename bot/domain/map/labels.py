"""Names beside marks of a map, where they hide neither a mark nor another name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

LETTER, LINE, RADIUS = 7.5, 14.0, 13.0
"""Pixels of a narrow screen: an average letter's width, a line's height, a mark's half width."""
DIGIT = 10.0
"""The width of a digit of a number, likewise."""
_STEPS = range(-48, 49, 8)
"""Distances by which a number moves aside."""


class Side(StrEnum):
    """The side of its mark on which a name stands."""

    RIGHT = "right"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class NamedMark:
    """A mark with its name, in pixels from the lower left corner."""

    x: float
    y: float
    name: str


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle that a mark or a name occupies."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: "Rectangle") -> bool:
        """True if both have a point within in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


def sides_of_names(marks: Sequence[NamedMark], width: float) -> Sequence[Side | None]:
    """The side for the name of each mark, in this order; None where there is no space for it."""
    taken = _discs(marks)
    found: list[Side | None] = []
    for mark in marks:
        places = {side: name_place(mark, side) for side in Side}
        free = [
            side
            for side, place in places.items()
            if place.left >= 0
            and place.right <= width
            and not any(place.overlaps(other) for other in taken)
        ]
        found.append(free[0] if free and mark.name else None)
        if free and mark.name:
            taken.append(places[free[0]])
    return found


def occupied(marks: Sequence[NamedMark], sides: Sequence[Side | None]) -> Sequence[Rectangle]:
    """The places of marks, and of their names where these are shown."""
    named = zip(marks, sides, strict=True)
    return [*_discs(marks), *(name_place(mark, side) for mark, side in named if side is not None)]


def free_place(
    x: float,
    y: float,
    digits: int,
    taken: Sequence[Rectangle],
    allowed: Sequence[Callable[[float, float], bool]],
) -> tuple[float, float]:
    """The place of a number nearest to a point, beside all that is taken, where it is allowed.

    Where it is allowed second if it cannot be where it is allowed first; else the point itself.
    """
    steps = sorted(product(_STEPS, _STEPS), key=lambda each: each[0] ** 2 + each[1] ** 2)
    for is_allowed, (right, up) in product(allowed, steps):
        place = _around(x + right, y + up, DIGIT * digits, LINE + 2)
        corners = product((place.left, place.right), (place.bottom, place.top))
        if not any(map(place.overlaps, taken)) and all(is_allowed(*each) for each in corners):
            return x + right, y + up
    return x, y


def _discs(marks: Sequence[NamedMark]) -> list[Rectangle]:
    return [_around(each.x, each.y, 2 * RADIUS, 2 * RADIUS) for each in marks]


def _around(x: float, y: float, width: float, height: float) -> Rectangle:
    return Rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def name_place(mark: NamedMark, side: Side) -> Rectangle:
    """The place of a name beside its mark."""
    length = LETTER * len(mark.name)
    bottom, top = mark.y - LINE / 2, mark.y + LINE / 2
    if side is Side.RIGHT:
        return Rectangle(mark.x + RADIUS, bottom, mark.x + RADIUS + length, top)
    return Rectangle(mark.x - RADIUS - length, bottom, mark.x - RADIUS, top)
