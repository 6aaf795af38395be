"""A member's profile, consents and settings."""

from handlers.profile.card import age_check, age_question, may_be_shown, unlink_buttons
from handlers.profile.steps import settle_step

__all__ = ["age_check", "age_question", "may_be_shown", "settle_step", "unlink_buttons"]
