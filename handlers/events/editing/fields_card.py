"""The fields of an event as they are now, with a button for each."""

from bot.core import Answer, Card, Context, Line, Replace, Router, Text, in_rows, text
from bot.domain.events.rules import EventState
from bot.domain.roles import Role, Seat
from bot.references.events import ask_event_field, choose_event_audience, preview_event
from handlers.events.changes.event_changes import change_event
from handlers.events.changes.notices import pending_notice_lines
from handlers.events.event_lookup import changeable_event, event_by_id, event_by_number
from handlers.events.words import SIDE_LABELS, event_details, sign_up_lines, titled_card
from storage.events import Event

router = Router()


@router.button("event_side", who=Role.MEMBER)
def change_side(ctx: Context, event_id: int, side: str) -> Replace:
    """Change which side organises it."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    seat = Seat.REGION if side == Seat.REGION else Seat.TERRITORY
    return Replace(fields_card(ctx, change_event(ctx, event, organiser=seat.value)))


@router.button("event_guests", who=Role.MEMBER)
def change_guests(ctx: Context, event_id: int, allowed: int) -> Replace:
    """Allow guests, or disallow them."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    return Replace(fields_card(ctx, change_event(ctx, event, guests=bool(allowed))))


def change_and_show(ctx: Context, number: int, *notes: Text, **values: object) -> Answer:
    """Change an event and show the result."""
    event = change_event(ctx, changeable_event(ctx, event_by_number(ctx, number)), **values)
    if event.state != EventState.PUBLISHED:
        return preview_event.run(ctx, event.id)
    return fields_card(ctx, event, *notes, *pending_notice_lines(ctx, event))


def fields_card(ctx: Context, event: Event, *notes: Line) -> Card:
    """The event as it is now, with a button for each field."""
    lines = (*event_details(event), *sign_up_lines(event), *notes)
    other = Seat(event.organiser).other
    side = text("Organised by {side}", side=SIDE_LABELS[other])
    guests = text("No guests") if event.guests else text("Allow guests")
    parts = [ask_event_field.button(label, event.id, part) for part, label in FIELD_LABELS.items()]
    others = [
        change_side.button(side, event.id, other.value),
        change_guests.button(guests, event.id, 0 if event.guests else 1),
        choose_event_audience.button(text("For whom"), event.id),
    ]
    if event.state != EventState.PUBLISHED:
        others.append(preview_event.button(text("Review"), event.id))
    elif ctx.role >= Role.GARDENER:
        others.append(ask_event_field.button(text("Repeats"), event.id, "repeat"))
    return titled_card(event, lines, (*in_rows(parts, 2), *in_rows(others, 2)))


FIELD_LABELS = {
    "title": text("Title"),
    "date": text("Date"),
    "place": text("Place"),
    "description": text("Description"),
    "seats": text("Number of places"),
    "kind": text("Kind"),
    "deadline": text("End of sign-ups"),
    "question": text("Question"),
    "image": text("Picture"),
}
