"""A town with pages of its own, and their answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.config import Settings
from bot.operations.run import pages
from bot.web.server import serve
from tests.town import Town

PAGE = "https://terreau.example"


def with_pages(town: Town) -> None:
    """Give the town pages of its own."""
    _serve_at(town, PAGE)


def without_pages(town: Town) -> None:
    """Take them away again."""
    _serve_at(town, "")


def _serve_at(town: Town, url: str) -> None:
    def at_url(settings: Settings) -> Settings:
        http = settings.http.model_copy(update={"public_url": url})
        return settings.model_copy(update={"http": http})

    town.configure(at_url)


def fetched(town: Town, path: str) -> tuple[int, bytes]:
    """Return the answer of the town's own pages."""

    async def fetch() -> tuple[int, bytes]:
        async with serving(town) as url, aiohttp.request("GET", f"{url}{path}") as answer:
            return answer.status, await answer.read()

    return town.do(fetch())


@asynccontextmanager
async def serving(town: Town) -> AsyncIterator[str]:
    """Serve the town's own pages at the address given."""
    runner = await serve(pages(town.app), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
