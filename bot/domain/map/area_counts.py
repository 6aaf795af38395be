"""Members counted by area: few are counted with a larger area, and counts are rounded."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import communes
from bot.domain.communes.areas import departments_named

STEP = 5
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
    alone = {code: count for code, count in people.items() if code != NOWHERE and count >= STEP}
    few = {code: count for code, count in people.items() if code not in alone}
    regions: Counter[str] = Counter()
    for code, count in few.items():
        regions[region_of(code)] += count
    large = {code: count for code, count in regions.items() if code and count >= STEP}
    elsewhere = sum(count for code, count in regions.items() if code not in large)
    rest = {NOWHERE: elsewhere} if elsewhere >= STEP else {}
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
    return STEP * round(count / STEP)


def _counts(level: AreaLevel, people: Mapping[str, int]) -> list[AreaCount]:
    ordered = sorted(people.items(), key=lambda item: (-rounded(item[1]), item[0]))
    return [AreaCount(level, code, rounded(count)) for code, count in ordered]
