"""Joining a community, and the welcome of newcomers."""

from handlers.joining.welcome_updates import update_welcomes

__all__ = [
    "update_welcomes",
]
