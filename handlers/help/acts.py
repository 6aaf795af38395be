"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

LOOK_UP_WHAT_IS_TO_BE_DONE = Act(
    text("{who} looked up what is to be done"), text("look up what is to be done")
)
