"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

SEE_TO_MESSAGES_IN_DOUBT = Act(
    text("{who} saw to messages in doubt"), text("see to messages in doubt")
)
