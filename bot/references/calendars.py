"""What others may name of the calendars."""

from typing import Any

from bot.core import Answer, ButtonRef, CommandRef

press_calendar_file: ButtonRef[[str], Answer] = ButtonRef("calendar_file")
press_event_ics: ButtonRef[[int], Answer] = ButtonRef("event_ics")
calendar_command: CommandRef[..., Any] = CommandRef("calendar", "calendrier")
