"""What others may name of the events."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CardRef, CommandRef, JobRef, Replace

press_door: ButtonRef[[str], Answer] = ButtonRef("door")
press_event: ButtonRef[[int], Answer] = ButtonRef("event")
press_event_add: ButtonRef[[int], Answer] = ButtonRef("event_add")
press_event_audience: ButtonRef[[int], Card] = ButtonRef("event_audience")
press_event_cancel: ButtonRef[[int], Answer] = ButtonRef("event_cancel")
press_event_change: ButtonRef[[int], Card] = ButtonRef("event_change")
press_event_door: ButtonRef[[int], Answer] = ButtonRef("event_door")
press_event_guest: ButtonRef[[int], Answer] = ButtonRef("event_guest")
press_event_look: ButtonRef[[int], Card] = ButtonRef("event_look")
press_event_publish: ButtonRef[[int], Replace] = ButtonRef("event_publish")
press_event_roll: ButtonRef[[int, str], Replace] = ButtonRef("event_roll")
press_event_sheets: ButtonRef[[int], Card] = ButtonRef("event_sheets")
press_reminders: ButtonRef[[], Card] = ButtonRef("reminders")
press_rsvp: ButtonRef[[int, str], Answer] = ButtonRef("rsvp")
event_card: CardRef[Card] = CardRef("event")
agenda_command: CommandRef[..., Any] = CommandRef("agenda", "agenda")
event_command: CommandRef[..., Any] = CommandRef("event", "evenement")
rsvp_command: CommandRef[..., Any] = CommandRef("rsvp", "inscription")
event_notice_job: JobRef[..., Any] = JobRef("event_notice")
event_reminders_more_job: JobRef[..., Any] = JobRef("event_reminders_more")
event_image_command: CommandRef[..., Any] = CommandRef("event image", "evenement image")
event_repeat_command: CommandRef[..., Any] = CommandRef("event repeat", "evenement repeter")
