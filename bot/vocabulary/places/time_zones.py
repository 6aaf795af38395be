"""Time zones as people name them: by a city, in French or in English, or as the database does."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

from bot.core import LOCALES
from bot.domain.refusals import Refusal
from bot.domain.words import fold

_CONTINENTS = {
    *("Africa", "America", "Antarctica", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
}
# Places where people of French communities live, by names that no database has.
_ALSO = {
    "Basse-Terre": "America/Guadeloupe",
    "Fort-de-France": "America/Martinique",
    "France": "Europe/Paris",
    "Genève": "Europe/Zurich",
    "Guyane": "America/Cayenne",
    "Mamoudzou": "Indian/Mayotte",
    "Montréal": "America/Toronto",
    "Nouvelle-Calédonie": "Pacific/Noumea",
    "Papeete": "Pacific/Tahiti",
    "Pointe-à-Pitre": "America/Guadeloupe",
    "Polynésie": "Pacific/Tahiti",
    "Québec": "America/Toronto",
    "Saint-Pierre-et-Miquelon": "America/Miquelon",
    "Wallis-et-Futuna": "Pacific/Wallis",
}


class UnknownZone(Refusal):
    """I do not know what time it is in “{typed}”. Write a large city: Paris, Nouméa, Montréal."""


def read_zone(typed: str) -> str:
    """The zone that was typed; raises `UnknownZone`."""
    zone = _zones().get(_key(typed))
    if zone is None:
        raise UnknownZone(typed=typed.strip()[:40])
    return zone


def is_zone(name: str) -> bool:
    """True if this is a zone's name in the database."""
    return name in _known()


def city_of(zone: str, locale: str) -> str:
    """The city that people call a zone by."""
    return get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _zones() -> dict[str, str]:
    """Every zone by its folded names; an alias gives its zone."""
    aliases = get_global("zone_aliases")
    known = [zone for zone in _known() if zone.partition("/")[0] in _CONTINENTS]
    by_key: dict[str, str] = {}
    for zone in sorted(known, key=lambda zone: (zone not in aliases, zone)):
        names = {zone, zone.rpartition("/")[2], *(city_of(zone, each) for each in LOCALES)}
        by_key |= dict.fromkeys(map(_key, names), aliases.get(zone, zone))
    return by_key | {_key(name): zone for name, zone in _ALSO.items()}


def _key(name: str) -> str:
    return fold(name).replace("_", " ").replace("-", " ").removeprefix("la ").strip(" .")
