"""Names and types of files, and spreadsheets in which typed text is never taken for a formula.

A sheet is CSV in UTF-8 with a byte order mark, semicolons between cells, all text in quotes, and
CR LF at line ends. Excel and LibreOffice open that right on a double click in locales with a
decimal comma, as in France: without the mark Excel garbles accents, with commas it shows one
column. If LibreOffice asks, its own proposal (UTF-8, semicolon) is right.

A workbook is XLSX: numbers and days are typed, and the rest is text, as harmless as in a sheet,
since people save one as the other.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

from bot.domain.words import without_unseen

_LONGEST = 120
# Characters that separate folders, end a header or a quotation, or are forbidden somewhere.
_NEVER = re.compile(r'[\x00-\x1f\x85\u2028\u2029/\\:*?"<>|]')

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][\w!#$&^.+-]{0,62}/[A-Za-z0-9][\w!#$&^.+-]{0,126}", re.ASCII)
"""A type as it is registered (RFC 6838)."""
UNKNOWN_TYPE = "application/octet-stream"


def plain_name(name: str, fallback: str = "file") -> str:
    """A name without anything that could do something, its ending kept; never empty.

    Marks that turn the reading direction could hide an ending, so they go too.
    """
    name_without = _NEVER.sub("", without_unseen(name)).strip(" .")
    if not name_without:
        return fallback
    stem, dot, ending = name_without.rpartition(".")
    if not dot or len(ending) > 10:  # noqa: PLR2004 - longer ones are part of a sentence
        return name_without[:_LONGEST].strip(" .")
    return f"{stem[: _LONGEST - len(ending) - 1].strip(' .')}.{ending}"


def plain_media_type(stated: str) -> str:
    """The media type that a sender states, without parameters; that of any bytes if it is none."""
    found = _MEDIA_TYPE.match(stated.strip())
    if found is None or stated.strip()[found.end() :].lstrip()[:1] not in ("", ";"):
        return UNKNOWN_TYPE
    return found[0].lower()


SHEET_TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"
_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\u2212")
"""Characters that begin a formula, full-width ones and the true minus included."""
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
        # XML knows neither surrogates nor no-letters.
        kept = "".join(each for each in harmless(value) if each not in _NO_LETTERS)
        cell = WriteOnlyCell(drawn, value=kept[:_LONGEST_CELL])
        cell.data_type = "s"  # whatever it looks like
        return cell

    drawn.append([written(each) for each in header])
    for row in rows:
        drawn.append([written(each) for each in row])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def harmless(words: str) -> str:
    """Words that no spreadsheet runs: a possible formula gets an apostrophe in front.

    Leading blanks, line ends and invisible letters are skipped, as programs skip them. The
    apostrophe is how people type "this is text".
    """
    words = "".join(
        letter
        for letter in words
        if letter in _ENDINGS or unicodedata.category(letter) not in {"Cc", "Cs"}
    )
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
