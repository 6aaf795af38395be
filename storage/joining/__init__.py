"""Tables and repositories of joining."""

from storage.joining.welcomes import CARD, Welcome, Welcomes

__all__ = [
    "CARD",
    "Welcome",
    "Welcomes",
]
