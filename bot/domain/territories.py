"""Territories wider than a commune: a community's own words for them, or departments."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from bot.domain.communes import (
    Commune,
    departments,
    departments_called,
    departments_named,
)
from bot.domain.communes.areas import LONGEST
from bot.domain.communes.spelling import spelt
from bot.domain.words import fold

_ALIKE = 0.7


class Territory(str):
    """A part of a region, in words."""

    __slots__ = ()


def offered(own: Sequence[str], commune: Commune | None) -> Sequence[Territory]:
    """Territories to choose from: the community's own, else departments of the commune's region.

    A region among the community's own stands for its departments.
    """
    listed = [*own] if own or commune is None else [commune.department.region.name]
    names = [name for each in listed for name in _split(each)]
    return [Territory(name) for name in dict.fromkeys(names)]


def called(typed: str, own: Sequence[str]) -> Sequence[Territory]:
    """The territories that are meant: one of the community's own, or departments."""
    spelling = spelt(typed[:LONGEST])
    own_matches = [each for each in offered(own, None) if spelt(each) == spelling]
    return own_matches or [Territory(each.name) for each in departments_called(typed)]


def nearly(typed: str, own: Sequence[str], most: int = 5) -> Sequence[Territory]:
    """Territories with similar names."""
    names = [*offered(own, None), *(each.name for each in departments().values())]
    by_key = {fold(each): each for each in names}
    close = get_close_matches(fold(typed[:LONGEST]), by_key, n=most, cutoff=_ALIKE)
    return [Territory(by_key[each]) for each in close]


def numbers(own: Sequence[str]) -> Collection[str]:
    """The numbers of the departments among a community's territories."""
    return {each.code for name in own for each in departments_named(name)}


def with_commune(territory: str | None, before: Commune | None, commune: Commune) -> str:
    """The territory of a person with this commune: the one they chose, else around it."""
    chosen = territory is not None and (before is None or territory != before.department.name)
    return territory if chosen and territory is not None else commune.department.name


def _split(name: str) -> Sequence[str]:
    return [each.name for each in departments_named(name)] or [name]
