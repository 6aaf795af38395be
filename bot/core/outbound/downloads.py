"""Downloads of files that people sent and of web pages, and counts: outbox -> network -> inbox.

The outbox row is the request. The bytes are written beside the database, then one transaction keeps
the file, ends the row, and puts the outcome into the inbox. After a crash before that, the row is
fetched again, and bytes that no row claims are deleted.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from bot.core.context.clock import Clock
from bot.core.declarations.arguments import MOST_BYTES
from bot.core.messages.encoding import encode_incoming
from bot.core.messages.incoming import Incoming, Kind, Outcome, Upload
from bot.core.messages.ports import Rejected, RoomGone, SendError, Source, TryLater
from bot.core.tasks import Heartbeat, Lanes, insist, keep_looking, kept, retry_delay
from bot.workers.pictures import PHOTO_NAME, PHOTO_TYPE, NotAPhoto, cleaned
from bot.workers.worker_process import WorkFailed, read_in_worker
from storage.files import Files
from storage.folder import Folder, StoredBytes
from storage.inbound import Inbox
from storage.outbound import FETCHES, Delivery, Fetches, Outbox
from storage.unit_of_work import Store

AT_ONCE = 2
TRIES = 8
"""Attempts at a file that its network does not give: for about nine minutes."""
LONGEST_SLEEP = timedelta(seconds=30)
READING_SECONDS = 120.0
FETCH_SECONDS = 300.0
"""The time after which a request that hangs is cut, and made again."""
FileReader = Callable[[Path], bytes]

log = structlog.get_logger()


class Downloads:
    """Downloads from one network, or from the web."""

    def __init__(
        self,
        source: Source,
        lanes: Lanes,
        clock: Clock,
        *,
        on_outcome: Callable[[], None],
        readers: Mapping[str, FileReader] | None = None,
        tries: int = TRIES,
    ) -> None:
        """Call `on_outcome` after each commit that left one in the inbox.

        `readers` parse files before they are kept, by the outcome that they are for.
        """
        self._source = source
        self._network = source.network
        self._tries = tries
        self._lanes = lanes
        self._clock = clock
        self._on_outcome = on_outcome
        self._readers = readers or {}
        self.wake = asyncio.Event()
        """Set when something was committed: it may have to be fetched."""
        self.heartbeat = Heartbeat(f"{source.network} downloads")
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._under_way: dict[int, Heartbeat] = {}
        self._ended_count = 0

    def recover(self, store: Store) -> None:
        """Reset requests that were on their way when the process ended."""
        store[Fetches].recover(self._network, self._clock.now())

    @property
    def requests(self) -> Sequence[Heartbeat]:
        """The heartbeats of the requests on their way."""
        return list(self._under_way.values())

    @kept
    async def run(self) -> None:
        """Recover, then fetch until cancelled; cancelled requests are resumed at the next start."""
        await insist(lambda: self._lanes.run(self.recover), log)
        await self.heartbeat.wait_for(self._source.connected())
        try:
            await keep_looking(
                self.wake, self._begin, log, news=self._news, heartbeat=self.heartbeat
            )
        finally:
            for task in self._tasks.values():
                task.cancel()

    async def flush(self) -> bool:
        """Fetch everything that may be fetched now; True if there was anything."""
        came = False
        while True:
            await self._begin()
            if not self._tasks:
                return came
            await asyncio.wait(self._tasks.values())
            came = True

    def _news(self) -> tuple[int, int]:
        """Counts that change when there may be a new request, or a place is free."""
        return self._lanes.database.changes.count(FETCHES), self._ended_count

    async def _begin(self) -> float:
        """Start the requests that may start now; returns seconds to wait at most."""
        now, network, busy = self._clock.now(), self._network, list(self._tasks)
        free, longest = AT_ONCE - len(busy), LONGEST_SLEEP.total_seconds()
        at = await self._lanes.read(lambda store: store[Fetches].next_at(network))
        if at is None or not free:
            return longest
        if at > now:
            return min(longest, (at - now).total_seconds())
        rows = await self._lanes.run(
            lambda store: store[Fetches].claim(network, now, without=busy, most=free)
        )
        for row in rows:
            self._under_way[row.id] = heartbeat = Heartbeat(self.heartbeat.name)
            self._tasks[row.id] = task = heartbeat.begin(self._fetch(row))
            task.add_done_callback(partial(self._ended, row.id))
        return 0.0

    def _ended(self, row_id: int, _task: "asyncio.Task[None]") -> None:
        del self._tasks[row_id], self._under_way[row_id]
        self._ended_count += 1
        self.wake.set()

    async def _fetch(self, row: Delivery) -> None:
        payload: dict[str, Any] = row.payload or {}
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                if "members_of" in payload:
                    count = await self._source.count_members(payload["members_of"])
                    await self._commit(partial(self._counted, row_id=row.id, count=count))
                else:
                    await self._download(row, payload)
        except NotAPhoto:
            await self._commit(partial(self._failed, row_id=row.id, why="no photo"))
        except WorkFailed:  # of too much memory or time, or of what the file is
            await self._commit(partial(self._failed, row_id=row.id, why="unreadable"))
        except (Rejected, RoomGone) as error:
            await self._commit(partial(self._failed, row_id=row.id, why=error.word))
        except (SendError, OSError) as error:
            await self._commit(partial(self._later, row=row, error=error))
        except Exception as error:  # noqa: BLE001 - its text may name what was sent
            log.warning("the source failed", network=self._network, error=type(error).__name__)
            await self._commit(partial(self._failed, row_id=row.id, why="refused"))

    async def _download(self, row: Delivery, payload: Mapping[str, Any]) -> None:
        upload, photo = Upload(**payload["upload"]), payload.get("photo", False)
        kept = await self._store_bytes(await self._source.fetch(upload, MOST_BYTES), photo=photo)
        read = self._readers.get(payload["outcome"])
        if read is not None:
            self._under_way[row.id].beat(READING_SECONDS)
            kept = await self._store_reading(read, kept)
        if photo:
            upload = replace(upload, name=PHOTO_NAME, media_type=PHOTO_TYPE)
        arrived = partial(self._arrived, row_id=row.id, upload=upload, kept=kept)
        if not await self._commit(arrived):
            await asyncio.to_thread(self._folder.delete, [kept.stored])

    async def _store_bytes(self, content: bytes, *, photo: bool) -> StoredBytes:
        """Write the bytes to disk; a photo loses its metadata before."""
        if photo:
            content = await asyncio.to_thread(cleaned, content)
        return await asyncio.to_thread(self._folder.write, content, self._clock.now())

    async def _store_reading(self, read: FileReader, kept: StoredBytes) -> StoredBytes:
        """Read a file in a worker process, and keep what comes of it in its place."""
        path = self._folder.path / kept.stored
        try:
            made = await asyncio.to_thread(read_in_worker, read, READING_SECONDS, path)
        finally:
            await asyncio.to_thread(self._folder.delete, [kept.stored])
        return await self._store_bytes(made, photo=False)

    @property
    def _folder(self) -> Folder:
        folder = self._lanes.database.folder
        assert folder is not None, "files need the folder of data"  # noqa: S101
        return folder

    async def _commit(self, work: Callable[[Store], bool]) -> bool:
        """Commit `work`, however long the database is away; returns if it was still wanted."""
        wanted = await insist(lambda: self._lanes.run(work), log)
        if wanted:
            self._on_outcome()
        return wanted

    def _arrived(self, store: Store, *, row_id: int, upload: Upload, kept: StoredBytes) -> bool:
        row, now = store[Fetches].wanted(row_id), self._clock.now()
        if row is None:
            return False
        payload: dict[str, Any] = row.payload or {}
        file_id = store[Files].add(
            kept,
            kind=payload["outcome"],
            name=upload.name,
            media_type=upload.media_type,
            reference=dict(upload.where),
            member_id=row.member_id,
            community_id=row.community_id,
            at=now,
            expires_at=now + timedelta(seconds=payload["kept"]),
        )
        _tell(store, row, now, file_id=file_id)
        store[Outbox].sent([row.id], None, now)
        return True

    def _counted(self, store: Store, *, row_id: int, count: int) -> bool:
        row, now = store[Fetches].wanted(row_id), self._clock.now()
        if row is None:
            return False
        _tell(store, row, now, count=count)
        store[Outbox].sent([row.id], None, now)
        return True

    def _failed(self, store: Store, *, row_id: int, why: str) -> bool:
        row, now = store[Fetches].wanted(row_id), self._clock.now()
        if row is None:
            return False
        _tell(store, row, now, failure=why)
        store[Outbox].fail([row.id], why, now)
        return True

    def _later(self, store: Store, *, row: Delivery, error: Exception) -> bool:
        """Try again later; after the last attempt, give up."""
        tries = row.attempts + 1
        if isinstance(error, TryLater):
            store[Outbox].later([row.id], self._clock.now() + error.after, count=False)
        elif tries < self._tries:
            store[Outbox].later([row.id], self._clock.now() + retry_delay(row.attempts), count=True)
        else:
            why = error.word if isinstance(error, SendError) else SendError.word
            return self._failed(store, row_id=row.id, why=why)
        return False


def _tell(store: Store, row: Delivery, now: datetime, **outcome: Any) -> None:  # noqa: ANN401 - the fields of an outcome
    """Put the outcome into the inbox as an event of the person who sent the file.

    A web page has no sender.
    """
    payload: dict[str, Any] = row.payload or {}
    what = Outcome(payload["outcome"], payload["key"], community_id=row.community_id, **outcome)
    came = Incoming(
        Kind.OUTCOME,
        network=row.room.partition(":")[0],
        key=f"fetched {row.txn}",
        room=row.room,
        direct=True,
        outcome=what,
        **payload.get("who", {"sender": ""}),
    )
    store[Inbox].receive(came.network, [(came.key, came.room, encode_incoming(came))], now)
