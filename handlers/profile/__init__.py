"""A member's profile, consents and settings."""

from handlers.profile.card import unlink_buttons
from handlers.profile.steps import settle_step
from handlers.profile.visibility import age_check, age_question, may_be_shown

__all__ = ["age_check", "age_question", "may_be_shown", "settle_step", "unlink_buttons"]
