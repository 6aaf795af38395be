"""The map: members counted by area, departments that are drawn, places of marks and names."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise, product
from math import cos, hypot, radians
from typing import TypeAlias

from bot.domain import communes
from bot.domain.communes.register import departments_named
from bot.domain.contours import Point, Ring, contains, contours

COUNT_STEP = 5
"""Counts are rounded to a multiple of it, and areas with fewer people are not shown alone."""
NOWHERE = ""
"""Stands for the department of those whose place is not given, or is no department."""


class AreaLevel(StrEnum):
    """The size of an area."""

    DEPARTMENT = "department"
    REGION = "region"
    """A region, without those of its departments that are counted alone."""
    ELSEWHERE = "elsewhere"
    """All other places, and people without one."""


@dataclass(frozen=True, slots=True)
class AreaCount:
    """The rounded number of people in an area."""

    level: AreaLevel
    code: str
    """Of the department or the region; empty elsewhere."""
    count: int


@dataclass(frozen=True, slots=True)
class PlacedPeople:
    """A number of people who gave the same place."""

    commune: str | None
    territory: str | None
    count: int


def by_department(people: Iterable[PlacedPeople]) -> Counter[str]:
    """Count people by the number of their department; `NOWHERE` if it is unknown."""
    found: Counter[str] = Counter()
    for each in people:
        found[_department(each)] += each.count
    return found


def _department(place: PlacedPeople) -> str:
    home = None if place.commune is None else communes.at(place.commune)
    if home is not None:
        return home.department.code
    named = departments_named(place.territory or "")
    return named[0].code if len(named) == 1 else NOWHERE


def merged(people: Mapping[str, int]) -> Sequence[AreaCount]:
    """Count by area: fewer than five with their region, and if they are still few, elsewhere.

    If they are few there, too, they are left out. The largest area of a level comes first.
    """
    alone = {
        code: count for code, count in people.items() if code != NOWHERE and count >= COUNT_STEP
    }
    few = {code: count for code, count in people.items() if code not in alone}
    regions: Counter[str] = Counter()
    for code, count in few.items():
        regions[region_of(code)] += count
    large = {code: count for code, count in regions.items() if code and count >= COUNT_STEP}
    elsewhere = sum(count for code, count in regions.items() if code not in large)
    rest = {NOWHERE: elsewhere} if elsewhere >= COUNT_STEP else {}
    return [
        *_counts(AreaLevel.DEPARTMENT, alone),
        *_counts(AreaLevel.REGION, large),
        *_counts(AreaLevel.ELSEWHERE, rest),
    ]


def region_of(department: str) -> str:
    """The code of a department's region; `NOWHERE` for any other code."""
    found = communes.departments().get(department)
    return NOWHERE if found is None else found.region.code


def rounded(count: int) -> int:
    """The nearest multiple of five."""
    return COUNT_STEP * round(count / COUNT_STEP)


def _counts(level: AreaLevel, people: Mapping[str, int]) -> list[AreaCount]:
    ordered = sorted(people.items(), key=lambda item: (-rounded(item[1]), item[0]))
    return [AreaCount(level, code, rounded(count)) for code, count in ordered]


OVERSEAS = "97"
"""The beginning of the numbers of departments overseas."""


def outline(own: Sequence[str], shown: Iterable[str]) -> Sequence[str]:
    """The numbers of the departments to draw, in order.

    Those of a community's `own` territories; where these name none, the regions of the departments
    `shown`; without any, all of France.
    """
    drawn = {each.code for name in own for each in departments_named(name)}
    if not drawn:
        known = communes.departments()
        regions = {known[code].region.code for code in shown if code in known}
        drawn = {code for code, each in known.items() if each.region.code in regions} or set(known)
    return sorted(code for code in drawn if code in contours())


def panels(departments: Collection[str]) -> Sequence[Sequence[str]]:
    """Departments that are drawn at one scale: those of Europe, then each overseas."""
    near = [code for code in departments if not code.startswith(OVERSEAS)]
    far = [[code] for code in departments if code.startswith(OVERSEAS)]
    return [near, *far] if near else far


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
        place = rectangle_around(x + right, y + up, DIGIT * digits, LINE + 2)
        corners = product((place.left, place.right), (place.bottom, place.top))
        if not any(map(place.overlaps, taken)) and all(is_allowed(*each) for each in corners):
            return x + right, y + up
    return x, y


def _discs(marks: Sequence[NamedMark]) -> list[Rectangle]:
    return [rectangle_around(each.x, each.y, 2 * RADIUS, 2 * RADIUS) for each in marks]


def rectangle_around(x: float, y: float, width: float, height: float) -> Rectangle:
    return Rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def name_place(mark: NamedMark, side: Side) -> Rectangle:
    """The place of a name beside its mark."""
    length = LETTER * len(mark.name)
    bottom, top = mark.y - LINE / 2, mark.y + LINE / 2
    if side is Side.RIGHT:
        return Rectangle(mark.x + RADIUS, bottom, mark.x + RADIUS + length, top)
    return Rectangle(mark.x - RADIUS - length, bottom, mark.x - RADIUS, top)
