"""`python -m tests.bench.bots.importer FOLDER LIST`: take a list in, and tell what it took.

One line of JSON: seconds to read and to invite, the longest that the writer was held and was
computing, and how much memory was resident before, at most meanwhile, and at most in the process
that reads.
"""

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import psutil

from bot.config import Settings
from bot.core.tasks import Lanes
from bot.vocabulary.community_settings import apply_settings
from handlers.invitations.import_worker import ImportWorker
from storage.files import Files
from storage.invitations import Imports
from storage.invitations.imports import ImportState
from storage.members import Members
from storage.operations.migrations import migrate
from storage.unit_of_work import Database, Store

LOOK_EVERY = 0.02
MIB = 2**20

Result = TypeVar("Result")


class TimedLanes(Lanes):
    """Lanes that know how long one unit of work held the writer, and how long it computed."""

    longest = busiest = 0.0

    def in_unit(self, work: Callable[[Store], Result]) -> Result:
        """Do it, and look at the clock around it."""
        began, computed = time.monotonic(), time.thread_time()
        try:
            return super().in_unit(work)
        finally:
            self.longest = max(self.longest, time.monotonic() - began)
            self.busiest = max(self.busiest, time.thread_time() - computed)


class Watch:
    """Measures the memory of this process and of its readers."""

    def __init__(self) -> None:
        self._me = psutil.Process()
        self._ends = threading.Event()
        self.ours = self.before = self._me.memory_info().rss
        self.theirs = 0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._ends.wait(LOOK_EVERY):
            self.ours = max(self.ours, self._me.memory_info().rss)
            for child in self._me.children():
                try:
                    self.theirs = max(self.theirs, child.memory_info().rss)
                except psutil.Error:
                    continue

    def end(self) -> None:
        self._ends.set()
        self._thread.join()


def prepared(database: Database, file: Path, now: datetime) -> None:
    """A community, its gardener, and the list they sent."""
    told = {"communities": [{"slug": "energie", "name": "Énergie"}]}
    with database.unit() as store:
        apply_settings(store, Settings.model_validate(told), now)
        ana = store[Members].register("telegram:1", "Ana", direct="telegram:1", at=now)
        found = store[Imports].add(
            1,
            ana.id,
            source="bench",
            file_name=file.name,
            at=now,
            expires_at=now + timedelta(days=60),
        )
        assert database.folder is not None
        kept = database.folder.write(file.read_bytes(), now)
        found.file_id = store[Files].add(
            kept,
            kind="bench",
            name=file.name,
            media_type="",
            reference={},
            member_id=ana.id,
            community_id=1,
            at=now,
            expires_at=now + timedelta(days=1),
        )
        found.state = ImportState.READING


def moved_on(store: Store, state: ImportState) -> int:
    found = store[Imports].held(1)
    assert found is not None
    found.state, found.seen = state, 0
    return found.people


async def taken_in(lanes: TimedLanes) -> dict[str, float]:
    """Read the list, invite its people, then forget them."""
    import_worker = ImportWorker(lanes, on_commit=lambda: None)
    took: dict[str, float] = {}
    for name, state in (
        ("read", None),
        ("invite", ImportState.WRITING),
        ("forget", ImportState.ENDING),
    ):
        if state is not None:
            took["people"] = await lanes.run(partial(moved_on, state=state))
        began = time.monotonic()
        await import_worker.flush()
        took[name] = time.monotonic() - began
    return took


def main() -> None:
    folder, file = Path(sys.argv[1]), Path(sys.argv[2])
    database = Database(f"sqlite:///{folder / 'terreau.db'}", folder / "data")
    migrate(database)
    prepared(database, file, datetime.now(UTC))
    lanes, watch = TimedLanes(database), Watch()
    took = asyncio.run(taken_in(lanes))
    watch.end()
    lanes.close()
    memory = {"before": watch.before, "most": watch.ours, "reader": watch.theirs}
    sizes = {name: size / MIB for name, size in memory.items()}
    held = {"longest": lanes.longest, "busiest": lanes.busiest}
    sys.stdout.write(json.dumps({**took, **held, **sizes}) + "\n")


if __name__ == "__main__":
    main()
