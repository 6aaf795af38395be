"""Tables and repositories of seats."""

from storage.seats.absences import Absence, Absences
from storage.seats.posts import PostRow, Posts
from storage.seats.seat_offers import CULTIVATOR, SeatOffer, SeatOffers

__all__ = [
    "CULTIVATOR",
    "Absence",
    "Absences",
    "PostRow",
    "Posts",
    "SeatOffer",
    "SeatOffers",
]
