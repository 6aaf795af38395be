"""Rides to events."""

from storage.rides.ride_counts import RideCounts, RideNumbers
from storage.rides.rides import Ride, Rides

__all__ = [
    "Ride",
    "RideCounts",
    "RideNumbers",
    "Rides",
]
