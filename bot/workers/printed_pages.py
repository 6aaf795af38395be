"""Our pages as PDF, made of their HTML, with tags that screen readers go by.

What stands in `<main>` is printed: headings, paragraphs, lists and tables. The library nests no
tags, so that a row of a table is tagged as one line, each cell after the title of its column.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, cast

from bot.workers.printed_sheets import FAMILY, SHEET_SECONDS, new_pdf
from bot.workers.worker_process import draw_in_worker

if TYPE_CHECKING:
    from fpdf import FPDF

_MARGIN = 12
_WIDTH, _BOTTOM = 210 - 2 * _MARGIN, 297 - _MARGIN
_LEADING = 1.35
_TOGETHER = 3
"""Lines of a paragraph that stay together where a page ends."""
_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0)
"""Points of the words: the largest with which a page that is to be one sheet is one."""
_SIDES = 2
_SCALES = {"h1": 1.7, "h2": 1.25, "h3": 1.1}
_TAGS = {"h1": "/H1", "h2": "/H2", "h3": "/H3"}
"""Others are paragraphs: items need a list around them, cells a row."""
_BULLET = "– "
_FIRST_COLUMN = 0.38
"""The part of a table's width that the titles of its rows take."""


@dataclass(slots=True)
class _Block:
    """A heading, a paragraph, an item of a list, or a row of a table."""

    tag: str
    words: str = ""
    cells: list[str] = field(default_factory=list)
    is_title: bool = False
    """True for the row with the titles of the columns."""


class _Reader(HTMLParser):
    """Collects the blocks of a page's `<main>`, without what is marked as `data-unprinted`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self._open: list[tuple[str, bool]] = []
        self._block: _Block | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        self._open.append((tag, "data-unprinted" in dict(attrs)))
        if not self._is_printed():
            return
        if tag in _BLOCKS:
            self._block = _Block(tag)
            self.blocks.append(self._block)
        elif tag in ("th", "td") and self._block is not None:
            self._block.cells.append("")
            self._block.is_title = any(each == "thead" for each, _ in self._open)

    def handle_endtag(self, tag: str) -> None:
        while any(each == tag for each, _ in self._open) and self._open.pop()[0] != tag:
            pass
        if tag in _BLOCKS:
            self._block = None

    def handle_data(self, data: str) -> None:
        block = self._block
        if block is None or not self._is_printed():
            return
        if block.cells:
            block.cells[-1] += data
        elif block.tag != "tr":
            block.words += data

    def _is_printed(self) -> bool:
        opened = [tag for tag, _ in self._open]
        return "main" in opened and not any(hidden for _, hidden in self._open)


_VOID = frozenset(("br", "img", "link", "meta", "rect", "input"))
_BLOCKS = frozenset(("h1", "h2", "h3", "p", "li", "caption", "dt", "dd", "tr"))


def print_page(page: str, title: str, locale: str, at: datetime, *, one_sheet: bool) -> bytes:
    """A page as PDF, drawn in a process of its own; to be called in a thread."""
    return draw_in_worker(printed_page, SHEET_SECONDS, page, title, locale, at, one_sheet=one_sheet)


def printed_page(page: str, title: str, locale: str, at: datetime, *, one_sheet: bool) -> bytes:
    """Draw the page in this process; smaller, if that makes one sheet of it, with both sides."""
    reader = _Reader()
    reader.feed(page)
    for size in _SIZES if one_sheet else _SIZES[:1]:
        pdf = _drawn(reader.blocks, size, new_pdf(title, locale, at))
        if pdf.pages_count <= _SIDES:
            break
    return bytes(pdf.output())


def _drawn(blocks: Sequence[_Block], size: float, pdf: "FPDF") -> "FPDF":
    pdf.set_margin(_MARGIN)
    pdf.add_page()
    titles: list[str] = []
    for block in blocks:
        if block.tag != "tr":
            _draw_words(pdf, block, size)
        elif block.is_title:
            titles = _tidy(block.cells)
            _draw_row(pdf, titles, [], size, bold=True)
        else:
            _draw_row(pdf, _tidy(block.cells), titles, size, bold=False)
    return pdf


def _tidy(cells: Sequence[str]) -> list[str]:
    return [" ".join(each.split()) for each in cells]


def _draw_words(pdf: "FPDF", block: _Block, size: float) -> None:
    words = " ".join(block.words.split())
    if not words:
        return
    scale = _SCALES.get(block.tag, 1.0)
    is_bold = block.tag in _SCALES or block.tag in ("caption", "dt")
    pdf.set_font(FAMILY, style="B" if is_bold else "", size=size * scale)
    pdf.set_y(pdf.get_y() + (size * 0.2 if block.tag in _SCALES else 0))
    words = _BULLET + words if block.tag == "li" else words
    height = pdf.font_size * _LEADING
    broken = pdf.multi_cell(_WIDTH, height, words, align="L", dry_run=True, output="LINES")
    lines = cast("list[str]", broken)
    while lines:
        _begin_on_next_page(pdf, height * min(len(lines), _TOGETHER))
        room = int((_BOTTOM - pdf.get_y()) / height)
        with _tagged(pdf, _TAGS.get(block.tag, "/P")):
            for line in lines[:room]:
                pdf.set_x(_MARGIN)
                pdf.cell(_WIDTH, height, line, new_x="LMARGIN", new_y="NEXT")
        lines = lines[room:]
    pdf.set_y(pdf.get_y() + size * 0.08)


def _draw_row(
    pdf: "FPDF", cells: Sequence[str], titles: Sequence[str], size: float, *, bold: bool
) -> None:
    """Draw a row; it is read as “title: cell” for each column."""
    if not cells:
        return
    pdf.set_font(FAMILY, style="B" if bold else "", size=size)
    others = max(len(cells) - 1, 1)
    widths = [_WIDTH * _FIRST_COLUMN, *[_WIDTH * (1 - _FIRST_COLUMN) / others] * (len(cells) - 1)]
    height = pdf.font_size * _LEADING
    broken = [
        cast(
            "list[str]",
            pdf.multi_cell(width - 2, height, cell, align="L", dry_run=True, output="LINES"),
        )
        for width, cell in zip(widths, cells, strict=True)
    ]
    tall = height * max(1, *(len(each) for each in broken))
    _begin_on_next_page(pdf, tall)
    top = pdf.get_y()
    read = cells if bold else [f"{a}: {b}" if a else b for a, b in _beside(titles, cells)]
    with _tagged(pdf, "/P", ", ".join(filter(None, read))):
        left = float(_MARGIN)
        for nth, (width, lines) in enumerate(zip(widths, broken, strict=True)):
            for row, line in enumerate(lines):
                pdf.set_xy(left, top + row * height)
                pdf.cell(width - 2, height, line, align="L" if nth == 0 else "R")
            left += width
    pdf.set_draw_color(160)
    pdf.set_line_width(0.1)
    pdf.line(_MARGIN, top + tall, _MARGIN + _WIDTH, top + tall)
    pdf.set_xy(_MARGIN, top + tall)


def _beside(titles: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each cell with the title of its column; the first one is the row's own title."""
    for nth, cell in enumerate(cells):
        yield (titles[nth] if nth and nth < len(titles) else ""), cell


def _begin_on_next_page(pdf: "FPDF", height: float) -> None:
    if pdf.get_y() + height > _BOTTOM:
        pdf.add_page()


@contextmanager
def _tagged(pdf: "FPDF", tag: str, read: str | None = None) -> Iterator[None]:
    """Tag what is drawn, as the library does for pictures: it offers no other way to do so."""
    mcid = pdf.struct_builder.next_mcid_for_page(pdf.page)
    pdf._add_marked_content(struct_type=tag, mcid=mcid, alt_text=read)  # noqa: SLF001
    pdf._out(f"{tag} <</MCID {mcid}>> BDC")  # noqa: SLF001
    yield
    pdf._out("EMC")  # noqa: SLF001
