"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED = Act(
    text("{who} saw to the calendars that are watched"),
    text("see to the calendars that are watched"),
)
LOOK_THROUGH_EVENTS_THAT_A_CALENDAR_PROPOSES = Act(
    text("{who} looked through events that a calendar proposes"),
    text("look through events that a calendar proposes"),
)
DECIDE_ABOUT_AN_EVENT_THAT_A_CALENDAR_PROPOSES = Act(
    text("{who} decided about an event that a calendar proposes"),
    text("decide about an event that a calendar proposes"),
)
DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED = Act(
    text("{who} decided about what a calendar changed"),
    text("decide about what a calendar changed"),
)
