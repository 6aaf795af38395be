"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

INVITE_TO_AN_EVENT = Act(
    text("{who} prepared an invitation to an event"), text("prepare an invitation to an event")
)
ANNOUNCE_AN_EVENT = Act(text("{who} announced an event"), text("announce an event"))
REFUSE_AN_EVENT = Act(text("{who} refused a proposed event"), text("refuse a proposed event"))
PROPOSE_AN_EVENT = Act(text("{who} proposed an event"), text("propose an event"))
CALL_AN_EVENT_OFF = Act(text("{who} cancelled an event"), text("cancel an event"))
CHANGE_AN_EVENT = Act(text("{who} changed an event"), text("change an event"))
RESTORE_A_CANCELLED_EVENT = Act(
    text("{who} restored a cancelled event"), text("restore a cancelled event")
)
CHANGE_HOW_AN_EVENT_COMES_BACK = Act(
    text("{who} changed how an event repeats"), text("change how an event repeats")
)
READ_WHO_COMES_TO_AN_EVENT = Act(
    text("{who} read the attendance list of an event"), text("read the attendance list of an event")
)
NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT = Act(
    text("{who} noted attendance at an event"), text("note attendance at an event")
)
GET_A_CODE_FOR_A_DOOR = Act(
    text("{who} got a check-in code for an event"), text("get a check-in code for an event")
)
EXPORT_WHO_COMES_TO_AN_EVENT = Act(
    text("{who} exported the attendance list of an event"),
    text("export the attendance list of an event"),
)
router.act("event changed", CHANGE_AN_EVENT)
router.act("attendance file", EXPORT_WHO_COMES_TO_AN_EVENT)
