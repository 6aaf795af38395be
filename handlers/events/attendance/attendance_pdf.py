"""The attendance list on paper: a box to tick, a name in large letters, and room to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.core import FAMILY, SECONDS, new_pdf
from bot.workers.worker_process import draw_in_worker

if TYPE_CHECKING:
    from fpdf import FPDF

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


def print_attendance(roll: PrintedList) -> bytes:
    """Draw the list as PDF in a worker process; call it in a thread."""
    return draw_in_worker(draw_attendance, SECONDS, roll)


def draw_attendance(roll: PrintedList) -> bytes:
    """Draw the list as PDF in this process. Its text can be searched and copied."""
    pdf = new_pdf(roll.title, roll.locale, roll.at)
    _new_page(pdf, roll, first=True)
    for part in roll.parts:
        if not part.names:
            continue
        if pdf.get_y() + 2 * _ROW + 8 > _PAGE[1] - _FOOT:
            _new_page(pdf, roll)
        _draw_heading(pdf, part.heading)
        for each in part.names:
            if pdf.get_y() + _ROW > _PAGE[1] - _FOOT:
                _new_page(pdf, roll)
            _draw_row(pdf, each)
    return bytes(pdf.output())


def _new_page(pdf: "FPDF", roll: PrintedList, *, first: bool = False) -> None:
    """Add a page: the title on each, the details of the event on the first."""
    pdf.add_page()
    pdf.set_font(FAMILY, size=10)
    pdf.set_xy(_MARGIN, _PAGE[1] - _FOOT + 2)
    numbered = roll.page.replace("{page}", str(pdf.page_no()))
    pdf.cell(_WIDTH, 5, numbered.replace("{all}", pdf.str_alias_nb_pages or ""))
    pdf.set_xy(_MARGIN, _MARGIN)
    pdf.set_font(FAMILY, style="B", size=16 if first else 11)
    if first:
        pdf.multi_cell(_WIDTH, 8, roll.title, align="L", new_x="LMARGIN", new_y="NEXT")
    else:
        _write(pdf, roll.title, _MARGIN, _WIDTH, 6)
        pdf.set_y(_MARGIN + 6)
    pdf.set_font(FAMILY, size=11)
    for line in roll.about if first else ():
        pdf.set_x(_MARGIN)
        pdf.multi_cell(_WIDTH, 6, line, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(pdf.get_y() + 2)
    pdf.set_font(FAMILY, size=10)
    pdf.set_xy(_SIGN, pdf.get_y())
    pdf.cell(_MARGIN + _WIDTH - _SIGN, 5, roll.sign, new_x="LMARGIN", new_y="NEXT")


def _draw_heading(pdf: "FPDF", heading: str) -> None:
    pdf.set_font(FAMILY, style="B", size=12)
    pdf.set_xy(_MARGIN, pdf.get_y() + 1)
    pdf.cell(_WIDTH, 7, heading, new_x="LMARGIN", new_y="NEXT")


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
