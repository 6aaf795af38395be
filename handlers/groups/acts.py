"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

MAKE_A_GROUP = Act(text("{who} made a working group"), text("make a working group"))
DECIDE_ON_A_GROUP = Act(
    text("{who} decided on a proposed working group"), text("decide on a proposed working group")
)
CHANGE_A_GROUP = Act(text("{who} changed a working group"), text("change a working group"))
LEAD_A_GROUP = Act(
    text("{who} chose who leads a working group"), text("choose who leads a working group")
)
ADMIT_TO_A_GROUP = Act(
    text("{who} decided who joins a working group"), text("decide who joins a working group")
)
CLOSE_A_GROUP = Act(text("{who} closed a working group"), text("close a working group"))
REPORT_ON_A_GROUP = Act(
    text("{who} reported on a working group"), text("report on a working group")
)
TIE_A_ROOM = Act(
    text("{who} tied a room to a working group"), text("tie a room to a working group")
)
