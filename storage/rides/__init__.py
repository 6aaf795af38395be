"""Rides to events."""

from storage.rides.rides import Ride, Rides

__all__ = [
    "Ride",
    "Rides",
]
