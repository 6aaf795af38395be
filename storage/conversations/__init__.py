"""Tables and repositories of conversations."""

from storage.conversations.letters import Letter, Letters, about

__all__ = [
    "Letter",
    "Letters",
    "about",
]
