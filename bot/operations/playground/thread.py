"""The page beside the terminal: a thread of its own serves it while somebody types there."""

import asyncio
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

from bot.operations.playground.opening import opened_scene
from bot.operations.playground.site import FIRST, Site
from bot.web.server import serve

HOST = "127.0.0.1"


class PageThread(Thread):
    """Serves the page at a free port, to this machine alone."""

    def __init__(self) -> None:
        super().__init__(name="playground", daemon=True)
        self._address: Future[str] = Future()
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()
        self._site: Site | None = None

    def address(self, locale: str) -> str:
        """The address to open in a browser; raises `OSError` if there is no port."""
        return f"{self._address.result()}?lang={locale}"

    def play(self, locale: str) -> None:
        """Have the first community played, before anybody asks for it."""
        site = self._site
        if site is not None:
            asyncio.run_coroutine_threadsafe(site.scene(FIRST, locale), self._loop)

    def stop(self) -> None:
        """End, and wait until all is closed."""
        self._loop.call_soon_threadsafe(self._ending.set)
        self.join()

    def run(self) -> None:
        """Serve until stopped."""
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._address.set_exception(error)
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        with tempfile.TemporaryDirectory(prefix="terreau-") as folder:
            self._site = site = Site(partial(opened_scene, Path(folder)))
            runner = await serve(site.application(), HOST, 0)
            try:
                self._address.set_result(f"http://{HOST}:{runner.addresses[0][1]}/{site.token}/")
                await self._ending.wait()
            finally:
                await runner.cleanup()


@contextmanager
def page_thread() -> Iterator[PageThread]:
    """Serve the page for a while."""
    thread = PageThread()
    thread.start()
    try:
        yield thread
    finally:
        thread.stop()
