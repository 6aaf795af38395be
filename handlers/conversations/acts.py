"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

ANSWER_A_MEMBER_MESSAGE = Act(
    text("{who} answered a member's message"), text("answer a member's message")
)
ANSWER_ELSEWHERE = Act(
    text("{who} noted that a member had an answer"), text("note that a member had an answer")
)

CLOSE_A_CONVERSATION = Act(text("{who} closed a conversation"), text("close a conversation"))

router.act("letter", ANSWER_A_MEMBER_MESSAGE)
