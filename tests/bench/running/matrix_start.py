"""The cost of a running bot on Matrix: its start and its memory at rest."""

import asyncio
import statistics
import time
from functools import partial
from pathlib import Path

from tests.bench.homeserver import homeserver, make_direct_rooms
from tests.bench.matrix import Start, bare, is_ready, terreau
from tests.bench.scale import Scale
from tests.bench.tables import console, show
from tests.synapse import Account, PrivateSynapse

WITHIN = 120
MAKING_SECONDS = 240.0
"""The time after which no more rooms are made: the bench goes on with those that there are."""
AT_REST = 3.0
"""Seconds after which nothing is left of the start."""
NOTE = """\
Start: from the command until the rooms are known and messages come; median of {repeats}, after one
start that does not count. Memory: resident, {at_rest:.0f} s later. Each direct room is another
person's, and encrypted. matrix-nio starts with `sync(full_state=True)`: it knows no rooms else; it
asks for everybody's keys only afterwards, Terreau before it says that it is ready."""


def bench(folder: Path, scale: Scale) -> None:
    """Start each bot several times: without rooms, with some, and with many."""
    rows = []
    with homeserver(folder / "synapse") as synapse:
        account = asyncio.run(synapse.register("Terreau"))
        starts = {
            "matrix-nio": bare(folder / "nio", synapse.url, account),
            "Terreau": terreau(folder / "terreau", synapse.url, account),
        }
        rooms = 0
        for wanted in (0, scale.direct_rooms // 10, scale.direct_rooms):
            rooms += _made(synapse, account, wanted - rooms)
            for name, start in starts.items():
                seconds, memory = _figures(start, scale.repeats)
                console.print(f"{name}, {rooms:,} rooms: {seconds:.2f} s, {memory:.0f} MiB")
                rows.append((name, f"{rooms:,}", seconds, memory))
    columns = ("bot", "direct rooms", "start, s", "memory, MiB")
    note = NOTE.format(repeats=scale.repeats, at_rest=AT_REST)
    show("Start and memory on Matrix", columns, rows, note)


def _made(synapse: PrivateSynapse, account: Account, count: int) -> int:
    """Make so many rooms more, or fewer where that takes too long; tells and returns how many."""
    began = time.monotonic()
    made = asyncio.run(make_direct_rooms(synapse, account, count, MAKING_SECONDS))
    if count:
        console.print(f"{made:,} of {count:,} rooms made in {time.monotonic() - began:.0f} s")
    return made


def _figures(start: Start, repeats: int) -> tuple[float, float]:
    """Seconds to start, memory at rest."""
    measured = [_seconds_and_memory(start) for _ in range(repeats + 1)][1:]
    seconds, memory = zip(*measured, strict=True)
    return statistics.median(seconds), statistics.median(memory)


def _seconds_and_memory(start: Start) -> tuple[float, float]:
    with start() as child:
        child.until(partial(is_ready, child), within=WITHIN)
        seconds = time.monotonic() - child.started_at
        time.sleep(AT_REST)
        memory = child.resident()
        child.end()
    return seconds, memory
