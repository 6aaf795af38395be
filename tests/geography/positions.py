"""The positions of communes, made from GeoNames: see `bot/domain/communes/README.md`.

It is run by `make communes`, and by nothing that runs for people.
"""

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from bot.domain.communes.register import Commune, Register, forms, register, spelt
from bot.domain.contours import contours, is_within

OVERSEAS = {"GP": "01", "MQ": "02", "GF": "03", "RE": "04", "YT": "06"}
"""Regions overseas by their country's code at GeoNames, which elsewhere has ours of regions."""
APPROXIMATE = "~"
MARGIN = 0.05
"""Degrees by which a contour drawn for maps may be too narrow."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of GeoNames."""

    latitude: float
    longitude: float
    population: int


Places = Mapping[tuple[str, str], Sequence[Place]]
"""By region and spelling of the name."""


def made_from(cities: Iterable[dict[str, Any]], known: Register) -> str:
    """The positions as text: code, latitude and longitude, and `~` where it is approximate."""
    communes = [each for code in known.rows if (each := known.commune(code)) is not None]
    exact = dict(_exact(communes, _by_name(cities)))
    near = dict(_near(communes, exact))
    lines = [
        *(_line(code, place, "") for code, place in exact.items()),
        *(_line(code, place, APPROXIMATE) for code, place in near.items()),
    ]
    return "".join(sorted(lines))


def _line(code: str, place: Place, mark: str) -> str:
    return f"{code}\t{place.latitude:.3f},{place.longitude:.3f}{mark}\n"


def _by_name(cities: Iterable[dict[str, Any]]) -> Places:
    places: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for each in cities:
        country = each["countrycode"]
        if country == "FR" or country in OVERSEAS:
            region = OVERSEAS.get(country, each["admin1code"])
            place = Place(each["latitude"], each["longitude"], each["population"])
            places[region, _letters(each["name"])].append(place)
    return places


def _letters(name: str) -> str:
    return min(forms(spelt(name)))


def _exact(communes: Sequence[Commune], places: Places) -> Iterator[tuple[str, Place]]:
    """Match communes to places of their name in their department; its contour tells namesakes."""
    keys = {each.code: (each.department.region.code, _letters(each.name)) for each in communes}
    namesakes = Counter(keys.values())
    for each in communes:
        key = keys[each.code]
        department = each.department.code
        found = [it for it in places.get(key, ()) if _is_near(department, it)]
        if len(found) > 1 or namesakes[key] > 1:
            found = [it for it in found if is_within(department, (it.longitude, it.latitude))]
        if found:
            yield each.code, max(found, key=lambda place: place.population)


def _is_near(department: str, place: Place) -> bool:
    """True if a place lies in the box of a department, drawn a little too wide."""
    points = [each for ring in contours().get(department, ()) for each in ring]
    if not points:
        return True
    longitudes = [longitude for longitude, _ in points]
    latitudes = [latitude for _, latitude in points]
    return (
        min(longitudes) - MARGIN <= place.longitude <= max(longitudes) + MARGIN
        and min(latitudes) - MARGIN <= place.latitude <= max(latitudes) + MARGIN
    )


def _near(communes: Sequence[Commune], exact: Mapping[str, Place]) -> Iterator[tuple[str, Place]]:
    """The others: amid what shares their postcode, else the nearest one of their department."""
    served: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for each in communes:
        if each.code in exact:
            for postcode in each.postcodes:
                served[each.department.code, postcode].append(exact[each.code])
    postcodes: dict[str, list[str]] = defaultdict(list)
    for department, postcode in sorted(served):
        postcodes[department].append(postcode)
    for each in communes:
        known = postcodes.get(each.department.code)
        if each.code in exact or not each.postcodes or not known:
            continue
        own = int(each.postcodes[0])
        nearest = min(known, key=lambda postcode: abs(int(postcode) - own))
        yield each.code, _middle(served[each.department.code, nearest])


def _middle(places: Sequence[Place]) -> Place:
    latitude = fmean(each.latitude for each in places)
    longitude = fmean(each.longitude for each in places)
    return Place(latitude, longitude, 0)


def main(target: str, source: str) -> None:
    """Write the positions made from `source`; the same release gives the same bytes."""
    cities = json.loads(Path(source).read_text(encoding="utf-8")).values()
    text = made_from(cities, register())
    Path(target).write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
