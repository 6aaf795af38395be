"""Joining."""

from handlers.joining.welcome_end import end_welcome

__all__ = [
    "end_welcome",
]
