"""Seats."""

from handlers.seats.first_cultivator import (
    CODE_FILE,
    code_for_nobody,
    forget_code,
    in_a_file,
    invitation,
    keep_code,
)
from handlers.seats.seating import sides_of, step_down, step_down_everywhere, tended_by

__all__ = [
    "CODE_FILE",
    "code_for_nobody",
    "forget_code",
    "in_a_file",
    "invitation",
    "keep_code",
    "sides_of",
    "step_down",
    "step_down_everywhere",
    "tended_by",
]
