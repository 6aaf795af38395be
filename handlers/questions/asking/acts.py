"""Audit labels of asking.

Who asks is not told with a number: a question without a name has none in the audit, either.
"""

from bot.core import Act, text

ASK_A_QUESTION = Act(text("{who} asked the Region a question"), text("ask the Region a question"))
JOIN_A_QUESTION = Act(
    text("{who} joined the question of somebody else"), text("join the question of somebody else")
)
LET_A_QUESTION_THROUGH = Act(
    text("{who} showed a question to the members"), text("show a question to the members")
)
KEEP_A_QUESTION_BACK = Act(
    text("{who} left a question between its author and the team"),
    text("leave a question between its author and the team"),
)
ASK_FOR_A_MESSAGE = Act(
    text("{who} asked somebody whether their message may be a question"),
    text("ask somebody whether their message may be a question"),
)
ANSWER_FOR_A_MESSAGE = Act(
    text("{who} said whether a message of theirs may be a question"),
    text("say whether a message of theirs may be a question"),
)
