"""Invitations."""

from handlers.invitations.import_worker import Importing

__all__ = [
    "Importing",
]
