"""Tables and repositories of communities."""

from storage.communities.communities import (
    SHARED,
    AppliedSettings,
    Communities,
    Community,
    Room,
    RoomKind,
    hold,
)
from storage.communities.role_holders import Cultivator, Cultivators, SeatHolders, SeatRow

__all__ = [
    "SHARED",
    "AppliedSettings",
    "Communities",
    "Community",
    "Cultivator",
    "Cultivators",
    "Room",
    "RoomKind",
    "SeatHolders",
    "SeatRow",
    "hold",
]
