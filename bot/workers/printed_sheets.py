"""Sheets to print and cut: eight people a page, each with their name, their code and a QR code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.workers.worker_process import draw_in_worker

if TYPE_CHECKING:
    from fpdf import FPDF

SHEET_SECONDS = 300.0
"""Limits of a sheet, on a machine that has other work."""
_ACROSS, _DOWN = 2, 4
_PAGE = (210, 297)
_MARGIN = 8
_CELL = ((_PAGE[0] - 2 * _MARGIN) / _ACROSS, (_PAGE[1] - 2 * _MARGIN) / _DOWN)
_PADDING = 5
_QR = 36
_NAME = 18
"""The most room that a name takes: four lines."""
_LEADING = 1.25
FAMILY = "DejaVu"


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's part of a sheet."""

    name: str
    scanned: str
    beside: Sequence[str]
    below: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The title of a sheet, its language and its day, and all slips."""

    title: str
    locale: str
    at: datetime
    slips: Sequence[Slip]


def print_sheet(sheet: Sheet) -> bytes:
    """A sheet as PDF, drawn in a process of its own; to be called in a thread."""
    return draw_in_worker(drawn_sheet, SHEET_SECONDS, sheet)


def drawn_sheet(sheet: Sheet) -> bytes:
    """Draw the sheet in this process. Its words are text: searchable, readable aloud."""
    pdf = new_pdf(sheet.title, sheet.locale, sheet.at)
    a_page = _ACROSS * _DOWN
    for number, slip in enumerate(sheet.slips):
        if number % a_page == 0:
            pdf.add_page()
            _draw_cuts(pdf)
        row, column = divmod(number % a_page, _ACROSS)
        _draw_slip(pdf, slip, _MARGIN + column * _CELL[0], _MARGIN + row * _CELL[1])
    return bytes(pdf.output())


def new_pdf(title: str, locale: str, at: datetime) -> "FPDF":
    """A document of pages in A4 without any page yet, with the fonts of `FAMILY`."""
    from fpdf import FPDF  # noqa: PLC0415 - only where something is drawn

    pdf = FPDF(format="A4")
    pdf.set_title(title)
    pdf.set_lang(locale)
    pdf.set_creator("Terreau")
    pdf.set_creation_date(at)
    pdf.set_auto_page_break(False)
    pdf.add_font(FAMILY, fname=font_folder() / "DejaVuSans.ttf")
    pdf.add_font(FAMILY, style="B", fname=font_folder() / "DejaVuSans-Bold.ttf")
    return pdf


def _draw_cuts(pdf: "FPDF") -> None:
    """Dashed lines between the slips, from edge to edge."""
    pdf.set_draw_color(150)
    pdf.set_line_width(0.15)
    pdf.set_dash_pattern(dash=2, gap=2)
    for column in range(1, _ACROSS):
        pdf.line(_MARGIN + column * _CELL[0], 0, _MARGIN + column * _CELL[0], _PAGE[1])
    for row in range(1, _DOWN):
        pdf.line(0, _MARGIN + row * _CELL[1], _PAGE[0], _MARGIN + row * _CELL[1])
    pdf.set_dash_pattern()


def _draw_slip(pdf: "FPDF", slip: Slip, x: float, y: float) -> None:
    left, top, width = x + _PADDING, y + _PADDING, _CELL[0] - 2 * _PADDING
    draw_code(pdf, slip.scanned, left, top, _QR)
    apart = _QR + 3
    pdf.set_font(FAMILY, style="B", size=10)
    pdf.set_xy(left + apart, top)
    _write(pdf, slip.name, width - apart, top + _NAME)
    pdf.set_font(FAMILY, size=8)
    for words in slip.beside:
        pdf.set_x(left + apart)
        _write(pdf, words, width - apart, top + _QR)
    pdf.set_font(FAMILY, size=7)
    pdf.set_y(top + _QR + 1)
    for words in slip.below:
        pdf.set_x(left)
        _write(pdf, words, width, y + _CELL[1] - 2)


def _write(pdf: "FPDF", words: str, width: float, until: float) -> None:
    """Write words on the lines there is room for; longer words are cut, not overprinted."""
    height = pdf.font_size * _LEADING
    broken = pdf.multi_cell(width, height, words, align="L", dry_run=True, output="LINES")
    lines = cast("list[str]", broken)
    for line in lines[: max(0, int((until - pdf.get_y()) / height))]:
        pdf.cell(width, height, line, new_x="LEFT", new_y="NEXT")


def draw_code(pdf: "FPDF", scanned: str, x: float, y: float, width: float) -> None:
    """Draw a QR code, in millimetres; around it some more white is needed."""
    import segno  # noqa: PLC0415 - only where something is drawn

    matrix = segno.make(scanned, micro=False, error="m").matrix
    size = width / (len(matrix) + 2)  # the margin around it is the rest of the quiet zone
    pdf.set_fill_color(0)
    for row, column, length in _runs(matrix):
        pdf.rect(x + (column + 1) * size, y + (row + 1) * size, length * size, size, style="F")


def _runs(matrix: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """The dark modules, those beside each other as one: row, column, how many."""
    for row, modules in enumerate(matrix):
        column = 0
        for dark, run in groupby(modules):
            length = len(list(run))
            if dark:
                yield row, column, length
            column += length


def font_folder() -> Path:
    """The folder of fonts that comes with Matplotlib, which need not be loaded for it."""
    found = find_spec("matplotlib")
    assert found is not None  # noqa: S101 - it is a dependency
    assert found.submodule_search_locations is not None  # noqa: S101 - it is a package
    return Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
