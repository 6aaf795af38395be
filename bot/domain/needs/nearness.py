"""The order of answers to a need: its domain, then the distance, then the newest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import inf

from bot.domain import communes
from bot.domain.communes.positions import distance_km
from bot.domain.needs.need import Need

MOST_NEAR = 3
"""So many offers, needs and members are shown beside a need."""


@dataclass(frozen=True, slots=True)
class NearNeed:
    """A need or an offer beside another one."""

    need: Need
    km: float | None
    """None where a place is not known."""


def nearest(need: Need, others: Collection[Need], most: int = MOST_NEAR) -> Sequence[NearNeed]:
    """The first of those of other members: of its domain, then without any, never of another.

    Where it has no domain itself, all of them count alike.
    """
    near = [
        NearNeed(each, distance(need.commune, each.commune))
        for each in others
        if each.author_id != need.author_id
        and (need.domain is None or each.domain in (need.domain, None))
    ]

    def rank(each: NearNeed) -> tuple[bool, float, float, int]:
        is_without = need.domain is not None and each.need.domain is None
        return is_without, *_rank(each.km, each.need.created_at, each.need.id)

    return sorted(near, key=rank)[:most]


def nearest_places(commune: str | None, places: Collection[str | None]) -> list[str | None]:
    """Communes by their distance; those that are not known come last."""
    return sorted(set(places), key=lambda each: (_far(distance(commune, each)), each or ""))


@lru_cache(maxsize=200_000)
def distance(one: str | None, other: str | None) -> float | None:
    """Kilometres between two communes by their codes; None where one is not known."""
    if one is None or other is None:
        return None
    here, there = communes.at(one), communes.at(other)
    return None if here is None or there is None else distance_km(here, there)


def _rank(km: float | None, at: datetime, number: int) -> tuple[float, float, int]:
    return _far(km), -at.timestamp(), -number


def _far(km: float | None) -> float:
    return inf if km is None else km
