"""Read a list of people in a worker process: it may be long, or made to do harm.

That process has bounds for its memory and its time, and ends with the list; ours gets the result of
some lines at a time.
"""

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import IO, cast

from bot.domain.invitations.list_header import Header
from bot.domain.invitations.list_lines import LineReader
from bot.domain.invitations.people_list import KnownPeople, ListResult
from bot.workers.table_lines import ReadFailure, Unreadable
from bot.workers.tables import read_table

AT_ONCE = 250
"""How many people are handed over at a time."""
MOST_PEOPLE = 200_000
HEARD_EVERY = 1.0
"""After how many seconds what there is is handed over, however little: so one sees it go on."""
SILENCE = 120.0
"""After how many seconds without a word the process is given up."""
MEMORY = 1024**3
PROCESSOR_SECONDS = 900

_PROGRAM = "import sys; from bot.workers.list_reader import run; run(int(sys.argv[1]))"

ReaderMessage = Header | ListResult | ReadFailure | None


@dataclass(frozen=True, slots=True)
class ListRequest:
    """The list to read, its words for domains, and the people not to be invited."""

    path: Path
    domains: Mapping[str, str]
    known: KnownPeople


class ListReading:
    """A list that is being read in a worker process. Call it in a thread."""

    def __init__(self, asked: ListRequest) -> None:
        """Begin."""
        hears, tells = os.pipe()
        self._hears = Connection(hears, writable=False)
        # Not by multiprocessing, which loads all that this program is made of once more.
        self._process = subprocess.Popen(  # noqa: S603 - it is our own program
            [sys.executable, "-c", _PROGRAM, str(tells)],
            stdin=subprocess.PIPE,
            pass_fds=[tells],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        os.close(tells)
        with suppress(BrokenPipeError), cast("IO[bytes]", self._process.stdin) as asks:
            pickle.dump(asked, asks)  # where it died already, `next` tells

    def next(self) -> Header | ListResult | None:
        """The header, then results, then None. Raises `Unreadable`."""
        try:
            told: ReaderMessage = (
                self._hears.recv() if self._hears.poll(SILENCE) else ReadFailure.BROKEN
            )
        except (EOFError, OSError):  # it died: of too much memory, or of what the list is
            told = ReadFailure.BROKEN
        if isinstance(told, ReadFailure):
            raise Unreadable(told)
        return told

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self._hears.close()


def read_list(tells: Connection, asked: ListRequest) -> None:
    """Read a list and send the results. Runs in the worker process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    told: ReaderMessage = None
    try:
        for header, lines in read_table(asked.path):
            tells.send(header)
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
                    tells.send(sieve.take_result())
                    waiting, last = 0, monotonic()
            tells.send(sieve.take_result())
    except Unreadable as unreadable:
        told = unreadable.why
    except MemoryError:
        told = ReadFailure.TOO_LARGE
    except Exception:  # noqa: BLE001 - whatever a list made to do harm comes up with
        told = ReadFailure.BROKEN
    tells.send(told)
    tells.close()


def run(tells: int) -> None:
    """The main function of the worker process: the request comes in at standard input."""
    asked = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own program
    read_list(Connection(tells, readable=False), asked)
