"""Introductions: two members get each other's contact once both agree."""

from handlers.introductions.follow_ups import follow_up_introductions
from handlers.introductions.proposals import ask_to_meet, ask_waiting_sides, propose

__all__ = [
    "ask_to_meet",
    "ask_waiting_sides",
    "follow_up_introductions",
    "propose",
]
