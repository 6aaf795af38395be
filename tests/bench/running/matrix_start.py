"""The cost of a running bot on Matrix: its start and its memory at rest."""

import asyncio
import statistics
import time
from functools import partial
from pathlib import Path

from tests.bench.homeserver import homeserver, with_direct_rooms
from tests.bench.matrix import Start, bare, is_ready, terreau
from tests.bench.scale import Scale
from tests.bench.tables import show

WITHIN = 120
AT_REST = 3.0
"""Seconds after which nothing is left of the start."""
NOTE = """\
Start: from the command until the rooms are known and messages come; median of {repeats}, after one
start that does not count. Memory: resident, {at_rest:.0f} s later. Each direct room is another
person's, and encrypted. matrix-nio starts with `sync(full_state=True)`: it knows no rooms else; it
asks for everybody's keys only afterwards, Terreau before it says that it is ready."""


def bench(folder: Path, scale: Scale) -> None:
    """Start each bot several times, without rooms and with many."""
    rows = []
    with homeserver(folder / "synapse") as synapse:
        for count in (0, scale.direct_rooms):
            account = asyncio.run(with_direct_rooms(synapse, count))
            starts = {
                "matrix-nio": bare(folder / f"nio-{count}", synapse.url, account),
                "Terreau": terreau(folder / f"terreau-{count}", synapse.url, account),
            }
            rows += [
                (name, f"{count:,}", *_figures(start, scale.repeats))
                for name, start in starts.items()
            ]
    columns = ("bot", "direct rooms", "start, s", "memory, MiB")
    note = NOTE.format(repeats=scale.repeats, at_rest=AT_REST)
    show("Start and memory on Matrix", columns, rows, note)


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
