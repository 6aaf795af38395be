"""Audit labels of this feature."""

from bot.core import Act, text

LOOK_AT_A_QUESTION = Act(text("{who} looked at a question"), text("look at a question"))
TAKE_A_QUESTION = Act(text("{who} took a question"), text("take a question"))
DRAFT_AN_ANSWER = Act(
    text("{who} drafted the answer to a question"), text("draft the answer to a question")
)
PUBLISH_AN_ANSWER = Act(
    text("{who} published the answer to a question"), text("publish the answer to a question")
)
REPLY_TO_A_QUESTION = Act(
    text("{who} answered a question by a reply"), text("answer a question by a reply")
)
TRANSFER_A_QUESTION = Act(text("{who} passed a question on"), text("pass a question on"))
FOLLOW_A_CONTACT = Act(
    text("{who} noted whether a contact reacted to a question"),
    text("note whether a contact reacted to a question"),
)
DECLINE_A_QUESTION = Act(text("{who} declined a question"), text("decline a question"))
TELL_PROGRESS = Act(
    text("{who} told what followed a question"), text("tell what followed a question")
)
