"""Tables and repositories of seats."""

from storage.seats.seats import CULTIVATOR, Absence, Absences, PostRow, Posts, SeatOffer, SeatOffers

__all__ = [
    "CULTIVATOR",
    "Absence",
    "Absences",
    "PostRow",
    "Posts",
    "SeatOffer",
    "SeatOffers",
]
