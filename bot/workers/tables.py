"""Tables that people send, as CSV or XLSX.

A table is not trusted: it is read in a worker process with limited memory: see
`bot/workers/list_reader.py`.
"""

from collections.abc import Iterator
from pathlib import Path

from bot.domain.invitations.list_header import Header
from bot.workers.csv_table import read_csv
from bot.workers.table_lines import Line, ReadFailure, TitleReader, Unreadable
from bot.workers.xlsx_table import read_workbook

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
