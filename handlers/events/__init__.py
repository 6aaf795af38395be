"""Events: creation, card, sign-up, changes, reminders, attendance."""

from handlers.events.answers import offer_freed_places, offer_places, record_answer
from handlers.events.changes import call_off_event, change_event
from handlers.events.drafts import announce_event
from handlers.events.event_lookup import (
    TYPED_AGENDA,
    check_typed_answer,
    event_by_id,
    event_by_number,
    past_event_by_id,
    past_event_by_number,
)
from handlers.events.event_picture import (
    fetch_picture,
    fetched_picture,
    forget_picture,
    picture_message,
)
from handlers.events.fields import event_details
from handlers.events.reminders import REMINDER_GRACE, reminder_choices, send_reminders
from handlers.events.series import announce_next_events
from handlers.events.words import (
    ALL_ANSWER_LABELS,
    ANSWER_LABELS,
    KIND_LABELS,
    MAY_COME,
    description_lines,
    event_card_title,
    event_line,
    event_time,
    event_title,
    full_address,
    gives_address,
    kind_and_organiser,
    location_text,
    places_text,
    titled_card,
)

__all__ = [
    "ALL_ANSWER_LABELS",
    "ANSWER_LABELS",
    "KIND_LABELS",
    "MAY_COME",
    "REMINDER_GRACE",
    "TYPED_AGENDA",
    "announce_event",
    "announce_next_events",
    "call_off_event",
    "change_event",
    "check_typed_answer",
    "description_lines",
    "event_by_id",
    "event_by_number",
    "event_card_title",
    "event_details",
    "event_line",
    "event_time",
    "event_title",
    "fetch_picture",
    "fetched_picture",
    "forget_picture",
    "full_address",
    "gives_address",
    "kind_and_organiser",
    "location_text",
    "offer_freed_places",
    "offer_places",
    "past_event_by_id",
    "past_event_by_number",
    "picture_message",
    "places_text",
    "record_answer",
    "reminder_choices",
    "send_reminders",
    "titled_card",
]
