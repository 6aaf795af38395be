"""Tables and repositories of communities."""

from storage.communities.communities import (
    Communities,
    Community,
    Cultivator,
    Room,
    RoomKind,
    SeatRow,
    hold,
)
from storage.communities.known_places import KnownPlaces, forget_places

__all__ = [
    "Communities",
    "Community",
    "Cultivator",
    "KnownPlaces",
    "Room",
    "RoomKind",
    "SeatRow",
    "forget_places",
    "hold",
]
