"""Sheets that a spreadsheet opens, and where nothing that a person typed is taken for a formula.

A sheet is CSV in UTF-8 with a byte order mark, semicolons between cells, all text in quotes, lines
ended by CR LF. That is what Excel and LibreOffice open right by a double click where the comma is
in numbers, as in France: without the mark Excel garbles accents, with commas it shows one column.
Where LibreOffice asks, its own proposal (UTF-8, semicolon) is right.
"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

MEDIA_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"
_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\u2212")
"""What begins a formula: in full width as well, and the true minus."""
_ENDINGS = "\t\r\n"

Cell = str | int | None


def sheet(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A sheet with a line of titles; numbers are numbers, and all the rest is text."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(map(harmless, header))
    writer.writerows([_cell(each) for each in row] for row in rows)
    return (BYTE_ORDER_MARK + written.getvalue()).encode("utf-8", "replace")


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
    return value if isinstance(value, int) else harmless(value)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"}
