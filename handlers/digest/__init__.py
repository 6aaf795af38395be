"""Digest."""

from handlers.digest.keys import missing_key
from handlers.digest.letter_day import (
    change_letter_day,
    join_letter,
    leave_letter,
    tell_next_letter,
)

__all__ = [
    "change_letter_day",
    "join_letter",
    "leave_letter",
    "missing_key",
    "tell_next_letter",
]
