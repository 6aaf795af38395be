"""Seats of the gardeners, deputies, absences."""

from handlers.seats.codes import (
    CODE_FILE,
    code_file_text,
    forget_code,
    invitation_text,
    keep_code,
    new_cultivator_code,
)
from handlers.seats.seats import account_sides, each_cultivator, tell_cultivators

__all__ = [
    "CODE_FILE",
    "account_sides",
    "code_file_text",
    "each_cultivator",
    "forget_code",
    "invitation_text",
    "keep_code",
    "new_cultivator_code",
    "tell_cultivators",
]
