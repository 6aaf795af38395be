"""Invitations."""

from handlers.invitations.reading_lists import Importing

__all__ = [
    "Importing",
]
