"""The card of an event: one live card for every room, a longer one in private."""

from dataclasses import replace

from bot.core import (
    Answer,
    Buttons,
    Card,
    Context,
    Ephemeral,
    JobContext,
    Line,
    NotForReader,
    OpenDirect,
    Router,
    Text,
    Toast,
    disabled_button,
    in_rows,
    ntext,
    text,
)
from bot.domain.events.rules import EventState, Rsvp
from bot.domain.roles import Role
from bot.references.calendars import send_event_file
from bot.references.events import (
    ask_cancel_reason,
    asked_in_person,
    bring_guest,
    calendar_proposals,
    edit_event,
    event_card,
    event_command,
    event_thing,
    open_event,
    past_event_parts,
    preview_event,
    show_attendance_list,
    upcoming_event_parts,
)
from bot.references.own_page import open_on_page
from bot.vocabulary.audiences import check_in_group, is_in_place
from handlers.events.attendance_list import FIRST_PAGE
from handlers.events.event_lookup import TYPED_AGENDA, NoSuchEvent, event_by_id, may_manage
from handlers.events.event_picture import whisper_picture
from handlers.events.fields import deadline_lines, event_details
from handlers.events.series import repeat_lines
from handlers.events.words import (
    LONGEST_IN_ROOM,
    UNANNOUNCED_STATES,
    answer_buttons,
    attendance_text,
    gives_address,
    group_lines,
    is_full,
    names_lines,
    own_answer_buttons,
    titled_card,
    typed_first_answer,
)
from storage.events import Attendance, Attendances, Counts, Event, Events, Guests, WaitingList

router = Router(own_page=True)

NAMES_SHOWN = 10


@router.command(
    event_command, aliases=("events", "evenements"), who=Role.MEMBER, example="12", theme="part"
)
def show_event(ctx: Context, number: int) -> Answer:
    """See one event, and answer."""
    event = ctx.store[Events].numbered(ctx.community.id, number)
    return _event_answer(ctx, event, number)


@router.button(open_event, who=Role.MEMBER, deep=True)
def show_details(ctx: Context, event_id: int) -> Answer:
    """Send everything about an event in private."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    if ctx.direct or event is None or not _may_see(ctx, event):
        return _event_answer(ctx, event, event_id)
    check_in_group(ctx, event.group_id)
    if ctx.answers_alone:
        word = open_event.link_word(ctx, event.id)
        return Ephemeral(_details_card(ctx, event), word)
    whisper_picture(ctx, event)
    if not ctx.whisper(own_event_card(ctx, event)):
        return OpenDirect(open_event.link_word(ctx, event.id))
    return Toast(text("I have written to you in private."))


@router.revised(event_thing)
def show_event_again(ctx: Context, event_id: int) -> Answer:
    """Show an event that changed since the person acted on it."""
    event = event_by_id(ctx, event_id)
    if event.state == EventState.PROPOSED and ctx.role() >= Role.GARDENER:
        for card in filter(None, calendar_proposals.collect(ctx, event)):
            return card
    if event.state in UNANNOUNCED_STATES:
        return preview_event.run(ctx, event.id)
    whisper_picture(ctx, event)
    return own_event_card(ctx, event)


@router.card(event_card, shows=[Event])
def draw_event_card(ctx: JobContext, event_id: int) -> Card:
    """An event in a room: title, date, place, attendance and buttons to answer."""
    event = ctx.store[Events].get(event_id)
    if ctx.reader_id is not None and any(asked_in_person.collect(ctx, event, ctx.reader_id)):
        raise NotForReader
    counts = ctx.store[Attendances].counts(event.id)
    lines, is_open = _state_lines(ctx, event, counts, LONGEST_IN_ROOM)
    if not is_open:
        return titled_card(event, lines)
    more = open_event.button(text("Details"), event.id)
    rows = in_rows((*answer_buttons(event, counts), more), 2)
    if is_full(event, counts):
        rows = ((disabled_button(text("Full")),), *rows)
    if ctx.contact.public_url:
        own_page = open_on_page.button(text("Open"), open_event.name, event.id)
        rows += ((replace(own_page, private=True),),)
    return titled_card(event, lines, rows, typed=typed_first_answer(event, counts))


def _event_answer(ctx: Context, event: Event | None, number: int) -> Answer:
    if event is None or not _may_see(ctx, event):
        raise NoSuchEvent(number=number, events=TYPED_AGENDA)
    check_in_group(ctx, event.group_id)
    if not is_in_place(ctx, event.group_id):
        ctx.whisper(own_event_card(ctx, event))
        return None
    if not ctx.direct:
        return event_card(ctx, event.id)
    if event.state in UNANNOUNCED_STATES:
        return preview_event.run(ctx, event.id)
    whisper_picture(ctx, event)
    return own_event_card(ctx, event)


def _details_card(ctx: Context, event: Event) -> Card:
    """The full description and the member's own answer, for a room: nothing of other people."""
    counts = ctx.store[Attendances].counts(event.id)
    lines, is_open = _state_lines(ctx, event, counts, None)
    if not is_open:
        return titled_card(event, lines)
    attendance = ctx.store[Attendances].mine(event.id, ctx.member.id)
    lines = [*lines, _own_answer(ctx, attendance)]
    rows = in_rows(own_answer_buttons(event, counts, attendance), 2)
    return titled_card(event, lines, rows, typed=typed_first_answer(event, counts))


def own_event_card(ctx: Context, event: Event) -> Card:
    """The full description, the member's own answer and buttons."""
    counts = ctx.store[Attendances].counts(event.id)
    attendance = ctx.store[Attendances].mine(event.id, ctx.member.id)
    exact = gives_address(event, attendance) or may_manage(ctx, event)
    lines, is_open = _state_lines(ctx, event, counts, None, exact=exact)
    if not is_open:
        rows = _management_buttons(ctx, event)
        for added, buttons in past_event_parts.collect(ctx, event):
            lines, rows = [*lines, *added], (*rows, *buttons)
        return titled_card(event, lines, rows)
    into_calendar = send_event_file.button(text("Into my calendar"), event.id)
    rows = in_rows((*own_answer_buttons(event, counts, attendance), into_calendar), 2)
    if event.guests and attendance is not None and attendance.answer == Rsvp.GOING:
        rows += ((bring_guest.button(text("I am bringing someone"), event.id),),)
    if may_manage(ctx, event) and counts.unsure:  # who has not confirmed a new date
        lines.append(ntext("To be confirmed: {count}", "To be confirmed: {count}", counts.unsure))
    lines.append(_own_answer(ctx, attendance))
    for added, buttons in upcoming_event_parts.collect(ctx, event):
        lines, rows = [*lines, *added], (*rows, *buttons)
    rows += _management_buttons(ctx, event)
    typed = None if ctx.on_page else typed_first_answer(event, counts)
    return titled_card(event, lines, rows, typed=typed)


def _state_lines(
    ctx: JobContext, event: Event, counts: Counts, most: int | None, *, exact: bool = False
) -> tuple[list[Line], bool]:
    """Lines on the event and its attendance, and whether it takes answers.

    `exact` is for those who may read a private address.
    """
    if event.state == EventState.WITHDRAWN:
        return [text("This event was withdrawn.")], False
    first_lines = [*group_lines(ctx, event), *event_details(event, most, exact=exact)]
    if event.series_id is not None:
        first_lines += repeat_lines(ctx, event, event.series_id)
    if event.state == EventState.CANCELLED:
        return [text("This event does not take place."), *first_lines], False
    names = ctx.store[Attendances].names(event.id, event.community_id, NAMES_SHOWN)
    if event.over_at <= ctx.now:
        who = [attendance_text(event, counts)] if counts.going else []
        return [*first_lines, *who, *names_lines(names, counts), text("This event is over.")], False
    lines = [*first_lines, attendance_text(event, counts), *names_lines(names, counts)]
    return [*lines, *deadline_lines(event)], event.state == EventState.PUBLISHED


def _own_answer(ctx: Context, attendance: Attendance | None) -> Text:
    if attendance is None or attendance.answer == Rsvp.NONE:
        return text("You have not answered.")
    if attendance.asked_again_at is not None:
        return text("You signed up before the date moved: do you still come?")
    if attendance.answer == Rsvp.WAITING:
        if attendance.offered_until is not None:
            return text("A place is kept for you until {until}.", until=attendance.offered_until)
        ahead = ctx.store[WaitingList].ahead_of(attendance)
        if not ahead:
            return text("You are first on the waiting list.")
        return text("You are number {place} on the waiting list.", place=ahead + 1)
    guests = ctx.store[Guests].of(attendance.id)
    if guests:
        return text("You are coming with {names}.", names=[each.name or "…" for each in guests])
    return {
        Rsvp.GOING: text("You are coming."),
        Rsvp.MAYBE: text("You may be coming."),
        Rsvp.DECLINED: text("You are not coming."),
    }[attendance.answer]


def _management_buttons(ctx: Context, event: Event) -> Buttons:
    list_row: Buttons = ()
    if ctx.role() >= Role.GARDENER and event.state == EventState.PUBLISHED:
        list_row = ((show_attendance_list.button(text("Who comes"), event.id, FIRST_PAGE),),)
    is_open = event.state == EventState.PUBLISHED and event.over_at > ctx.now
    if not is_open or not may_manage(ctx, event):
        return list_row
    change = edit_event.button(text("Change"), event.id)
    return (*list_row, (change, ask_cancel_reason.button(text("Call it off"), event.id)))


def _may_see(ctx: Context, event: Event) -> bool:
    return event.state not in UNANNOUNCED_STATES or may_manage(ctx, event)
