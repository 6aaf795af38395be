"""Events as files for people's own calendars: one event, a community's, or the member's.

Subscriptions are in `handlers/calendars/addresses.py`. A file contains no data of others, so every
network may carry it.
"""

from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Document,
    File,
    JobContext,
    OpenDirect,
    Router,
    Toast,
    asks,
    text,
)
from bot.domain.calendars.entries import MEDIA_TYPE
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.calendars import send_calendar, send_event_file
from bot.vocabulary.lists import NONE_TO_COME, events_to_come
from handlers.calendars.addresses import (
    SHOWN_STATES,
    CalendarFile,
    community_calendar,
    event_calendar,
    member_calendar,
)
from handlers.events import TYPED_AGENDA, event_by_id, event_by_number, event_title, gives_address
from storage.events import Attendances, Event, Events
from storage.members import Members

router = Router()

MINE, ALL = "mine", "all"


class NotInCalendars(Refusal):
    """Event {number} is not announced yet, so it cannot go into a calendar."""


@router.command(
    "event calendar",
    fr="evenement calendrier",
    who=Role.MEMBER,
    example=("12 calendar", "12 calendrier"),
    theme="part",
    limit=EXPORTS,
)
def send_event(
    ctx: Context,
    number: Annotated[
        int,
        asks("Which event goes into your calendar?", choices=events_to_come, nothing=NONE_TO_COME),
    ],
) -> Answer:
    """Get an event as a file for your calendar."""
    return _send_event(ctx, event_by_number(ctx, number))


@router.button(send_event_file, who=Role.MEMBER, deep=True, limit=EXPORTS)
def send_event_by_button(ctx: Context, event_id: int) -> Answer:
    """Give an event as a file, in private."""
    return _send_event(ctx, event_by_id(ctx, event_id))


def _send_event(ctx: Context, event: Event) -> Answer:
    if event.state not in SHOWN_STATES:
        raise NotInCalendars(number=event.number)
    caption = text("{event}: open this file to add it to your calendar.", event=event_title(event))
    file = File(
        "event", (str(event.id), ctx.person.locale, str(ctx.member.id)), caption, traced=False
    )
    return _private_answer(ctx, file, send_event_file.link_word(ctx, event.id))


@router.file("event", who=Role.MEMBER)
def draw_event(ctx: JobContext, event_id: str, locale: str, member_id: str) -> Document:
    """One event, as a calendar, with its address for who comes."""
    event = ctx.store[Events].get(int(event_id))
    answer = ctx.store[Attendances].mine(event.id, int(member_id))
    written = event_calendar(ctx, event, locale, exact=gives_address(event, answer))
    if written is None or event.community_id != ctx.community.id:
        raise NotInCalendars(number=event.number)
    return _document(f"{ctx.community.slug}-{event.number}", written)


@router.button(send_calendar, who=Role.MEMBER, deep=True, limit=EXPORTS)
def give_calendar(ctx: Context, which: str) -> Answer:
    """Give one's own events, or all of the community, as a file."""
    caption = text(
        "The events of {community}: open this file to add them to your calendar.",
        community=ctx.community.name,
    )
    if which == MINE:
        if not member_calendar(ctx, ctx.member, ctx.person.locale, subscribed=False).count:
            return _empty_calendar_answer(ctx)
        caption = text("Your events: open this file to add them to your calendar.")
        if not ctx.contact.public_url:
            caption = text(
                "Subscriptions are not available here. Open this file to add your events to your "
                "calendar, and ask for it again when something changes."
            )
    given = (which, str(ctx.member.id), ctx.person.locale)
    file = File("agenda", given, caption, traced=False)
    return _private_answer(ctx, file, send_calendar.link_word(ctx, which))


@router.file("agenda", who=Role.MEMBER)
def draw_agenda(ctx: JobContext, which: str, member_id: str, locale: str) -> Document:
    """The events of a community, or those of one member, as a calendar."""
    member = ctx.store[Members].get(int(member_id))
    if which == MINE and member is not None:
        return _document("agenda", member_calendar(ctx, member, locale, subscribed=False))
    return _document(ctx.community.slug, community_calendar(ctx, locale, subscribed=False))


def _empty_calendar_answer(ctx: Context) -> Answer:
    """Explain how to fill an empty calendar."""
    explanation = text(
        "You have not signed up for any event yet, so your calendar would be empty. Upcoming "
        "events: {events}.",
        events=TYPED_AGENDA,
    )
    card = Card(None, (explanation,), ((send_calendar.button(text("All events (file)"), ALL),),))
    return _private_answer(ctx, card, send_calendar.link_word(ctx, MINE))


def _private_answer(ctx: Context, message: Card | File, word: str) -> Answer:
    """Send a message to the direct room; a link's `word` opens it for those who have none."""
    if ctx.direct:
        return message
    if not ctx.whisper(message):
        return OpenDirect(word)
    return Toast(text("I have written to you in private."))


def _document(name: str, written: CalendarFile) -> Document:
    return Document(f"{name}.ics", MEDIA_TYPE, written.content)
