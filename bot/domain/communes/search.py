"""Search for communes by name, by postcode or by a similar name, and the distances between them."""

import gzip
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice
from math import asin, cos, radians, sin, sqrt

from bot.domain.communes.register import (
    FILLERS,
    LONGEST_PLACE,
    Commune,
    department_code,
    departments_of,
    departments_spelt,
    forms,
    letters,
    register,
    spelt,
)
from bot.domain.words import fold

_POSTCODE = re.compile(r"(?<!\w)(?:f ?-? ?)?(\d{2}) ?(\d{3})(?!\w)")
_CEDEX = re.compile(r"\bcedex(?: ?\d{1,2})?\b")
_MOST_WORDS = 16
_MOST_READINGS = 6
_LEAST_LETTERS = 3
_LOOKED_AT = 40
_LONGER = 3
# The likeness of two names, out of a hundred, and what counts beside their letters.
_ALIKE, _BEGINS_ALIKE, _BEGINS_SO = 75, 85, 95
_NEAR, _SERVED = 10, 20

Numbers = Collection[str]
"""The numbers of departments."""


@dataclass(frozen=True, slots=True)
class _PlaceAsked:
    """Typed words: a name and perhaps an area, and a postcode."""

    words: tuple[str, ...]
    postcode: str

    def is_area(self) -> bool:
        """True if a department is meant: `le Doubs` is none, though `Doubs` may be a commune."""
        if self.postcode or self.words[0] not in FILLERS or not departments_spelt(self.words):
            return False
        name = " ".join(self.words)
        codes = register().named.get(letters(name), "").split()
        return not any(name in register().names(code) for code in codes)

    def readings(self) -> Iterator[tuple[tuple[str, ...], Numbers | None]]:
        """A name with or without an area before or behind it, the plainest first."""
        bare = self.words
        while len(bare) > 1 and bare[0] in FILLERS:
            bare = bare[1:]
        for words in dict.fromkeys((self.words, bare)):
            yield words, None
            for cut in range(len(words) - 1, 0, -1):
                for name, area in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
                    departments = departments_spelt(area)
                    if departments:
                        yield name, {each.code for each in departments}


def find(typed: str, near: Numbers = ()) -> Sequence[Commune]:
    """Communes with this name, or served by this postcode; those `near` first, then by size.

    `near` names departments. A name that no commune has there, or anywhere today, may be the
    beginning of another: near Besançon, `Lons` is rather Lons-le-Saunier.
    """
    query = _asked_place(typed)
    if not query.words:
        return _ordered(_communes_served(query.postcode), near)
    if query.is_area():
        return ()
    for name, area in query.readings():
        within = None if area is None else set(area)
        communes = _communes_named(" ".join(name), within, near)
        if query.postcode:
            served = [each for each in communes if query.postcode in each.postcodes]
            departments = departments_of(query.postcode)
            communes = served or [each for each in communes if _is_in(each, departments)]
        elif communes and within is None:
            communes += _longer_names(communes, " ".join(name), near)
        if communes:
            return _ordered(communes, near)
    return ()


def guess(typed: str, near: Numbers = (), most: int = 5) -> Sequence[Commune]:
    """Communes with similar names, the likeliest first."""
    query = _asked_place(typed)
    served = set(_communes_served(query.postcode))
    likely: dict[Commune, float] = {}
    for name, area in islice(query.readings(), _MOST_READINGS):
        for commune, score in _similar_communes(name):
            if area is None or _is_in(commune, area):
                bonus = _NEAR * _is_in(commune, near) + _SERVED * (commune in served)
                likely[commune] = max(likely.get(commune, 0), score + bonus)
    for commune in served:
        likely.setdefault(commune, _ALIKE)
    ranked = sorted(likely, key=lambda each: (-likely[each], -each.population, each.code))
    return ranked[:most]


def _asked_place(typed: str) -> _PlaceAsked:
    plain = _CEDEX.sub(" ", fold(typed[:LONGEST_PLACE]))
    postcode = _POSTCODE.search(plain)
    words = spelt(_POSTCODE.sub(" ", plain)).split()
    return _PlaceAsked(
        tuple(words[:_MOST_WORDS]), "" if postcode is None else postcode[1] + postcode[2]
    )


def _communes_served(postcode: str) -> list[Commune]:
    return _communes(register().served.get(postcode, "").split())


def _communes_named(name: str, within: Numbers | None, near: Numbers) -> list[Commune]:
    """Communes with this spelling, else with the same letters, else without the article.

    A former commune counts if no commune of today has the name.
    """
    all_communes = register()
    joined = all_communes.named.get(name.replace(" ", ""), "").split()
    codes = [
        code
        for code in dict.fromkeys([*joined, *all_communes.named.get(letters(name), "").split()])
        if within is None or _department(code) in within
    ]
    exact = [code for code in codes if name in all_communes.spellings(code)]
    codes = exact or [code for code in codes if code in joined] or codes
    today = [code for code in codes if _has_name(code, name)]
    if near and not any(_department(code) in near for code in today):
        today += [code for code in codes if _department(code) in near]
    return _communes(today or codes)


def _has_name(code: str, name: str) -> bool:
    """True if the commune of today with this code has this name."""
    return any(forms(own) & forms(name) for own in register().names(code))


def _longer_names(found: Sequence[Commune], name: str, near: Numbers) -> list[Commune]:
    """Communes whose name continues this one, if they are likelier than those found."""
    all_communes = register()
    if near and not any(_is_in(each, near) for each in found):
        within = near
    elif not any(_has_name(each.code, name) for each in found):
        within = all_communes.departments
    else:
        return []
    keys = (each for each in _names_starting_with(letters(name)) if _has_longer_name(each, name))
    codes = dict.fromkeys(code for key in keys for code in all_communes.named[key].split())
    today = [code for code in codes if code in all_communes.rows and _department(code) in within]
    return list(_ordered(_communes(today), ()))[:_LONGER]


def _similar_communes(name: Sequence[str]) -> Iterator[tuple[Commune, float]]:
    """Communes with similar letters, or that begin with them, and their scores."""
    known, spelling = register(), " ".join(name)
    typed = letters(spelling)
    if len(typed) < _LEAST_LETTERS:
        return
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where a name is misspelt

    close = process.extract(
        typed, known.named.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_LOOKED_AT
    )
    scores = {key: score for key, score, _ in close}
    for key in _names_starting_with(typed):
        begins = _BEGINS_SO if _has_longer_name(key, spelling) else _BEGINS_ALIKE
        scores[key] = max(begins, scores.get(key, 0))
    for key, score in scores.items():
        for commune in _communes(known.named[key].split()):
            yield commune, score


def _names_starting_with(start: str) -> Iterator[str]:
    """Names, as letters only, that begin with these letters."""
    return (key for key in register().named if key.startswith(start))


def _has_longer_name(key: str, name: str) -> bool:
    """True if a commune with these letters has a name that continues this one."""
    all_communes = register()
    spellings = (
        each for code in all_communes.named[key].split() for each in all_communes.spellings(code)
    )
    return any(each.startswith(f"{name} ") for each in spellings)


def _communes(codes: Sequence[str]) -> list[Commune]:
    """The communes of today for these codes, each once."""
    found = (register().commune(code) for code in codes)
    return list(dict.fromkeys(each for each in found if each is not None))


def _department(code: str) -> str:
    all_communes = register()
    return department_code(code if code in all_communes.rows else all_communes.parts[code][1])


def _is_in(commune: Commune, numbers: Numbers) -> bool:
    return commune.department.code in numbers


def _ordered(found: Sequence[Commune], near: Numbers) -> Sequence[Commune]:
    return sorted(found, key=lambda each: (not _is_in(each, near), -each.population, each.code))


EARTH_RADIUS_KM = 6371.0
_KM_A_DEGREE = 111
"""Kilometres of a degree of latitude, rounded down: it only leaves out what is farther."""


@dataclass(frozen=True, slots=True)
class Position:
    """A commune's position in degrees."""

    latitude: float
    longitude: float


def position(commune: Commune) -> Position | None:
    """The position of a commune, or of its neighbours, marked `~`; None for a few far overseas."""
    found = _positions().get(commune.code)
    if found is None:
        return None
    latitude, _, longitude = found.rstrip("~").partition(",")
    return Position(float(latitude), float(longitude))


def distance_km(one: Commune, other: Commune) -> float | None:
    """Kilometres as the crow flies (haversine formula); None where one's position is unknown.

    Within one commune it is 0. Approximate positions make it wrong by some kilometres.
    """
    if one.code == other.code:
        return 0.0
    here, there = position(one), position(other)
    return None if here is None or there is None else _haversine(here, there)


@lru_cache(maxsize=200_000)
def km_between(one: str | None, other: str | None) -> float | None:
    """Kilometres between two communes by their codes; None where one is not known."""
    here, there = (None if code is None else register().commune(code) for code in (one, other))
    return None if here is None or there is None else distance_km(here, there)


@lru_cache(maxsize=256)
def codes_around(code: str, km: int) -> frozenset[str]:
    """The codes of the communes at most so many kilometres from one, which is among them."""
    here = register().commune(code)
    centre = None if here is None else position(here)
    found = {code}
    if centre is None or not km:
        return frozenset(found)
    for other, place in _positions().items():
        latitude, _, longitude = place.rstrip("~").partition(",")
        there = Position(float(latitude), float(longitude))
        is_level = abs(there.latitude - centre.latitude) * _KM_A_DEGREE <= km
        if is_level and _haversine(centre, there) <= km:
            found.add(other)
    return frozenset(found)


def _haversine(here: Position, there: Position) -> float:
    lower, upper = radians(here.latitude), radians(there.latitude)
    across = sin((upper - lower) / 2) ** 2
    along = sin(radians(there.longitude - here.longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(across + cos(lower) * cos(upper) * along))


@cache
def _positions() -> Mapping[str, str]:
    packed = files(__package__).joinpath("positions.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    return {code: place for code, _, place in (line.partition("\t") for line in lines)}
