"""References of calendars that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, CommandRef

send_calendar: ButtonRef[[str], Answer] = ButtonRef("calendar_file")
send_event_file: ButtonRef[[int], Answer] = ButtonRef("event_ics")
calendar_command: CommandRef[..., Any] = CommandRef("calendar", "calendrier")
