"""Tables and repositories of communities."""

from storage.communities.communities import (
    AppliedSettings,
    Communities,
    Community,
    Room,
    RoomKind,
    hold,
)
from storage.communities.known_places import KnownPlaces, forget_places
from storage.communities.role_holders import Cultivator, Cultivators, SeatHolders, SeatRow

__all__ = [
    "AppliedSettings",
    "Communities",
    "Community",
    "Cultivator",
    "Cultivators",
    "KnownPlaces",
    "Room",
    "RoomKind",
    "SeatHolders",
    "SeatRow",
    "forget_places",
    "hold",
]
