"""The attendance list of an event, as all that shows or changes it needs it."""

from bot.core import Context, Line, Text, Typed, Words, ntext, text
from bot.domain.events.attendance_list import Attendee, Headcount
from bot.domain.events.rules import EventState, EventWithdrawn, NotPublishedYet
from bot.domain.refusals import Refusal
from bot.references.events import event_command
from handlers.events.event_meant import numbered, pressed
from handlers.events.words import when
from storage.communities import RoomKind
from storage.events import Event, Presence

ROLL = "event_roll"
"""The button that shows the list: of which event, and what part of it."""
FROM_THE_START = "a0."
"""All of it."""
SHEETS = "event_sheets"
"""The button that gives it as a file."""
DOOR = "event_door"
"""The button that gives a code for the door."""
ADD = "event_add"
"""The button that asks who came without having signed up."""


class OnlyAmongGardeners(Refusal):
    """I show who comes in private, or in the gardeners' room: {present}."""


class NotOnTheList(Refusal):
    """This person is not on the list of event {number} any more. {present} shows it."""


def event_numbered(ctx: Context, number: int) -> Event:
    """The event under this number, which was announced."""
    return _announced(numbered(ctx, number))


def event_pressed(ctx: Context, event_id: int) -> Event:
    """The event that a button is about, shown where gardeners are among themselves."""
    event = _announced(pressed(ctx, event_id))
    kind = None if ctx.room is None else ctx.room.kind
    if not ctx.direct and kind != RoomKind.GARDENERS:
        raise OnlyAmongGardeners(present=present(event))
    return event


def _announced(event: Event) -> Event:
    if event.state in (EventState.DRAFT, EventState.PROPOSED):
        raise NotPublishedYet(number=event.number)
    if event.state == EventState.WITHDRAWN:
        raise EventWithdrawn(number=event.number)
    return event


def people_of(ctx: Context, event: Event) -> list[Attendee]:
    """Everybody on the list."""
    return ctx.store[Presence].roll(event.id, event.community_id)


def present(event: Event) -> Typed:
    """How the list is asked for in writing."""
    number = event.number
    return event_command.typed(number, ("present", "presents"))


def name_of(attendee: Attendee) -> Words:
    """A name; what stands for one that is not known any more."""
    return attendee.name or (
        text("somebody who left") if attendee.guest is None else text("a guest")
    )


def headcount(heads: Headcount) -> list[Line]:
    """How many are here of how many, and who else is on the list."""
    lines: list[Line] = [
        ntext(
            "Here: {here} of {count} person expected.",
            "Here: {here} of {count} people expected.",
            heads.expected,
            here=heads.here,
        )
    ]
    if heads.unannounced:
        lines.append(
            ntext(
                "Of those here, {count} person had not signed up.",
                "Of those here, {count} people had not signed up.",
                heads.unannounced,
            )
        )
    if heads.maybe:
        lines.append(text("Maybe: {count}", count=heads.maybe))
    if heads.waiting:
        lines.append(text("On the waiting list: {count}", count=heads.waiting))
    return lines


def day_of(event: Event) -> Text:
    """When it is, as a line."""
    return text("{when}", when=when(event))
