"""A member's profile, consents and settings."""

from handlers.profile.account_buttons import unlink_buttons
from handlers.profile.age import may_be_shown
from handlers.profile.steps import settle_step

__all__ = [
    "may_be_shown",
    "settle_step",
    "unlink_buttons",
]
