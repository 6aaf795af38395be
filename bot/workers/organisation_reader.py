"""Read a list of organisations, to be called in a worker process: the file is not trusted."""

from pathlib import Path

from bot.domain.directory.organisation_lines import OrganisationReader, read_titles
from bot.domain.directory.organisation_list import OrganisationList, pack
from bot.workers.table_lines import ReadFailure, Unreadable
from bot.workers.tables import read_table

MOST_ORGANISATIONS = 5_000
MOST_REMARKS = 1_000


def read_organisations(path: Path) -> bytes:
    """Read a list, or why it is none, into bytes: see `unpack`."""
    try:
        made = _read(path)
    except Unreadable as unreadable:
        made = OrganisationList(failure=unreadable.why)
    except MemoryError:
        made = OrganisationList(failure=ReadFailure.TOO_LARGE)
    except Exception:  # noqa: BLE001 - whatever a list made to do harm comes up with
        made = OrganisationList(failure=ReadFailure.BROKEN)
    return pack(made)


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
