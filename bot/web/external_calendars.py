"""Calendars from the web: fetched, and read in a worker process."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

from bot.core.context.clock import Clock
from bot.core.context.fetch_requests import WEB
from bot.core.messages.content import Upload
from bot.core.messages.ports import Rejected
from bot.domain.external_calendars.events import MOST_BYTES, NoFeed
from bot.domain.external_calendars.parser import read_packed
from bot.web.safe_fetch import NotModified, Page
from bot.workers.worker_process import NotRead, read_apart

SECONDS = 30.0
"""How long a calendar may take to be read: some are made to take for ever."""


class Unchanged(Rejected):
    """The calendar is the same as before."""

    word = "unchanged"


class Unread(Rejected):
    """It cannot be read."""

    def __init__(self, word: str) -> None:
        """Say why in a word."""
        super().__init__(word)
        self.word = word


class PageFetcher(Protocol):
    """A fetcher of pages."""

    async def fetch(
        self, url: str, most: int, *, etag: str = "", modified: str = ""
    ) -> Page | NotModified:
        """The page at an address; raises a `SendError`."""


class Calendars:
    """Gives the events of calendars, as `feeds.pack` writes them down."""

    network = WEB

    def __init__(
        self, surfing: PageFetcher, clock: Clock, *, read: Callable[..., bytes] | None = None
    ) -> None:
        """Let `read` read them: by default in a process of its own."""
        self._surfing = surfing
        self._clock = clock
        self._read = read or partial(read_apart, read_packed, SECONDS)

    async def connected(self) -> None:
        """The web has nobody to be accepted by."""

    async def fetch(self, upload: Upload, most: int) -> bytes:
        """The events of the calendar whose address is in `upload`; raises a `SendError`."""
        where = upload.where
        page = await self._surfing.fetch(
            where["url"],
            min(most, MOST_BYTES),
            etag=where.get("etag", ""),
            modified=where.get("modified", ""),
        )
        if isinstance(page, NotModified):
            raise Unchanged
        said = {"etag": page.etag, "modified": page.modified}
        try:
            read = await asyncio.to_thread(
                self._read, page.content, now=self._clock.now(), zone=where["zone"], **said
            )
        except NotRead as error:
            raise Unread(NoFeed.word) from error
        if not read.startswith(b"{"):
            raise Unread(read.decode())
        return read
