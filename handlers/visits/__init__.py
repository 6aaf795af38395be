"""Visits: monthly series whose hosts take turns, and visits of a person or a project."""

from handlers.visits.turns import ask_hosts

__all__ = ["ask_hosts"]
