"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

ANSWER_A_MEMBER_MESSAGE = Act(
    text("{who} answered a member's message"), text("answer a member's message")
)

router.act("letter", ANSWER_A_MEMBER_MESSAGE)
