"""Pages of the web: fetched, and read in a worker process if need be; and a web in memory."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from bot.core.context.clock import Clock
from bot.core.declarations.references import WEB
from bot.core.declarations.registry import Declared
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import FileTooBig, Rejected
from bot.web.safe_fetch import FetchedPage, NoSuchName, NotModified, Unreachable
from bot.workers.worker_process import WorkFailed, read_in_worker

SECONDS = 30.0
"""The time that a page may take to be read: some are made to take for ever."""


class Unchanged(Rejected):
    """The page is the same as before."""

    word = "unchanged"


class UnreadablePage(Rejected):
    """It cannot be read."""

    def __init__(self, word: str = "unreadable") -> None:
        super().__init__(word)
        self.word = word


class PageFetcher(Protocol):
    async def fetch(
        self, url: str, most: int, *, accept: str = "", etag: str = "", modified: str = ""
    ) -> FetchedPage | NotModified:
        """The page at an address; raises a `SendError`."""


class PageSource:
    """Fetches web pages, each read by the `read` of its download: see `DownloadCall`."""

    network = WEB

    def __init__(
        self,
        fetcher: PageFetcher,
        clock: Clock,
        declared: Declared,
        *,
        run: Callable[..., bytes] = read_in_worker,
        seconds: float = SECONDS,
    ) -> None:
        """Have readers called by `run`: by default each in a process of its own."""
        self._fetcher = fetcher
        self._clock = clock
        self._declared = declared
        self._run = run
        self._seconds = seconds

    async def connected(self) -> None:
        """There is nothing to connect to."""

    async def fetch(self, upload: Upload, most: int) -> bytes:
        """The page whose address is in `upload`, as it was read; raises a `SendError`."""
        more = dict(upload.where)
        wanted = self._declared.downloads.get(more.pop("download"))
        if wanted is None:
            raise Rejected
        url, etag, modified = more.pop("url"), more.pop("etag", ""), more.pop("modified", "")
        page = await self._fetcher.fetch(
            url, min(most, wanted.most), accept=upload.media_type, etag=etag, modified=modified
        )
        if isinstance(page, NotModified):
            raise Unchanged
        if wanted.read is None:
            return page.content
        more |= {"etag": page.etag, "modified": page.modified}
        if "base" in more:  # where redirects led: relative links are completed by it
            more["base"] = page.url or url
        return await self._read(wanted.read, page.content, more)

    async def count_members(self, room: str) -> int:
        """The web has no rooms."""
        raise Rejected(room)

    async def _read(
        self, read: Callable[..., bytes], content: bytes, more: Mapping[str, str]
    ) -> bytes:
        """Have a page read within the limits; raises `UnreadablePage`."""
        now = self._clock.now()
        try:
            made = await asyncio.to_thread(self._run, read, self._seconds, content, now=now, **more)
        except WorkFailed as error:
            raise UnreadablePage from error
        if not made.startswith(b"{"):
            raise UnreadablePage(made.decode())
        return made


class PretendedWeb:
    """Pages by their addresses. Addresses in `down` do not answer."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.down: set[str] = set()
        self.asked: list[str] = []

    async def fetch(
        self, url: str, most: int, *, accept: str = "", etag: str = "", modified: str = ""
    ) -> FetchedPage | NotModified:
        del accept, modified
        self.asked.append(url)
        if url in self.down:
            raise Unreachable
        if url not in self.pages:
            raise NoSuchName
        content = self.pages[url]
        if len(content) > most:
            raise FileTooBig
        mark = f'"{hash(content)}"'
        return NotModified() if mark == etag else FetchedPage(content, mark)
