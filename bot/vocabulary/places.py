"""Places, time zones and languages, as people name them."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

from bot.core import LOCALES, Context, JobContext, Words, around, text
from bot.domain import communes, communities
from bot.domain.communes import Commune
from bot.domain.communities import Territory
from bot.domain.refusals import Refusal
from bot.domain.words import fold, short_name
from storage.members import Member

Place = Commune | Territory


class NoSuchPlace(Refusal):
    """I do not know the place “{typed}”: write a commune, postcode, territory or department."""


def places_called(ctx: Context, typed: str) -> Sequence[Place]:
    """Places with exactly this name."""
    here = around(ctx)
    return [*communes.find(typed, here.near), *communities.territories_called(typed, here.own)]


def places_by_name(ctx: Context, typed: str) -> Sequence[Place]:
    """Places with this name, else similar ones; raises `NoSuchPlace`."""
    here = around(ctx)
    places = places_called(ctx, typed)
    places = places or [
        *communes.guess(typed, here.near),
        *communities.similar_territories(typed, here.own),
    ]
    if not places:
        raise NoSuchPlace(typed=typed[:40])
    return places


def place_label(place: Place) -> Words:
    """A place; a department may be called like a commune in it."""
    if isinstance(place, Commune):
        return place.label
    return text("{territory} (whole territory)", territory=str(place))


def with_home(name: str, commune: str | None) -> str:
    """A name with the commune of this INSEE code."""
    home = None if commune is None else communes.at(commune)
    return name if home is None else f"{name} ({home.name})"


def territory_sign(territory: str) -> str:
    """The argument of a territory's button."""
    return short_name(territory)


def territories_by_sign(ctx: JobContext) -> Mapping[str, str]:
    """The community's territories and all departments, by their signs."""
    own = communities.offered_territories(ctx.community.territories or (), None)
    names = [*own, *(each.name for each in communes.departments().values())]
    return {territory_sign(each): each for each in names}


def commune_in(ctx: Context, address: str) -> Commune | None:
    """The commune at the end of an address, as its writer means it."""
    return commune_at_end(address, around(ctx).near)


def commune_at_end(address: str, near: Collection[str] = ()) -> Commune | None:
    """The commune that an address ends with, where only one can be meant and is spelt whole."""
    for part in filter(None, (each.strip() for each in reversed(address.split(",")))):
        matching = communes.find(part, near)
        if len(matching) == 1 and fold(matching[0].name) in fold(part):
            return matching[0]
    return None


def place_in_words(member: Member) -> str | None:
    """A member's place, for others to read: their commune, else their territory."""
    return home_in_words(member.commune, member.territory)


def home_in_words(commune: str | None, territory: str | None) -> str | None:
    """A place in words, from a commune's code and a territory."""
    home = None if commune is None else communes.at(commune)
    return territory if home is None else f"{home.name} ({home.department.name})"


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
    return name in _zone_names()


def city_of(zone: str, locale: str) -> str:
    """The city that people call a zone by."""
    return get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _zones() -> dict[str, str]:
    """Every zone by its folded names; an alias gives its zone."""
    aliases = get_global("zone_aliases")
    known = [zone for zone in _zone_names() if zone.partition("/")[0] in _CONTINENTS]
    by_key: dict[str, str] = {}
    for zone in sorted(known, key=lambda zone: (zone not in aliases, zone)):
        names = {zone, zone.rpartition("/")[2], *(city_of(zone, each) for each in LOCALES)}
        by_key |= dict.fromkeys(map(_key, names), aliases.get(zone, zone))
    return by_key | {_key(name): zone for name, zone in _ALSO.items()}


def _key(name: str) -> str:
    return fold(name).replace("_", " ").replace("-", " ").removeprefix("la ").strip(" .")


LANGUAGES = {"fr": "Français", "en": "English"}
