"""Profile."""

from handlers.profile.steps import next_offer, settle

__all__ = [
    "next_offer",
    "settle",
]
