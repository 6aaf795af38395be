"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

ANNOUNCE_AN_EVENT = Act(text("{who} announced an event"), text("announce an event"))
CALL_AN_EVENT_OFF = Act(text("{who} called an event off"), text("call an event off"))
CHANGE_AN_EVENT = Act(text("{who} changed an event"), text("change an event"))
RESTORE_A_CANCELLED_EVENT = Act(
    text("{who} let a cancelled event take place"), text("restore a cancelled event")
)
CHANGE_HOW_AN_EVENT_COMES_BACK = Act(
    text("{who} changed how an event comes back"), text("change how an event comes back")
)
READ_WHO_COMES_TO_AN_EVENT = Act(
    text("{who} read who comes to an event"), text("read who comes to an event")
)
NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT = Act(
    text("{who} noted who is at an event or is not"), text("note who is at an event or is not")
)
GET_A_CODE_FOR_A_DOOR = Act(
    text("{who} got a code for the door of an event"), text("get a code for a door")
)
EXPORT_WHO_COMES_TO_AN_EVENT = Act(
    text("{who} exported who comes to an event"), text("export who comes to an event")
)

router.act("event changed", CHANGE_AN_EVENT)
router.act("attendance file", EXPORT_WHO_COMES_TO_AN_EVENT)
