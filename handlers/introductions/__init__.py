"""Introductions: two members get each other's contact once both agree."""

from handlers.introductions.introduction_card import end_rides, is_member
from handlers.introductions.own_introductions import follow_up_introductions
from handlers.introductions.proposals import ask_to_meet, ask_to_ride, ask_waiting_sides, propose

__all__ = [
    "ask_to_meet",
    "ask_to_ride",
    "ask_waiting_sides",
    "end_rides",
    "follow_up_introductions",
    "is_member",
    "propose",
]
