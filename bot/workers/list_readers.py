"""Lists of people and of organisations, read in a worker process: a file may be made to do harm.

That process has bounds for its memory and its time, and ends with the list; ours gets the result of
some lines at a time.
"""

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bot.domain.directory import OrganisationList, OrganisationReader, pack_list, read_titles
from bot.domain.invitations import Header, KnownPeople, LineReader, ListResult, read_header
from bot.workers.tables import ReadFailure, Unreadable, read_table
from bot.workers.worker_process import READING_MEMORY, WorkerProcess, WorkFailed, WorkLimits

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
