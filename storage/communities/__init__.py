"""Tables and repositories of communities."""

from storage.communities.applied_settings import AppliedSettings
from storage.communities.communities import Communities, hold
from storage.communities.community_tables import Community, Room, RoomKind
from storage.communities.cultivators import Cultivator, Cultivators
from storage.communities.known_places import KnownPlaces, forget_places
from storage.communities.seat_holders import SeatHolders, SeatRow

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
