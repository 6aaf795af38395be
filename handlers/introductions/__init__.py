"""Introductions: two members get each other's contact once both agree."""

from handlers.introductions.follow_ups import follow_up_introductions
from handlers.introductions.introduction_people import is_member
from handlers.introductions.proposals import (
    ask_to_meet,
    ask_to_ride,
    ask_waiting_sides,
    propose,
)
from handlers.introductions.ride_ends import end_rides

__all__ = [
    "ask_to_meet",
    "ask_to_ride",
    "ask_waiting_sides",
    "end_rides",
    "follow_up_introductions",
    "is_member",
    "propose",
]
