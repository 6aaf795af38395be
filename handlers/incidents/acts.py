"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

LOOK_UP_A_REFUSED_ACCOUNT = Act(
    text("{who} looked up what to do about a refused account"),
    text("look up what to do about a refused account"),
)
SEE_TO_MESSAGES_IN_DOUBT = Act(
    text("{who} checked uncertain messages"), text("check uncertain messages")
)
