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

__all__ = [
    "Communities",
    "Community",
    "Cultivator",
    "Room",
    "RoomKind",
    "SeatRow",
    "hold",
]
