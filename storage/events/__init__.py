"""Tables and repositories of events."""

from storage.events.attendance_tables import Attendance, AttendanceRow
from storage.events.attendances import Attendances, Counts
from storage.events.attendances_of_members import MemberAttendances
from storage.events.check_in_codes import CheckInCodes, IssuedCode
from storage.events.check_ins import CheckIns
from storage.events.event_figures import EventFigures, Figures
from storage.events.event_table import Event, EventRow, NewEvent, is_gone, is_over
from storage.events.events import Events
from storage.events.guests import Guests
from storage.events.notices import EventNotice, EventNotices
from storage.events.pictures import PictureRow, Pictures
from storage.events.reminders import EventReminders, Expected
from storage.events.series import EventSeries, Series
from storage.events.waiting_list import WaitingList

__all__ = [
    "Attendance",
    "AttendanceRow",
    "Attendances",
    "CheckInCodes",
    "CheckIns",
    "Counts",
    "Event",
    "EventFigures",
    "EventNotice",
    "EventNotices",
    "EventReminders",
    "EventRow",
    "EventSeries",
    "Events",
    "Expected",
    "Figures",
    "Guests",
    "IssuedCode",
    "MemberAttendances",
    "NewEvent",
    "PictureRow",
    "Pictures",
    "Series",
    "WaitingList",
    "is_gone",
    "is_over",
]
