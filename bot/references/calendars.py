"""References of calendars that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, CommandRef, Page, PageRef

send_calendar: ButtonRef[[str], Answer] = ButtonRef("calendar_file")
send_event_file: ButtonRef[[int], Answer] = ButtonRef("event_ics")
calendar_page: PageRef[[str], Page] = PageRef("/c/{slug}/events.ics")
event_calendar_page: PageRef[[str, int], Page] = PageRef("/c/{slug}/events/{number}.ics")
calendar_command: CommandRef[..., Any] = CommandRef("calendar", "calendrier")
