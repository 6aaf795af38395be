"""Tables and repositories of events."""

from bot.domain.events.rules import Event
from storage.events.attendances import (
    Attendance,
    AttendanceRow,
    Attendances,
    Counts,
    Guests,
    WaitingList,
)
from storage.events.attendances_of_members import MemberAttendances
from storage.events.check_ins import CheckInCodes, CheckIns, EventFigures, Figures, IssuedCode
from storage.events.event_series import EventSeries, Series
from storage.events.events import EventRow, Events, PictureRow, Pictures, is_gone, is_over
from storage.events.reminders_and_notices import EventNotice, EventNotices, EventReminders, Expected

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
    "PictureRow",
    "Pictures",
    "Series",
    "WaitingList",
    "is_gone",
    "is_over",
]
