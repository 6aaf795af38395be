"""References of events that several files use."""

from collections.abc import Collection, Mapping
from typing import Any

from bot.core import (
    Act,
    Answer,
    ButtonRef,
    Buttons,
    Card,
    CardRef,
    CommandRef,
    Context,
    Contributions,
    FormRef,
    JobContext,
    JobRef,
    Line,
    Replace,
    RevisedRef,
    text,
)
from storage.events import Event

NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT = Act(
    text("{who} noted attendance at an event"), text("note attendance at an event")
)

event_thing: RevisedRef = RevisedRef("event")
check_in_with_code: ButtonRef[[str], Answer] = ButtonRef("door")
open_event: ButtonRef[[int], Answer] = ButtonRef("event")
add_walk_in: ButtonRef[[int], Answer] = ButtonRef("event_add")
choose_event_audience: ButtonRef[[int], Card] = ButtonRef("event_audience")
ask_cancel_reason: ButtonRef[[int], Answer] = ButtonRef("event_cancel")
edit_event: ButtonRef[[int], Card] = ButtonRef("event_change")
show_check_in_code: ButtonRef[[int], Answer] = ButtonRef("event_door")
bring_guest: ButtonRef[[int], Answer] = ButtonRef("event_guest")
ask_event_field: ButtonRef[[int, str], Answer] = ButtonRef("event_part")
preview_event: ButtonRef[[int], Card] = ButtonRef("event_look")
allow_event_guests: ButtonRef[[int], Replace] = ButtonRef("event_together")
choose_event_repeat: ButtonRef[[int], Replace] = ButtonRef("event_rhythm")
publish_event: ButtonRef[[int], Replace] = ButtonRef("event_publish")
show_attendance_list: ButtonRef[[int, str], Replace] = ButtonRef("event_roll")
offer_attendance_files: ButtonRef[[int], Card] = ButtonRef("event_sheets")
choose_reminders: ButtonRef[[], Card] = ButtonRef("reminders")
answer_event: ButtonRef[[int, str], Answer] = ButtonRef("rsvp")
new_event_form: FormRef[..., Any] = FormRef("event_new")
restore_event_form: FormRef[..., Any] = FormRef("event_restore_which")
event_card: CardRef[Card] = CardRef("event")
agenda_command: CommandRef[..., Any] = CommandRef("agenda", "agenda")
event_command: CommandRef[..., Any] = CommandRef("event", "evenement")
rsvp_command: CommandRef[..., Any] = CommandRef("rsvp", "inscription")
event_notice_job: JobRef[..., Any] = JobRef("event_notice")
event_reminders_more_job: JobRef[..., Any] = JobRef("event_reminders_more")
event_image_command: CommandRef[..., Any] = CommandRef("event image", "evenement image")
event_repeat_command: CommandRef[..., Any] = CommandRef("event repeat", "evenement repeter")
event_made_from_poll: Contributions[Context, [Event, int], None] = Contributions(
    "event made from poll"
)
"""Told of an event that was made from the poll with this number."""
calendar_proposals: Contributions[Context, [Event], Card | None] = Contributions(
    "events that calendars propose"
)
"""The card of a waiting event that another feature proposed."""
event_announced: Contributions[JobContext, [Event], None] = Contributions("event announced")
"""Told of an event that was announced."""
upcoming_event_parts: Contributions[Context, [Event], tuple[list[Line], Buttons]] = Contributions(
    "upcoming event"
)
"""Lines and buttons on the card, in private, of an event that takes answers."""
letter_event_lines: Contributions[JobContext, [Collection[Event]], Mapping[int, Line]] = (
    Contributions("events in the letter")
)
"""A line below upcoming events in the letter, by the id of the event."""
asked_in_person: Contributions[JobContext, [Event, int], bool] = Contributions("asked in person")
"""True if this member is asked about an announced event by a message of their own."""
past_event_parts: Contributions[Context, [Event], tuple[list[Line], Buttons]] = Contributions(
    "past event"
)
"""Lines and buttons on the card of an event that is over."""
