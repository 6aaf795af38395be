"""Audit labels of this feature."""

from bot.core import Act, text

ACT_FOR_A_MEMBER = Act(text("{who} acted for a member"), text("act for a member"))
PASS_ON_AN_ANSWER_TO_AN_EVENT = Act(
    text("{who} passed on an answer to an event"), text("pass on an answer to an event")
)
PASS_ON_A_VOTE = Act(text("{who} passed on a vote"), text("pass on a vote"))
LOOK_AT_WHAT_WAS_DONE_BY_VOICE = Act(
    text("{who} looked at what was done by phone"), text("look at what was done by phone")
)
NOTE_THAT_SOMEBODY_WITHOUT_A_PHONE_ASKED_AGAIN = Act(
    text("{who} noted that somebody without a phone asked again"),
    text("note that somebody without a phone asked again"),
)
MAKE_A_NEW_CODE_FOR_SOMEBODY_WITHOUT_A_PHONE = Act(
    text("{who} made a new code for somebody without a phone"),
    text("make a new code for somebody without a phone"),
)
ERASE_SOMEBODY_WITHOUT_A_PHONE = Act(
    text("{who} erased somebody without a phone"), text("erase somebody without a phone")
)
