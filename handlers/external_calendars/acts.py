"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED = Act(
    text("{who} managed the external calendars"), text("manage external calendars")
)
LOOK_THROUGH_EVENTS_THAT_A_CALENDAR_PROPOSES = Act(
    text("{who} looked through the events proposed by an external calendar"),
    text("look through the events proposed by an external calendar"),
)
DECIDE_ABOUT_AN_EVENT_THAT_A_CALENDAR_PROPOSES = Act(
    text("{who} decided about an event proposed by an external calendar"),
    text("decide about an event proposed by an external calendar"),
)
DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED = Act(
    text("{who} decided about a change in an external calendar"),
    text("decide about a change in an external calendar"),
)
