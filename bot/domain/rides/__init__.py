"""Rides to an event: offers and searches, and which of them are near each other."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain import communes
from bot.domain.communes.positions import distance_km
from bot.domain.refusals import Refusal

NEAR_KM = 30
"""Rides that begin within this distance of each other are shown to both."""
MOST_SEATS = 8
MOST_SHOWN = 6


class RideKind(StrEnum):
    """Kinds of rides: seats are offered, or one is looked for."""

    OFFER = "offer"
    SEARCH = "search"

    @property
    def opposite(self) -> "RideKind":
        """The kind that this one is shown to."""
        return RideKind.SEARCH if self is RideKind.OFFER else RideKind.OFFER


class NoSuchSeats(Refusal):
    """Offer 1 to {most} seats."""


def check_seats(seats: int) -> None:
    """Raise `NoSuchSeats` unless a car may have so many."""
    if not 1 <= seats <= MOST_SEATS:
        raise NoSuchSeats(most=MOST_SEATS)


def seats_left(seats: int, agreed: int) -> int:
    """The seats that agreements leave on an offer; a search, which has none, needs one."""
    return max(0, max(seats, 1) - agreed)


def nearby(start: str, starts: Mapping[int, str]) -> list[tuple[int, int]]:
    """The rides that begin near a commune, by number, with their distance in km, nearest first."""
    found = ((number, distance(start, other)) for number, other in starts.items())
    near = [(number, km) for number, km in found if km is not None and km <= NEAR_KM]
    return sorted(near, key=lambda each: (each[1], each[0]))


def distance(one: str, other: str) -> int | None:
    """Kilometres between two communes, by their codes; None where one is not known."""
    here, there = communes.at(one), communes.at(other)
    km = None if here is None or there is None else distance_km(here, there)
    return None if km is None else round(km)
