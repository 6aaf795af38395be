"""Tables and repositories of personal data."""

from storage.personal_data.unseen import Since, Unseen

__all__ = [
    "Since",
    "Unseen",
]
