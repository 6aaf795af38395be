"""The lines of a list that somebody sent, as CSV or XLSX, however it was made.

What was sent is not trusted: see the bounds below. Whoever reads runs in a process of its own that
may not have more memory than is good: see `bot/workers/list_reader.py`.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from bot.domain.invitations.people_list import Header, read_header

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_COLUMNS = 60
LONGEST_CELL = 2000
MOST_UNPACKED = 400 * 1024 * 1024
"""How large all parts of a workbook may be together, as they say themselves; `zipfile` holds them
to it."""
MOST_STRINGS = 100 * 1024 * 1024
"""How large the part of them may be that is in memory as a whole."""
MOST_PARTS = 1000
LINES_BEFORE_HEADER = 20
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_SHEETS = re.compile(r"(^|/)workbook\.xml$")
_STRINGS = re.compile(r"(^|/)sharedStrings\.xml$", re.IGNORECASE)

Line = tuple[int, Sequence[str]]


class Why(StrEnum):
    """Why a file cannot be read as a list."""

    BROKEN = "broken"
    NOT_A_LIST = "not_a_list"
    OLD_WORKBOOK = "old_workbook"
    OTHER_WORKBOOK = "other_workbook"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NO_NAMES = "no_names"
    EMPTY = "empty"
    GONE = "gone"


class Unreadable(Exception):
    """A file is no list that can be read."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def read_table(path: Path) -> Iterator[tuple[Header, Iterator[Line]]]:
    """The header and the lines behind it, once; raises `Unreadable`, also while they are read."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise Unreadable(Why.EMPTY)
    if start.startswith(_OLE):
        raise Unreadable(Why.OLD_WORKBOOK)
    if start.startswith(_PDF):
        raise Unreadable(Why.NOT_A_LIST)
    yield from _workbook(path) if start.startswith(_ZIP) else _text(path, start)


# CSV


def _text(path: Path, start: bytes) -> Iterator[tuple[Header, Iterator[Line]]]:
    encoding = _encoding(path, start)
    csv.field_size_limit(100_000)
    separator = _separator(path, encoding)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _rows(csv.reader(file, delimiter=separator))
        yield _headed(lines)


def _rows(reader: Any) -> Iterator[Line]:  # noqa: ANN401 - csv's reader has no name
    line = 1
    try:
        for row in reader:
            yield line, [_trimmed(cell) for cell in row[:MOST_COLUMNS]]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(Why.BROKEN) from error


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 where all of it is, UTF-16 where it is marked so, else what Windows writes."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in start:
        raise Unreadable(Why.NOT_A_LIST)
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while some := file.read(1 << 20):
                decoder.decode(some)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _separator(path: Path, encoding: str) -> str:
    """What separates the columns: what makes the most of the first lines a header."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = [line[:10_000] for line in islice(file, LINES_BEFORE_HEADER)]

    def columns(separator: str) -> int:
        try:
            read = map(read_header, csv.reader(first, delimiter=separator))
            return max((len(each.at) for each in read if each), default=0)
        except csv.Error:
            return 0

    return max(";,\t|", key=columns)


# XLSX


def _workbook(path: Path) -> Iterator[tuple[Header, Iterator[Line]]]:
    _check_parts(path)
    with path.open("rb") as file, closing(_opened(file)) as book:
        found = None
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # they are what the file says of itself, and may be wrong
            try:
                found = _headed(_sheet(sheet))
            except Unreadable as unreadable:
                if unreadable.why not in (Why.NO_NAMES, Why.EMPTY):
                    raise
            if found is not None:
                break
        if found is None:
            raise Unreadable(Why.NO_NAMES)
        yield found


def _opened(file: IO[bytes]) -> "Workbook":
    """The workbook; what a broken one raises is whatever its parts do."""
    from openpyxl import load_workbook  # noqa: PLC0415 - it takes long to load, and most need it not

    try:
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:
        raise Unreadable(Why.BROKEN) from error


def _check_parts(path: Path) -> None:
    """Raise `Unreadable` for what is no workbook, or would be too large once unpacked."""
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(Why.BROKEN) from error
    if not any(_SHEETS.search(each.filename) for each in parts):
        raise Unreadable(Why.OTHER_WORKBOOK)
    strings = sum(each.file_size for each in parts if _STRINGS.search(each.filename))
    if len(parts) > MOST_PARTS or strings > MOST_STRINGS:
        raise Unreadable(Why.TOO_LARGE)
    if sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise Unreadable(Why.TOO_LARGE)


def _sheet(sheet: Any) -> Iterator[Line]:  # noqa: ANN401 - openpyxl's read-only sheet
    try:
        rows: Iterable[Sequence[object]] = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for line, row in enumerate(rows, 1):
            yield line, [_written(cell) for cell in row]
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable(Why.BROKEN) from error


def _written(cell: object) -> str:
    """A cell as people write it: spreadsheets take postcodes for numbers with a fraction."""
    match cell:
        case None | bool():
            return ""
        case str():
            return _trimmed(cell)
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)[:LONGEST_CELL]


# Both


def _headed(lines: Iterator[Line]) -> tuple[Header, Iterator[Line]]:
    """The first lines may be a title, or empty; what comes behind the header is the list."""
    before = 0
    for _, cells in lines:
        header = read_header(cells)
        if header is not None:
            return header, lines
        before += any(cells)
        if before == LINES_BEFORE_HEADER:
            break
    raise Unreadable(Why.NO_NAMES if before else Why.EMPTY)


def _trimmed(cell: str) -> str:
    return cell[:LONGEST_CELL].strip()
