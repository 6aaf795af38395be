"""Positions and distances of communes, known offline, often only to within a few kilometres."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt

from bot.domain.communes.register import Commune

EARTH_RADIUS_KM = 6371.0


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
