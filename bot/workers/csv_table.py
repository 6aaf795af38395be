"""Tables in CSV, in any usual encoding and with any usual separator."""

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bot.domain.invitations.list_header import Header
from bot.workers.table_lines import (
    LINES_BEFORE_HEADER,
    MOST_COLUMNS,
    Line,
    ReadFailure,
    TitleReader,
    Unreadable,
    headed,
    trimmed,
)


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
