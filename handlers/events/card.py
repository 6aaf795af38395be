"""The card of an event, the same live one in every room; in private with all there is to know."""

from bot.core import (
    Answer,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    OpenDirect,
    Router,
    Text,
    Toast,
    ntext,
    sections,
    text,
)
from bot.domain.events.rules import EventState, Rsvp
from bot.domain.roles import Role
from bot.references.calendars import press_event_ics
from bot.references.events import (
    event_card,
    event_command,
    press_event,
    press_event_cancel,
    press_event_change,
    press_event_guest,
    press_event_look,
    press_event_roll,
)
from handlers.events.attendance_list import FROM_THE_START
from handlers.events.event_meant import EVENTS, NoSuchEvent, is_theirs
from handlers.events.picture_posts import whisper_picture
from handlers.events.series_words import comes_back
from handlers.events.words import (
    AFTERWARDS,
    SHORT,
    about,
    answer_buttons,
    called,
    coming,
    in_writing,
    names_line,
    seats,
)
from storage.events import Attendance, Attendances, Event, Events

router = Router()

NAMES_SHOWN = 10
UNANNOUNCED = (EventState.DRAFT, EventState.PROPOSED)


@router.command(
    event_command,
    aliases=("events", "evenements"),
    who=Role.MEMBER,
    example="12",
    theme="part",
)
def show_event(ctx: Context, number: int) -> Answer:
    """See one event, and answer."""
    event = ctx.store[Events].numbered(ctx.community.id, number)
    return _shown(ctx, event, number)


@router.button(press_event, who=Role.MEMBER, deep=True)
def show_details(ctx: Context, event_id: int) -> Answer:
    """Say all about an event, in private."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    if ctx.direct or event is None or not _may_see(ctx, event):
        return _shown(ctx, event, event_id)
    whisper_picture(ctx, event)
    if not ctx.whisper(_whole(ctx, event)):
        return OpenDirect(press_event.link_word(ctx, event.id))
    return Toast(text("I have written to you in private."))


@router.card(event_card)
def draw_event_card(ctx: JobContext, event_id: int) -> Card:
    """An event in a room: what, when, where, how many come, and how to answer."""
    event = ctx.store[Events].get(event_id)
    lines, is_open = _state(ctx, event, SHORT)
    if not is_open:
        return Card(called(event), tuple(lines))
    by_hand = text("To answer in writing: {rsvp}", rsvp=in_writing(event))
    more = press_event.button(text("Details"), event.id)
    return Card(called(event), (*lines, by_hand), (answer_buttons(event), (more,)))


def _shown(ctx: Context, event: Event | None, number: int) -> Answer:
    if event is None or not _may_see(ctx, event):
        raise NoSuchEvent(number=number, events=EVENTS)
    if not ctx.direct:
        return event_card(ctx, event.id)
    if event.state in UNANNOUNCED:
        return press_event_look.run(ctx, event.id)
    whisper_picture(ctx, event)
    return _whole(ctx, event)


def _whole(ctx: Context, event: Event) -> Card:
    """The card as it is now, with its whole description, one's own answer and rights."""
    lines, is_open = _state(ctx, event, None)
    if not is_open:
        return _over(ctx, event, lines)
    mine = ctx.store[Attendances].mine(event.id, ctx.member.id)
    rows: Buttons = (answer_buttons(event),)
    if event.guests and mine is not None and mine.answer == Rsvp.GOING:
        rows += ((press_event_guest.button(text("I bring somebody"), event.id),),)
    rows += ((press_event_ics.button(text("Into my calendar"), event.id),),)
    lines += [*_unsure(ctx, event), _my_answer(ctx, mine)]
    return Card(called(event), tuple(lines), (*rows, *_for_tending(ctx, event)))


def _over(ctx: Context, event: Event, lines: list[Line]) -> Card:
    """The card of an event that nobody can answer any more, with what other features add to it."""
    rows = _for_tending(ctx, event)
    for section in sections(ctx, AFTERWARDS):
        added, buttons = section(ctx, event)
        lines, rows = [*lines, *added], (*rows, *buttons)
    return Card(called(event), tuple(lines), rows)


def _state(ctx: JobContext, event: Event, most: int | None) -> tuple[list[Line], bool]:
    """What is known of it and how many come; and whether one can still answer."""
    if event.state == EventState.WITHDRAWN:
        return [text("This event was withdrawn.")], False
    known = [*about(event, most), *comes_back(ctx, event)]
    if event.state == EventState.CANCELLED:
        return [text("This event does not take place."), *known], False
    counts = ctx.store[Attendances].counts(event.id)
    names = ctx.store[Attendances].names(event.id, event.community_id, NAMES_SHOWN)
    lines = [*known, coming(counts), *names_line(names, counts)]
    if event.over_at <= ctx.now:
        return [*lines, text("This event is over.")], False
    lines += seats(event, counts)
    if event.deadline is not None:
        lines.append(text("Sign-ups until {deadline}.", deadline=event.deadline))
    return lines, event.state == EventState.PUBLISHED


def _unsure(ctx: Context, event: Event) -> list[Line]:
    """For whoever tends it: how many did not say yet whether they come on the new date."""
    unsure = ctx.store[Attendances].counts(event.id).unsure if is_theirs(ctx, event) else 0
    return [ntext("To be confirmed: {count}", "To be confirmed: {count}", unsure)] if unsure else []


def _my_answer(ctx: Context, mine: Attendance | None) -> Text:
    if mine is None or mine.answer == Rsvp.NONE:
        return text("You have not answered.")
    if mine.asked_again_at is not None:
        return text("You signed up before the date moved: do you still come?")
    if mine.answer == Rsvp.WAITING:
        if mine.offered_until is not None:
            return text("A place is kept for you until {until}.", until=mine.offered_until)
        ahead = ctx.store[Attendances].ahead_of(mine)
        return text("You are number {place} on the waiting list.", place=ahead + 1)
    said = {
        Rsvp.GOING: text("You are coming."),
        Rsvp.MAYBE: text("You may be coming."),
        Rsvp.DECLINED: text("You are not coming."),
    }
    guests = ctx.store[Attendances].guests_of(mine.id)
    if guests:
        return text("You are coming with {names}.", names=[each.name or "…" for each in guests])
    return said[Rsvp(mine.answer)]


def _for_tending(ctx: Context, event: Event) -> Buttons:
    """What whoever made it, and who tends the community, can do about it."""
    roll: Buttons = ()
    if ctx.role >= Role.GARDENER and event.state == EventState.PUBLISHED:
        roll = ((press_event_roll.button(text("Who comes"), event.id, FROM_THE_START),),)
    if not is_theirs(ctx, event) or event.state != EventState.PUBLISHED or event.over_at <= ctx.now:
        return roll
    change = press_event_change.button(text("Change something"), event.id)
    return (*roll, (change, press_event_cancel.button(text("Call it off"), event.id)))


def _may_see(ctx: Context, event: Event) -> bool:
    return event.state not in UNANNOUNCED or is_theirs(ctx, event)
