"""Profile."""

from handlers.profile.account_buttons import unlink_buttons
from handlers.profile.age import shows
from handlers.profile.steps import next_offer, settle

__all__ = [
    "next_offer",
    "settle",
    "shows",
    "unlink_buttons",
]
