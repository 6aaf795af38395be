"""Audit labels of calls for entries; the number of an entry would tell who made it."""

from bot.core import Act, text

MAKE_A_CALL = Act(text("{who} prepared or changed a call"), text("prepare or change a call"))
PUBLISH_A_CALL = Act(text("{who} published a call"), text("publish a call"))
WITHDRAW_A_CALL = Act(text("{who} withdrew a call"), text("withdraw a call"))
LOOK_AT_AN_ENTRY = Act(text("{who} looked at an entry"), text("look at an entry"))
DECIDE_ABOUT_AN_ENTRY = Act(text("{who} decided about an entry"), text("decide about an entry"))
OPEN_THE_VOTE = Act(text("{who} opened the vote of a call"), text("open the vote of a call"))
END_A_CALL = Act(text("{who} ended a call without a vote"), text("end a call without a vote"))
