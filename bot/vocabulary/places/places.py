"""A member's place in words for others, and the commune at the end of an address."""

from collections.abc import Collection

from bot.core import Context, around
from bot.domain import communes
from bot.domain.communes import Commune
from bot.domain.words import fold
from storage.members import Member


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
    return in_words(member.commune, member.territory)


def in_words(commune: str | None, territory: str | None) -> str | None:
    """A place in words, from a commune's code and a territory."""
    home = None if commune is None else communes.at(commune)
    return territory if home is None else f"{home.name} ({home.department.name})"
