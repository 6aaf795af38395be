"""Audit labels of questions."""

from bot.core import Act, text

ASK = Act(text("{who} asked the Region a question"), text("ask the Region a question"))
JOIN = Act(
    text("{who} joined the question of somebody else"), text("join the question of somebody else")
)
SHOW_TO_MEMBERS = Act(
    text("{who} showed a question to the members"), text("show a question to the members")
)
KEEP_BACK = Act(
    text("{who} left a question between its author and the team"),
    text("leave a question between its author and the team"),
)
ASK_FOR_MESSAGE = Act(
    text("{who} asked somebody whether their message may be a question"),
    text("ask somebody whether their message may be a question"),
)
ANSWER_FOR_MESSAGE = Act(
    text("{who} said whether a message of theirs may be a question"),
    text("say whether a message of theirs may be a question"),
)
LOOK = Act(text("{who} looked at a question"), text("look at a question"))
TAKE = Act(text("{who} took a question"), text("take a question"))
DRAFT = Act(text("{who} drafted the answer to a question"), text("draft the answer to a question"))
PUBLISH = Act(
    text("{who} published the answer to a question"), text("publish the answer to a question")
)
REPLY = Act(text("{who} answered a question by a reply"), text("answer a question by a reply"))
TRANSFER = Act(text("{who} passed a question on"), text("pass a question on"))
FOLLOW_CONTACT = Act(
    text("{who} noted whether a contact reacted to a question"),
    text("note whether a contact reacted to a question"),
)
DECLINE = Act(text("{who} declined a question"), text("decline a question"))
TELL_PROGRESS = Act(
    text("{who} told what followed a question"), text("tell what followed a question")
)
NAME_ASKER = Act(
    text("{who} wants their name beside what changed"), text("be named beside what changed")
)
