"""Words and look-ups of an event's attendance list, shared by its pages and files."""

from bot.core import Context, Line, Text, Typed, Words, ntext, text
from bot.domain.events.attendance import Attendee, Headcount
from bot.domain.events.rules import EventState, EventWithdrawn, NotPublishedYet
from bot.domain.refusals import Refusal
from bot.references.events import event_command
from handlers.events.event_lookup import event_by_id, event_by_number
from handlers.events.words import event_time
from storage.communities import RoomKind
from storage.events import CheckIns, Event

FIRST_PAGE = "a0."
"""The whole list, from its first page."""


class OnlyAmongGardeners(Refusal):
    """I show the attendance list in private, or in the gardening team's room: {present}."""


class NotOnTheList(Refusal):
    """This person is no longer on the list of event {number}. To see it: {present}."""


def announced_event_by_number(ctx: Context, number: int) -> Event:
    """Return the announced event with this number."""
    return _check_announced(event_by_number(ctx, number))


def announced_event_by_id(ctx: Context, event_id: int) -> Event:
    """Return the announced event of a button, in private or in the gardeners' room."""
    event = _check_announced(event_by_id(ctx, event_id))
    kind = None if ctx.room is None else ctx.room.kind
    if not ctx.direct and kind != RoomKind.GARDENERS:
        raise OnlyAmongGardeners(present=typed_attendance(event))
    return event


def _check_announced(event: Event) -> Event:
    if event.state in (EventState.DRAFT, EventState.PROPOSED):
        raise NotPublishedYet(number=event.number)
    if event.state == EventState.WITHDRAWN:
        raise EventWithdrawn(number=event.number)
    return event


def attendees(ctx: Context, event: Event) -> list[Attendee]:
    """Return everybody on the list."""
    return ctx.store[CheckIns].roll(event.id, event.community_id)


def typed_attendance(event: Event) -> Typed:
    """The command that shows the list."""
    number = event.number
    return event_command.typed(number, ("present", "presents"))


def attendee_name(attendee: Attendee) -> Words:
    """A name, or words for a name that is not kept any more."""
    return attendee.name or (
        text("someone who left") if attendee.guest is None else text("a guest")
    )


def headcount_lines(heads: Headcount) -> list[Line]:
    """Numbers of people here, expected and on the list."""
    lines: list[Line] = [
        ntext(
            "Present: {here} of {count} person expected.",
            "Present: {here} of {count} people expected.",
            heads.expected,
            here=heads.here,
        )
    ]
    if heads.unannounced:
        lines.append(
            ntext(
                "Including {count} person who had not signed up.",
                "Including {count} people who had not signed up.",
                heads.unannounced,
            )
        )
    if heads.maybe:
        lines.append(text("Maybe: {count}", count=heads.maybe))
    if heads.waiting:
        lines.append(text("On the waiting list: {count}", count=heads.waiting))
    return lines


def time_line(event: Event) -> Text:
    """The time of the event, as a line."""
    return text("{when}", when=event_time(event))
