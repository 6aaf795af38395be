"""Departments and regions as people write them: by name, by number, inside a sentence."""

from collections.abc import Collection, Sequence
from functools import cache

from bot.domain.communes.register import Department, register
from bot.domain.communes.spelling import letters, spelt

LONGEST = 100
"""No commune and no department has a longer name, and longer words are not looked at."""
# Words before an area or a commune: `à Besançon, dans le Doubs`.
FILLERS = frozenset(
    {"a", "au", "aux", "d", "dans", "de", "des", "du", "en", "l", "la", "le", "les"}
    | {"commune", "departement", "dept", "pays", "region", "village", "ville"}
    | {"habite", "j", "je", "suis", "vis"}
)
_NICKNAMES = {"aura": "84", "bfc": "27", "idf": "11", "paca": "93"}
_CORSICA_BEFORE_1976 = "20"


def departments_named(name: str) -> Sequence[Department]:
    """The department with this name or number, or those of the region with this name."""
    return _departments_of_name(spelt(name).split())


def departments_called(typed: str) -> Sequence[Department]:
    """Departments of a name as people write it: `dans le Doubs`, `région Occitanie`."""
    return departments_spelt(spelt(typed[:LONGEST]).split())


def departments_spelt(words: Sequence[str]) -> Sequence[Department]:
    """Departments of a name in the spelling of the index."""
    departments = _departments_of_name(words)
    while not departments and words and words[0] in FILLERS:
        words = words[1:]
        departments = _departments_of_name(words)
    return departments


def _departments_of_name(words: Sequence[str]) -> Sequence[Department]:
    known = _areas()
    codes = known.get("".join(words)) or known.get(letters(" ".join(words)), ())
    return [register().departments[code] for code in codes]


def departments_of(postcode: str) -> Collection[str]:
    """The numbers of the departments where a postcode lies; its first digits tell."""
    number = postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]
    return _areas().get(number, ())


@cache
def _areas() -> dict[str, tuple[str, ...]]:
    """From the letters of a name, or a number, to the numbers of departments."""
    areas: dict[str, tuple[str, ...]] = {}
    by_region: dict[str, tuple[str, ...]] = {}
    for department in register().departments.values():
        code = department.code
        by_region[department.region.code] = (*by_region.get(department.region.code, ()), code)
        number, name = code.casefold(), letters(spelt(department.name))
        for each in (number, number.lstrip("0"), name, name + number):
            areas[each] = (code,)
    for region in register().regions.values():
        areas.setdefault(letters(spelt(region.name)), by_region[region.code])
    areas |= {name: by_region[region] for name, region in _NICKNAMES.items()}
    areas[_CORSICA_BEFORE_1976] = by_region["94"]
    return areas
