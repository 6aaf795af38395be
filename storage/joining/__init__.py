"""Tables and repositories of joining."""

from storage.joining.welcomes import Welcome, Welcomes

__all__ = [
    "Welcome",
    "Welcomes",
]
