"""The order of the directory: by distance where a place is sought, else by name."""

from collections.abc import Collection, Mapping, Sequence

from bot.domain import communes
from bot.domain.communes import Commune
from bot.domain.communes.positions import distance_km

RADII = (10, 30, 100)
"""Kilometres around a commune that can be chosen."""
USUAL_RADIUS = 30

Located = tuple[int, str | None]
"""The id of an entry, and the INSEE code of its commune."""


def distances(home: Commune, codes: Collection[str], radius: float) -> Mapping[str, float]:
    """Kilometres to each of these communes that lies within the radius, by INSEE code."""
    found: dict[str, float] = {}
    for code in codes:
        commune = communes.at(code)
        distance = None if commune is None else distance_km(home, commune)
        if distance is not None and distance <= radius:
            found[code] = distance
    return found


def nearest(entries: Sequence[Located], home: Commune, radius: float) -> list[Located]:
    """The entries within the radius, the nearest first; those as far keep their order."""
    codes = {code for _, code in entries if code is not None}
    near = distances(home, codes, radius)
    within = [each for each in entries if each[1] in near]
    return sorted(within, key=lambda each: near[each[1] or ""])
