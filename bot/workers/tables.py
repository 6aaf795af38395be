"""Tables that people send, as CSV or XLSX: lists of people and of organisations.

A table is not trusted, since it may be made to do harm: it is read within bounds, in a worker
process with limited memory and time, which ends with the list. Ours gets the result of some lines
at a time.
"""

import codecs
import csv
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from bot.domain.directory import OrganisationList, OrganisationReader, pack_list, read_titles
from bot.domain.invitations import Header, KnownPeople, LineReader, ListResult, read_header
from bot.workers.worker_process import READING_MEMORY, WorkerProcess, WorkFailed, WorkLimits

if TYPE_CHECKING:
    from openpyxl import Workbook


MOST_COLUMNS = 60
LONGEST_CELL = 2000
LINES_BEFORE_HEADER = 20

Line = tuple[int, Sequence[str]]
TitleReader = Callable[[Sequence[str]], Header | None]
"""Reads a line of titles; None if it is none."""


class ReadFailure(StrEnum):
    """Reasons why a file cannot be read as a list."""

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
    """A file cannot be read as a list."""

    def __init__(self, why: ReadFailure) -> None:
        super().__init__(why)
        self.why = why


def headed(lines: Iterator[Line], read_titles: TitleReader) -> tuple[Header, Iterator[Line]]:
    """The first lines may be a title, or empty; the list comes behind the header."""
    before = 0
    for _, cells in lines:
        header = read_titles(cells)
        if header is not None:
            return header, lines
        before += any(cells)
        if before == LINES_BEFORE_HEADER:
            break
    raise Unreadable(ReadFailure.NO_NAMES if before else ReadFailure.EMPTY)


def trimmed(cell: str) -> str:
    return cell[:LONGEST_CELL].strip()


def read_csv(
    path: Path, start: bytes, read_titles: TitleReader
) -> Iterator[tuple[Header, Iterator[Line]]]:
    encoding = _encoding(path, start)
    csv.field_size_limit(100_000)
    separator = _separator(path, encoding, read_titles)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _rows(csv.reader(file, delimiter=separator))
        yield headed(lines, read_titles)


def _rows(reader: Any) -> Iterator[Line]:  # noqa: ANN401 - csv's reader has no name
    line = 1
    try:
        for row in reader:
            yield line, [trimmed(cell) for cell in row[:MOST_COLUMNS]]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(ReadFailure.BROKEN) from error


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 where all of it is, UTF-16 where it is marked so, else what Windows writes."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in start:
        raise Unreadable(ReadFailure.NOT_A_LIST)
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while some := file.read(1 << 20):
                decoder.decode(some)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _separator(path: Path, encoding: str, read_titles: TitleReader) -> str:
    """The separator of columns: the one with which most columns have known names."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = [line[:10_000] for line in islice(file, LINES_BEFORE_HEADER)]

    def columns(separator: str) -> int:
        try:
            read = map(read_titles, csv.reader(first, delimiter=separator))
            return max((len(each.at) for each in read if each), default=0)
        except csv.Error:
            return 0

    return max(";,\t|", key=columns)


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


_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


def read_table(path: Path, read_titles: TitleReader) -> Iterator[tuple[Header, Iterator[Line]]]:
    """Yield the header and the lines after it, once; raises `Unreadable`, also while iterating."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise Unreadable(ReadFailure.EMPTY)
    if start.startswith(_OLE):
        raise Unreadable(ReadFailure.OLD_WORKBOOK)
    if start.startswith(_PDF):
        raise Unreadable(ReadFailure.NOT_A_LIST)
    if start.startswith(_ZIP):
        yield from read_workbook(path, read_titles)
    else:
        yield from read_csv(path, start, read_titles)


AT_ONCE = 100
"""People that are handed over at a time."""
MOST_PEOPLE = 200_000
HEARD_EVERY = 1.0
"""After how many seconds what there is is handed over, however little: so one sees it go on."""
SILENCE = 120.0
"""After how many seconds without a result the process is given up."""
PROCESSOR_SECONDS = 900

ReaderMessage = Header | ListResult | ReadFailure | None


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A list to read."""

    path: Path
    domains: Mapping[str, str]
    """Its words for domains."""
    known: KnownPeople
    """People not to be invited."""


class ListReading:
    """A list that is being read in a worker process. Call it in a thread."""

    def __init__(self, asked: ListRequest) -> None:
        limits = WorkLimits(SILENCE, READING_MEMORY, PROCESSOR_SECONDS)
        self._worker = WorkerProcess(read_list, limits, asked)

    def next(self) -> Header | ListResult | None:
        """The header, then results, then None. Raises `Unreadable`."""
        try:
            result = self._worker.receive()
        except WorkFailed as error:  # of too much memory, or of what the list is
            raise Unreadable(ReadFailure.BROKEN) from error
        message: ReaderMessage = pickle.loads(result)  # noqa: S301 - from our own program
        if isinstance(message, ReadFailure):
            raise Unreadable(message)
        return message

    def close(self) -> None:
        """End the process at once."""
        self._worker.close()

    @property
    def is_over(self) -> bool:
        """True once its process has ended."""
        return self._worker.is_over


def read_list(asked: ListRequest) -> Iterator[bytes]:
    """Read a list in the worker process. Yields pickled messages; the last is None or a failure."""
    end: ReadFailure | None = None
    try:
        for header, lines in read_table(asked.path, read_header):
            yield pickle.dumps(header)
            sieve, people, last = LineReader(header, asked.domains, asked.known), 0, monotonic()
            waiting = 0
            for number, cells in lines:
                sieve.take(number, cells)
                waiting += any(cells)
                people += any(cells)
                if people > MOST_PEOPLE:
                    raise Unreadable(ReadFailure.TOO_MANY)  # noqa: TRY301 - it ends here, told as the others
                if waiting >= AT_ONCE or (
                    number % AT_ONCE == 0 and monotonic() - last > HEARD_EVERY
                ):
                    yield pickle.dumps(sieve.take_result())
                    waiting, last = 0, monotonic()
            yield pickle.dumps(sieve.take_result())
    except Unreadable as unreadable:
        end = unreadable.why
    except MemoryError:
        end = ReadFailure.TOO_LARGE
    except Exception:  # noqa: BLE001 - whatever a list made to do harm comes up with
        end = ReadFailure.BROKEN
    yield pickle.dumps(end)


MOST_ORGANISATIONS = 5_000
MOST_REMARKS = 1_000


def read_organisations(path: Path) -> bytes:
    """Read a list, or why it is none, into bytes: see `unpack_list`."""
    try:
        made = _read(path)
    except Unreadable as unreadable:
        made = OrganisationList(failure=unreadable.why)
    except MemoryError:
        made = OrganisationList(failure=ReadFailure.TOO_LARGE)
    except Exception:  # noqa: BLE001 - whatever a list made to do harm comes up with
        made = OrganisationList(failure=ReadFailure.BROKEN)
    return pack_list(made)


def _read(path: Path) -> OrganisationList:
    for header, lines in read_table(path, read_titles):
        reader = OrganisationReader(header)
        for number, cells in lines:
            reader.take(number, cells)
            if len(reader.list.organisations) > MOST_ORGANISATIONS:
                raise Unreadable(ReadFailure.TOO_MANY)
            del reader.list.remarks[MOST_REMARKS:]
        return reader.list
    raise Unreadable(ReadFailure.EMPTY)
