"""Tables in XLSX, within bounds on what is unpacked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from bot.domain.invitations.list_header import Header
from bot.workers.table_lines import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Line,
    ReadFailure,
    TitleReader,
    Unreadable,
    headed,
    trimmed,
)

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_UNPACKED = 400 * 1024 * 1024
"""The largest declared size of all parts of a workbook together; `zipfile` holds them to it."""
MOST_STRINGS = 100 * 1024 * 1024
"""The largest size of the part of them that is in memory as a whole."""
MOST_PARTS = 1000
_SHEETS = re.compile(r"(^|/)workbook\.xml$")
_STRINGS = re.compile(r"(^|/)sharedStrings\.xml$", re.IGNORECASE)


def read_workbook(path: Path, read_titles: TitleReader) -> Iterator[tuple[Header, Iterator[Line]]]:
    _check_parts(path)
    with path.open("rb") as file, closing(_open_workbook(file)) as book:
        found = None
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # they are what the file says of itself, and may be wrong
            try:
                found = headed(_sheet(sheet), read_titles)
            except Unreadable as unreadable:
                if unreadable.why not in (ReadFailure.NO_NAMES, ReadFailure.EMPTY):
                    raise
            if found is not None:
                break
        if found is None:
            raise Unreadable(ReadFailure.NO_NAMES)
        yield found


def _open_workbook(file: IO[bytes]) -> "Workbook":
    """The workbook; a broken one raises any error of its parts."""
    from openpyxl import load_workbook  # noqa: PLC0415 - it takes long to load, and most need it not

    try:
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:
        raise Unreadable(ReadFailure.BROKEN) from error


def _check_parts(path: Path) -> None:
    """Raise `Unreadable` for files that are no workbook or too large once unpacked."""
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(ReadFailure.BROKEN) from error
    if not any(_SHEETS.search(each.filename) for each in parts):
        raise Unreadable(ReadFailure.OTHER_WORKBOOK)
    strings = sum(each.file_size for each in parts if _STRINGS.search(each.filename))
    if len(parts) > MOST_PARTS or strings > MOST_STRINGS:
        raise Unreadable(ReadFailure.TOO_LARGE)
    if sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise Unreadable(ReadFailure.TOO_LARGE)


def _sheet(sheet: Any) -> Iterator[Line]:  # noqa: ANN401 - openpyxl's read-only sheet
    try:
        rows: Iterable[Sequence[object]] = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for line, row in enumerate(rows, 1):
            yield line, [_cell_words(cell) for cell in row]
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable(ReadFailure.BROKEN) from error


def _cell_words(cell: object) -> str:
    """A cell as people write it: spreadsheets take postcodes for numbers with a fraction."""
    match cell:
        case None | bool():
            return ""
        case str():
            return trimmed(cell)
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)[:LONGEST_CELL]
