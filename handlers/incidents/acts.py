"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

SEE_TO_MESSAGES_IN_DOUBT = Act(
    text("{who} checked uncertain messages"), text("check uncertain messages")
)
