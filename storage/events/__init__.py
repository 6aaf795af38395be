"""Tables and repositories of events."""

from storage.events.attendances import Attendance, AttendanceRow, Attendances, Counts, Figures
from storage.events.check_in_codes import Doors, Made
from storage.events.check_ins import Presence
from storage.events.events import Event, EventRow, Events, NewEvent
from storage.events.notices import EventNotice, EventNotices
from storage.events.pictures import PictureRow, Pictures
from storage.events.reminders import EventReminders, Expected
from storage.events.series import EventSeries, Series

__all__ = [
    "Attendance",
    "AttendanceRow",
    "Attendances",
    "Counts",
    "Doors",
    "Event",
    "EventNotice",
    "EventNotices",
    "EventReminders",
    "EventRow",
    "EventSeries",
    "Events",
    "Expected",
    "Figures",
    "Made",
    "NewEvent",
    "PictureRow",
    "Pictures",
    "Presence",
    "Series",
]
