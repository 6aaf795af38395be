"""Joining a community, and the welcome of newcomers."""

from handlers.joining.welcome import update_welcomes

__all__ = ["update_welcomes"]
