"""The attendance list as a file: to print and sign, for a spreadsheet, or for other programs.

Files about people are given as `docs/decisions/0005-files.md` says.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Document,
    File,
    JobContext,
    Reader,
    Router,
    Text,
    Toast,
    Where,
    asks,
    ntext,
    text,
)
from bot.domain.events.attendance import Attendee, counted
from bot.domain.events.rules import Rsvp
from bot.domain.files import SHEET_TYPE, WORKBOOK_TYPE, Cell, sheet, workbook
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import event_command, offer_attendance_files, show_attendance_list
from bot.vocabulary.lists import NONE_ANNOUNCED, events_announced
from handlers.events import acts
from handlers.events.attendance.attendance_list import (
    FIRST_PAGE,
    announced_event_by_id,
    announced_event_by_number,
    attendee_name,
    attendees,
    headcount_lines,
    time_line,
    typed_attendance,
)
from handlers.events.attendance.attendance_pdf import (
    PrintedList,
    PrintedName,
    PrintedPart,
    print_attendance,
)
from handlers.events.words import event_title, short_location, titled_card
from storage.events import CheckIns, Event, Events

router = Router()

BLANK_LINES = 12
"""Lines of the printed list for people who did not sign up."""
FORMATS = {
    "pdf": text("To print and sign (PDF)"),
    "xlsx": text("For Excel or LibreOffice (XLSX)"),
    "csv": text("For other programs (CSV)"),
}
_TITLES = (
    text("Name"),
    text("Answer"),
    text("Comes with"),
    text("Answer to the question"),
    text("Signed up on"),
    text("By phone, asked on"),
    text("Present"),
    text("Time of arrival"),
)
_ANSWERS = {
    Rsvp.GOING: text("Coming"),
    Rsvp.MAYBE: text("Maybe"),
    Rsvp.WAITING: text("Waiting list"),
    Rsvp.DECLINED: text("Not coming"),
    Rsvp.NONE: text("Not signed up"),
}


class SheetInPrivate(Refusal):
    """I send files in private only: write {files} to me there."""


class NoSuchSheet(Refusal):
    """There is no such file for event {number}. To see the list: {present}."""


@router.command(
    "event files",
    fr="evenement fichiers",
    aliases=("event export", "evenement export", "evenement fichier"),
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=("12 files", "12 fichiers"),
    theme="garden",
    trace=acts.EXPORT_WHO_COMES_TO_AN_EVENT,
)
def offer_files(
    ctx: Context,
    number: Annotated[
        int, asks("For which event?", choices=events_announced, nothing=NONE_ANNOUNCED)
    ],
) -> Card:
    """Get the attendance list of an event as a file, or to print."""
    return _files_card(ctx, announced_event_by_number(ctx, number))


@router.button(offer_attendance_files, who=Role.GARDENER, trace=acts.EXPORT_WHO_COMES_TO_AN_EVENT)
def show_files(ctx: Context, event_id: int) -> Card:
    """Offer the files of a list."""
    return _files_card(ctx, announced_event_by_id(ctx, event_id))


@router.button(
    "event_sheet", who=Role.GARDENER, limit=EXPORTS, trace=acts.EXPORT_WHO_COMES_TO_AN_EVENT
)
def give_file(ctx: Context, event_id: int, kind: str) -> Answer:
    """Give the list as a file, in private."""
    event = announced_event_by_id(ctx, event_id)
    if kind not in FORMATS:
        raise NoSuchSheet(number=event.number, present=typed_attendance(event))
    count = len(attendees(ctx, event))
    caption = ntext(
        "Event {number}: the list of {count} person",
        "Event {number}: the list of {count} people",
        count,
        number=event.number,
    )
    answer = draw_attendance_file.hand_out(ctx, kind, event.id, ctx.person.locale, caption=caption)
    if not isinstance(answer, Text):  # which says where else it is found
        ctx.trace(number=event.number, members=count)
    return answer if ctx.direct else _given_in_private(ctx, event, answer)


def _given_in_private(ctx: Context, event: Event, answer: Card | File | Text) -> Toast:
    """Send in private a file that was asked for in the gardeners' room."""
    if not ctx.whisper(answer):
        number = event.number
        raise SheetInPrivate(files=event_command.typed(number, ("files", "fichiers")))
    return Toast(text("I am sending it to you in private."))


def _files_card(ctx: Context, event: Event) -> Card:
    lines = [*headcount_lines(counted(attendees(ctx, event)))]
    lines.append(
        text(
            "Keep this file safe, and delete it when you no longer need it. This export is logged."
        )
    )
    row = [(give_file.button(label, event.id, kind),) for kind, label in FORMATS.items()]
    back = (show_attendance_list.button(text("The list"), event.id, FIRST_PAGE),)
    return titled_card(event, tuple(lines), (*row, back))


@router.file("attendance", who=Role.GARDENER)
def draw_attendance_file(ctx: JobContext, kind: str, event_id: str, locale: str) -> Document:
    """The attendance list of an event, to print or to edit."""
    event = ctx.store[Events].get(int(event_id))
    reader = Reader(locale, event.tz, ctx.today)
    people = ctx.store[CheckIns].roll(event.id, event.community_id)
    day = event.starts_at.astimezone(event.tz).date()
    name = f"{reader.say(text('attendance'))}-{event.number}-{day}"
    if kind == "pdf":
        return Document(
            f"{name}.pdf",
            "application/pdf",
            print_attendance(_printed_list(event, people, reader, ctx.now)),
        )
    titles = [reader.say(each) for each in _TITLES]
    rows = [_sheet_row(each, reader) for each in people]
    if kind == "xlsx":
        drawn = workbook(reader.say(text("Attendance list")), titles, rows)
        return Document(f"{name}.xlsx", WORKBOOK_TYPE, drawn)
    return Document(f"{name}.csv", SHEET_TYPE, sheet(titles, rows))


def _sheet_row(each: Attendee, reader: Reader) -> list[Cell]:
    signed = each.answered_at if each.answer is not Rsvp.NONE else None
    came = each.came_at
    return [
        reader.say(attendee_name(each)),
        reader.say(_ANSWERS[each.answer]),
        each.host,
        each.reply,
        None if signed is None else signed.astimezone(reader.zone).date(),
        each.asked_on,
        reader.say(text("no") if came is None else text("yes")),
        None if came is None else f"{came.astimezone(reader.zone):%H:%M}",
    ]


def _printed_list(
    event: Event, people: Sequence[Attendee], reader: Reader, now: datetime
) -> PrintedList:
    place = short_location(event)
    about = [reader.say(time_line(event)), *([] if place is None else [reader.say(place)])]

    def part(heading: Text, those: Callable[[Attendee], bool]) -> PrintedPart:
        names = [_printed_name(each, reader) for each in people if those(each)]
        return PrintedPart(reader.say(heading), names)

    parts = [
        part(text("Signed up"), lambda each: each.is_expected),
        part(text("Maybe"), lambda each: each.answer is Rsvp.MAYBE),
        part(text("Waiting list"), lambda each: each.answer is Rsvp.WAITING),
        part(
            text("Came without signing up"),
            lambda each: each.answer in (Rsvp.NONE, Rsvp.DECLINED),
        ),
        PrintedPart(reader.say(text("Others")), [PrintedName()] * BLANK_LINES),
    ]
    return PrintedList(
        title=reader.say(event_title(event)),
        about=about,
        sign=reader.say(text("Signature")),
        page=reader.say(text("page {page} of {all}", page="{page}", all="{all}")),
        locale=reader.locale,
        at=now,
        parts=parts,
    )


def _printed_name(each: Attendee, reader: Reader) -> PrintedName:
    """A name without the answer given at sign-up, which is not for all who sign."""
    beneath = "" if not each.host else reader.say(text("with {name}", name=each.host))
    return PrintedName(
        reader.say(attendee_name(each)),
        beneath,
        inset=each.host is not None,
        ticked=each.came_at is not None,
    )
