"""Rides to events."""

from storage.rides.rides import Ride, RideCounts, RideNumbers, Rides

__all__ = [
    "Ride",
    "RideCounts",
    "RideNumbers",
    "Rides",
]
