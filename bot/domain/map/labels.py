"""Names beside marks of a map, where they hide neither a mark nor another name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LETTER, LINE, RADIUS = 7.5, 14.0, 13.0
"""Pixels of a narrow screen: an average letter's width, a line's height, a mark's half width."""


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
    taken = [
        Rectangle(each.x - RADIUS, each.y - RADIUS, each.x + RADIUS, each.y + RADIUS)
        for each in marks
    ]
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


def name_place(mark: NamedMark, side: Side) -> Rectangle:
    """The place of a name beside its mark."""
    length = LETTER * len(mark.name)
    bottom, top = mark.y - LINE / 2, mark.y + LINE / 2
    if side is Side.RIGHT:
        return Rectangle(mark.x + RADIUS, bottom, mark.x + RADIUS + length, top)
    return Rectangle(mark.x - RADIUS - length, bottom, mark.x - RADIUS, top)
