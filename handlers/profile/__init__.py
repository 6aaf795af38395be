"""A member's profile, consents and settings."""

from handlers.profile.account_buttons import unlink_buttons
from handlers.profile.age import age_check, age_question, may_be_shown
from handlers.profile.steps import settle_step

__all__ = [
    "age_check",
    "age_question",
    "may_be_shown",
    "settle_step",
    "unlink_buttons",
]
