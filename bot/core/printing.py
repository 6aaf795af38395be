"""Sheets to print and cut: ten people a page, each with their name, their code and a QR code."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path

import segno

SECONDS = 300.0
"""What a sheet may take, on a machine that has other things to do."""
_ACROSS, _DOWN = 2, 5
_PAGE = (210, 297)
_MARGIN = 8
_CELL = ((_PAGE[0] - 2 * _MARGIN) / _ACROSS, (_PAGE[1] - 2 * _MARGIN) / _DOWN)
_PADDING = 5
_QR = 36
_LINE = 4.2
_FAMILY = "DejaVu"


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person gets: the words, of which the first is their name, and what is scanned."""

    scanned: str
    name: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The title of a sheet, its language and its day, and all slips."""

    title: str
    locale: str
    at: datetime
    slips: Sequence[Slip]


def print_sheet(sheet: Sheet) -> bytes:
    """A sheet as PDF, drawn in a process of its own; to be called in a thread."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:
        return worker.submit(drawn_sheet, sheet).result(SECONDS)


def drawn_sheet(sheet: Sheet) -> bytes:
    """The same, here and now. Its words are text: they can be searched, copied and read aloud."""
    from fpdf import FPDF  # noqa: PLC0415 - only where something is drawn

    pdf = FPDF(format="A4")
    pdf.set_title(sheet.title)
    pdf.set_lang(sheet.locale)
    pdf.set_creator("Terreau")
    pdf.set_creation_date(sheet.at)
    pdf.set_auto_page_break(False)
    pdf.add_font(_FAMILY, fname=_fonts() / "DejaVuSans.ttf")
    pdf.add_font(_FAMILY, style="B", fname=_fonts() / "DejaVuSans-Bold.ttf")
    a_page = _ACROSS * _DOWN
    for number, slip in enumerate(sheet.slips):
        if number % a_page == 0:
            pdf.add_page()
            _draw_cuts(pdf)
        row, column = divmod(number % a_page, _ACROSS)
        _draw_slip(pdf, slip, _MARGIN + column * _CELL[0], _MARGIN + row * _CELL[1])
    return bytes(pdf.output())


def _draw_cuts(pdf) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - loaded where it is used
    """Dashed lines between the slips, from edge to edge."""
    pdf.set_draw_color(150)
    pdf.set_line_width(0.15)
    pdf.set_dash_pattern(dash=2, gap=2)
    for column in range(1, _ACROSS):
        pdf.line(_MARGIN + column * _CELL[0], 0, _MARGIN + column * _CELL[0], _PAGE[1])
    for row in range(1, _DOWN):
        pdf.line(0, _MARGIN + row * _CELL[1], _PAGE[0], _MARGIN + row * _CELL[1])
    pdf.set_dash_pattern()


def _draw_slip(pdf, slip: Slip, x: float, y: float) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - likewise
    left, top = x + _PADDING, y + _PADDING
    _draw_code(pdf, slip.scanned, left, top)
    words_at, width = left + _QR + 3, _CELL[0] - 2 * _PADDING - _QR - 3
    pdf.set_xy(words_at, top)
    pdf.set_font(_FAMILY, style="B", size=10)
    pdf.multi_cell(
        width, _LINE, slip.name, align="L", max_line_height=_LINE, new_x="LEFT", new_y="NEXT"
    )
    pdf.set_font(_FAMILY, size=7.5)
    for words in slip.words:
        pdf.set_x(words_at)
        pdf.multi_cell(width, 3.3, words, align="L", new_x="LEFT", new_y="NEXT")


def _draw_code(pdf, scanned: str, x: float, y: float) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - likewise
    matrix = segno.make(scanned, micro=False, error="m").matrix
    size = _QR / (len(matrix) + 2)  # the slip's own margin is the rest of the quiet zone
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


def _fonts() -> Path:
    """The folder of fonts that comes with Matplotlib, which need not be loaded for it."""
    found = find_spec("matplotlib")
    assert found is not None  # noqa: S101 - it is a dependency
    assert found.submodule_search_locations is not None  # noqa: S101 - it is a package
    return Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
