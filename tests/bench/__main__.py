"""`python -m tests.bench [--quick] [votes storm matrix-storm …]`: the program of `make bench`."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from tests.bench.communities import (
    directory,
    importing,
    letters,
    mailing,
    maps,
    members,
    needs,
    search,
)
from tests.bench.growth import growth
from tests.bench.load import matrix_storm, poll_kinds, sign_ups, storm, votes, writers
from tests.bench.running import answer_time, big_room, matrix_start, memory, public_page, resident
from tests.bench.scale import FULL, QUICK, Scale
from tests.bench.tables import console

BENCHES: dict[str, Callable[[Path, Scale], Sequence[str] | None]] = {
    # What a bench gives is what falls short.
    "votes": votes.bench,
    "storm": storm.bench,
    "matrix-storm": matrix_storm.bench,
    "mailing": mailing.bench,
    "resident": resident.bench,
    "big-room": big_room.bench,
    "answer-time": answer_time.bench,
    "public-page": public_page.bench,
    "matrix-start": matrix_start.bench,
    "importing": importing.bench,
    "members": members.bench,
    "letters": letters.bench,
    "sign-ups": sign_ups.bench,
    "writers": writers.bench,
    "search": search.bench,
    "maps": maps.bench,
    "directory": directory.bench,
    "needs": needs.bench,
    "poll-kinds": poll_kinds.bench,
    "growth": growth.bench,
    "memory": memory.bench,
}
COMPARED = ("python-telegram-bot", "aiogram", "matrix-nio", "matrix-synapse", "sqlalchemy")


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("benches", nargs="*", help="all when none is named")
    parser.add_argument("--quick", action="store_true", help="see that all runs, in minutes")
    parser.add_argument("--insist", action="store_true", help="fail where a figure falls short")
    options = parser.parse_args()
    if unknown := set(options.benches) - set(BENCHES):
        parser.error(f"there is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    versions = ", ".join(f"{name} {version(name)}" for name in COMPARED)
    console.print(f"{os.cpu_count()} cores, {versions}\n")
    short: list[str] = []
    for name in options.benches or BENCHES:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="terreau-bench-") as folder:
            short += BENCHES[name](Path(folder), QUICK if options.quick else FULL) or ()
        console.print(f"{name}: {time.monotonic() - began:.0f} s\n")
    if options.insist and short:
        sys.exit("\n".join(short))


if __name__ == "__main__":
    main()
