"""The attendance list as a file: to print and sign, for a spreadsheet, or for other programs.

Files about people are given as `docs/decisions/0005-files.md` says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from bot.core import (
    FAMILY,
    SHEET_SECONDS,
    Act,
    Answer,
    Card,
    Context,
    Document,
    JobContext,
    Reader,
    Router,
    Text,
    Toast,
    Where,
    asks,
    new_pdf,
    ntext,
    text,
)
from bot.domain.events.attendance import Attendee
from bot.domain.events.rules import Rsvp
from bot.domain.files import SHEET_TYPE, WORKBOOK_TYPE, Cell, sheet, workbook
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import event_command, offer_attendance_files, show_attendance_list
from bot.vocabulary.lists import NONE_ANNOUNCED, events_announced
from bot.workers.worker_process import draw_in_worker
from handlers.events.attendance_list import (
    FIRST_PAGE,
    announced_event_by_id,
    announced_event_by_number,
    attendee_name,
    attendees,
    headcount_lines,
    typed_attendance,
)
from handlers.events.words import event_time, event_title, short_location, titled_card
from storage.events import CheckIns, Event, Events

if TYPE_CHECKING:
    from fpdf import FPDF

router = Router()

EXPORT_WHO_COMES_TO_AN_EVENT = Act(
    text("{who} exported the attendance list of an event"),
    text("export the attendance list of an event"),
)
router.act("attendance file", EXPORT_WHO_COMES_TO_AN_EVENT)

_PAGE = (210, 297)
_MARGIN = 12
_WIDTH = _PAGE[0] - 2 * _MARGIN
_ROW = 12
_BOX = 6
_NAME = 98
"""Width of a name; a longer one is printed smaller, then cut."""
_SIGN = _MARGIN + _BOX + 4 + _NAME
_LARGEST, _SMALLEST = 14, 9
_FOOT = 14
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


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A row of the printed list."""

    name: str = ""
    """Name; empty on a blank line."""
    beneath: str = ""
    """A few words beneath."""
    inset: bool = False
    """True for a guest, below the host."""
    ticked: bool = False
    """True for a person who was here."""


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """Names under a heading."""

    heading: str
    names: Sequence[PrintedName]


@dataclass(frozen=True, slots=True)
class PrintedList:
    """The attendance list of an event."""

    title: str
    """Title of the event."""
    about: Sequence[str]
    """Lines beneath the title."""
    sign: str
    """Words above the room for signatures."""
    page: str
    """Words of a page number, with `{page}` and `{all}`."""
    locale: str
    """Language of the document."""
    at: datetime
    """Time of printing."""
    parts: Sequence[PrintedPart]
    """Parts of the list."""


@router.command(
    "event files",
    fr="evenement fichiers",
    aliases=("event export", "evenement export", "evenement fichier"),
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=("12 files", "12 fichiers"),
    theme="garden",
    trace=EXPORT_WHO_COMES_TO_AN_EVENT,
)
def offer_files(
    ctx: Context,
    number: Annotated[
        int, asks("For which event?", choices=events_announced, nothing=NONE_ANNOUNCED)
    ],
) -> Card:
    """Get the attendance list of an event as a file, or to print."""
    return _files_card(ctx, announced_event_by_number(ctx, number))


@router.button(offer_attendance_files, who=Role.GARDENER, trace=EXPORT_WHO_COMES_TO_AN_EVENT)
def show_files(ctx: Context, event_id: int) -> Card:
    """Offer the files of a list."""
    return _files_card(ctx, announced_event_by_id(ctx, event_id))


@router.button("event_sheet", who=Role.GARDENER, limit=EXPORTS, trace=EXPORT_WHO_COMES_TO_AN_EVENT)
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
    if ctx.direct:
        return answer
    if not ctx.whisper(answer):
        raise SheetInPrivate(files=event_command.typed(event.number, ("files", "fichiers")))
    return Toast(text("I am sending it to you in private."))


def _files_card(ctx: Context, event: Event) -> Card:
    care = text(
        "Keep this file safe, and delete it when you no longer need it. This export is logged."
    )
    lines = (*headcount_lines(attendees(ctx, event)), care)
    row = [(give_file.button(label, event.id, kind),) for kind, label in FORMATS.items()]
    back = (show_attendance_list.button(text("The list"), event.id, FIRST_PAGE),)
    return titled_card(event, lines, (*row, back))


@router.file("attendance", who=Role.GARDENER)
def draw_attendance_file(ctx: JobContext, kind: str, event_id: str, locale: str) -> Document:
    """The attendance list of an event, to print or to edit."""
    event = ctx.store[Events].get(int(event_id))
    reader = Reader(locale, event.tz, ctx.today)
    people = ctx.store[CheckIns].attendees(event.id, event.community_id)
    day = event.starts_at.astimezone(event.tz).date()
    name = f"{reader.say(text('attendance'))}-{event.number}-{day}"
    if kind == "pdf":
        printed = _printed_list(event, people, reader, ctx.now)
        drawn = draw_in_worker(draw_attendance, SHEET_SECONDS, printed)
        return Document(f"{name}.pdf", "application/pdf", drawn)
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
    about = [reader.say(text("{when}", when=event_time(event)))]
    if (place := short_location(event)) is not None:
        about.append(reader.say(place))

    def part(heading: Text, those: Callable[[Attendee], bool]) -> PrintedPart:
        names = [_printed_name(each, reader) for each in people if those(each)]
        return PrintedPart(reader.say(heading), names)

    parts = [
        part(text("Signed up"), lambda each: each.is_expected),
        part(text("Maybe"), lambda each: each.answer is Rsvp.MAYBE),
        part(text("Waiting list"), lambda each: each.answer is Rsvp.WAITING),
        part(
            text("Came without signing up"), lambda each: each.answer in (Rsvp.NONE, Rsvp.DECLINED)
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


def draw_attendance(printed: PrintedList) -> bytes:
    """Draw the list as PDF in this process. Its text can be searched and copied."""
    pdf = new_pdf(printed.title, printed.locale, printed.at)
    _new_page(pdf, printed, first=True)
    for part in printed.parts:
        if not part.names:
            continue
        if pdf.get_y() + 2 * _ROW + 8 > _PAGE[1] - _FOOT:
            _new_page(pdf, printed)
        pdf.set_font(FAMILY, style="B", size=12)
        pdf.set_xy(_MARGIN, pdf.get_y() + 1)
        pdf.cell(_WIDTH, 7, part.heading, new_x="LMARGIN", new_y="NEXT")
        for each in part.names:
            if pdf.get_y() + _ROW > _PAGE[1] - _FOOT:
                _new_page(pdf, printed)
            _draw_row(pdf, each)
    return bytes(pdf.output())


def _new_page(pdf: "FPDF", printed: PrintedList, *, first: bool = False) -> None:
    """Add a page: the title on each, the details of the event on the first."""
    pdf.add_page()
    pdf.set_font(FAMILY, size=10)
    pdf.set_xy(_MARGIN, _PAGE[1] - _FOOT + 2)
    numbered = printed.page.replace("{page}", str(pdf.page_no()))
    pdf.cell(_WIDTH, 5, numbered.replace("{all}", pdf.str_alias_nb_pages or ""))
    pdf.set_xy(_MARGIN, _MARGIN)
    pdf.set_font(FAMILY, style="B", size=16 if first else 11)
    if first:
        pdf.multi_cell(_WIDTH, 8, printed.title, align="L", new_x="LMARGIN", new_y="NEXT")
    else:
        _write(pdf, printed.title, _MARGIN, _WIDTH, 6)
        pdf.set_y(_MARGIN + 6)
    pdf.set_font(FAMILY, size=11)
    for line in printed.about if first else ():
        pdf.set_x(_MARGIN)
        pdf.multi_cell(_WIDTH, 6, line, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(pdf.get_y() + 2)
    pdf.set_font(FAMILY, size=10)
    pdf.set_xy(_SIGN, pdf.get_y())
    pdf.cell(_MARGIN + _WIDTH - _SIGN, 5, printed.sign, new_x="LMARGIN", new_y="NEXT")


def _draw_row(pdf: "FPDF", each: PrintedName) -> None:
    """Draw a box, the name and a line to sign on; guests are indented."""
    top, x = pdf.get_y(), _MARGIN + (8 if each.inset else 0)
    pdf.set_draw_color(0)
    pdf.set_line_width(0.4)
    pdf.rect(x, top + (_ROW - _BOX) / 2, _BOX, _BOX)
    if each.ticked:
        y = top + (_ROW - _BOX) / 2
        pdf.line(x + 1, y + 3, x + 2.5, y + 5)
        pdf.line(x + 2.5, y + 5, x + _BOX - 0.8, y + 1)
    beside = x + _BOX + 4
    width = _SIGN - beside - 2
    pdf.set_font(FAMILY, style="B", size=_font_size(pdf, each.name, width))
    _write(pdf, each.name, beside, width, 7 if each.beneath else _ROW, y=top)
    if each.beneath:
        pdf.set_font(FAMILY, size=10)
        _write(pdf, each.beneath, beside, width, 4, y=top + 6.5)
    pdf.set_draw_color(120)
    pdf.set_line_width(0.2)
    pdf.line(_SIGN, top + _ROW - 1, _MARGIN + _WIDTH, top + _ROW - 1)
    if not each.name:
        pdf.line(beside, top + _ROW - 1, _SIGN - 2, top + _ROW - 1)
    pdf.set_y(top + _ROW)


def _font_size(pdf: "FPDF", words: str, width: float) -> int:
    """The largest font size in which the words fit, at least the smallest."""
    for size in range(_LARGEST, _SMALLEST, -1):
        pdf.set_font(FAMILY, style="B", size=size)
        if pdf.get_string_width(words) <= width - 2:
            return size
    return _SMALLEST


def _write(
    pdf: "FPDF", words: str, x: float, width: float, height: float, *, y: float | None = None
) -> None:
    """Write words on one line, cut to its width."""
    if pdf.get_string_width(words) > width - 2:
        while words and pdf.get_string_width(words + "…") > width - 2:
            words = words[:-1]
        words += "…"
    pdf.set_xy(x, pdf.get_y() if y is None else y)
    pdf.cell(width, height, words)
