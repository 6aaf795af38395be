"""Sheets that a spreadsheet opens, and where nothing that a person typed is taken for a formula.

A sheet is CSV in UTF-8 with a byte order mark, semicolons between cells, all text in quotes, lines
ended by CR LF. That is what Excel and LibreOffice open right by a double click where the comma is
in numbers, as in France: without the mark Excel garbles accents, with commas it shows one column.
Where LibreOffice asks, its own proposal (UTF-8, semicolon) is right.

A workbook is XLSX: numbers and days are such, and all the rest is text, which is as harmless as in
a sheet, since people save one as the other.
"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

MEDIA_TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"
_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\u2212")
"""What begins a formula: in full width as well, and the true minus."""
_ENDINGS = "\t\r\n"

_NO_LETTERS = frozenset("\ufffe\uffff")
_LONGEST_CELL = 32_767
_WIDTH = 22

Cell = str | int | date | None


def sheet(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A sheet with a line of titles; numbers are numbers, and all the rest is text."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(map(harmless, header))
    writer.writerows([_cell(each) for each in row] for row in rows)
    return (BYTE_ORDER_MARK + written.getvalue()).encode("utf-8", "replace")


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The sheet as XLSX, with its line of titles always in sight; rows are taken one by one."""
    # Only where something is drawn: it takes a tenth of a second to load.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    drawn = book.create_sheet(title)
    drawn.freeze_panes = "A2"
    for nth in range(1, len(header) + 1):
        drawn.column_dimensions[get_column_letter(nth)].width = _WIDTH

    def written(value: Cell) -> object:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(drawn, value=_without_formula(value))
        cell.data_type = "s"  # whatever it looks like
        return cell

    drawn.append([written(each) for each in header])
    for row in rows:
        drawn.append([written(each) for each in row])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def harmless(words: str) -> str:
    """Words that no spreadsheet runs: what looks like a formula gets an apostrophe before it.

    It looks like one when it begins so, also behind blanks, line ends or letters that nobody sees,
    which programs skip. The apostrophe is what people type themselves to say "this is text".
    """
    words = "".join(letter for letter in words if letter in _ENDINGS or not _is_control(letter))
    if words[:1] in tuple(_ENDINGS):
        return f"'{words}"
    for letter in words:
        if letter in _FORMULA:
            return f"'{words}"
        if not letter.isspace() and unicodedata.category(letter) not in {"Cf", "Zs", "Mn"}:
            break
    return words


def _cell(value: Cell) -> str | int:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else harmless(value)


def _without_formula(words: str) -> str:
    """Words as a cell of a workbook takes them: XML knows neither surrogates nor no-letters."""
    kept = "".join(each for each in harmless(words) if each not in _NO_LETTERS)
    return kept[:_LONGEST_CELL]


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"}
