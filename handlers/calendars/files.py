"""Events as files for people's own calendars: one, all of a community, or those that one goes to.

A calendar that one subscribes to is in `handlers/calendars/addresses.py`. None tells of anybody but
its reader, so that every network may carry it.
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
from bot.domain.calendars import MEDIA_TYPE
from bot.domain.events.rules import EventState
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.calendars import send_calendar, send_event_file
from handlers.calendars.subscriptions import Written, of_community, of_event, of_member
from handlers.events import TYPED_AGENDA, event_by_id, event_by_number, event_title
from storage.events import Event, Events
from storage.members import Members

router = Router()

SHOWN = (EventState.PUBLISHED, EventState.CANCELLED)
MINE, ALL = "mine", "all"


class NotInCalendars(Refusal):
    """Event {number} is not announced, so it is in no calendar."""


@router.command(
    "event calendar",
    fr="evenement calendrier",
    who=Role.MEMBER,
    example="12 calendrier",
    theme="part",
    limit=EXPORTS,
)
def send_event(
    ctx: Context, number: Annotated[int, asks("Which event goes into your calendar? Its number:")]
) -> Answer:
    """Get an event as a file for your calendar."""
    return _send(ctx, event_by_number(ctx, number))


@router.button(send_event_file, who=Role.MEMBER, deep=True, limit=EXPORTS)
def send_event_by_button(ctx: Context, event_id: int) -> Answer:
    """Give an event as a file, in private."""
    return _send(ctx, event_by_id(ctx, event_id))


def _send(ctx: Context, event: Event) -> Answer:
    if event.state not in SHOWN:
        raise NotInCalendars(number=event.number)
    caption = text("{event}: open this file to add it to your calendar.", event=event_title(event))
    file = File("event", (str(event.id), ctx.person.locale), caption, traced=False)
    return _privately(ctx, file, send_event_file.link_word(ctx, event.id))


@router.file("event", who=Role.MEMBER)
def draw_event(ctx: JobContext, event_id: str, locale: str) -> Document:
    """An event as a calendar's file, as it is when it leaves."""
    event = ctx.store[Events].get(int(event_id))
    written = of_event(ctx, event, locale)
    if written is None or event.community_id != ctx.community.id:
        raise NotInCalendars(number=event.number)
    return _document(f"{ctx.community.slug}-{event.number}", written)


@router.button(send_calendar, who=Role.MEMBER, deep=True, limit=EXPORTS)
def give_file(ctx: Context, which: str) -> Answer:
    """Give the events of whoever asks, or all of the community, as a file."""
    caption = text(
        "The events of {community}: open this file to add them to your calendar.",
        community=ctx.community.name,
    )
    if which == MINE:
        if not of_member(ctx, ctx.member, ctx.person.locale, subscribed=False).count:
            return _nothing(ctx)
        caption = text("Your events: open this file to add them to your calendar.")
        if not ctx.contact.public_url:
            caption = text(
                "This bot has no pages of its own, so there is no address to subscribe to: open "
                "this file to add your events to your calendar, and ask again when something "
                "changes."
            )
    given = (which, str(ctx.member.id), ctx.person.locale)
    file = File("agenda", given, caption, traced=False)
    return _privately(ctx, file, send_calendar.link_word(ctx, which))


@router.file("agenda", who=Role.MEMBER)
def draw_agenda(ctx: JobContext, which: str, member_id: str, locale: str) -> Document:
    """All events of a community, or those that one person goes to."""
    member = ctx.store[Members].get(int(member_id))
    if which == MINE and member is not None:
        return _document("agenda", of_member(ctx, member, locale, subscribed=False))
    return _document(ctx.community.slug, of_community(ctx, locale, subscribed=False))


def _nothing(ctx: Context) -> Answer:
    """Where one's own calendar would be empty, the way to all events."""
    said = text(
        "You have not said of any event that you come, so your calendar would be empty. {events} "
        "shows what there is.",
        events=TYPED_AGENDA,
    )
    card = Card(None, (said,), ((send_calendar.button(text("All events as a file"), ALL),),))
    return _privately(ctx, card, send_calendar.link_word(ctx, MINE))


def _privately(ctx: Context, message: Card | File, word: str) -> Answer:
    """Say it in the direct room; a person who must come there first does so by a link's `word`."""
    if ctx.direct:
        return message
    if not ctx.whisper(message):
        return OpenDirect(word)
    return Toast(text("I have written to you in private."))


def _document(name: str, written: Written) -> Document:
    return Document(f"{name}.ics", MEDIA_TYPE, written.content)
