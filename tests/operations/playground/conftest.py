"""The playground's page, served to a test."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.core.context.clock import MovableClock
from bot.operations.playground.communities import COMMUNITIES
from bot.operations.playground.opening import opened_scene
from bot.operations.playground.scene import Scene
from bot.operations.playground.site import Site
from bot.operations.stage import Stage
from bot.web.server import serve
from storage.unit_of_work import Database
from tests.databases import Fresh
from tests.town import START


@dataclass(frozen=True, slots=True)
class Served:
    """The page of the first community, at its address."""

    site: Site
    origin: str
    client: aiohttp.ClientSession

    @property
    def page(self) -> str:
        """The page's address, without what is chosen on it."""
        return f"{self.origin}/{self.site.token}/energie"

    async def scene(self, locale: str = "fr") -> Scene:
        """What the page shows."""
        return await self.site.scene("energie", locale)

    async def shows(self, **chosen: str) -> str:
        """The page as HTML."""
        async with self.client.get(self.page, params=chosen) as answer:
            assert answer.status == 200
            return await answer.text()

    async def posts(self, act: str, **said: str) -> int:
        """Send a form of the page without its script; gives where it ends."""
        headers = {"Origin": self.origin}
        async with self.client.post(f"{self.page}/{act}", data=said, headers=headers) as answer:
            return answer.status


@asynccontextmanager
async def serving(
    open_scene: Callable[[str, str], Coroutine[Any, Any, Scene]],
) -> AsyncIterator[Served]:
    """Serve a site, with a client beside it."""
    site = Site(open_scene)
    runner = await serve(site.application(), "127.0.0.1", 0)
    async with aiohttp.ClientSession() as client:
        yield Served(site, f"http://127.0.0.1:{runner.addresses[0][1]}", client)
    await runner.cleanup()


@pytest.fixture
async def served(fresh_database: Fresh, tmp_path: Path) -> AsyncIterator[Served]:
    """A site whose scenes were not played: nobody has joined."""

    async def opened(slug: str, locale: str) -> Scene:
        database = Database(fresh_database("sqlite"), tmp_path)
        settings = COMMUNITIES[slug].settings(locale)
        stage = Stage(settings, database, MovableClock(START))
        await stage.open()
        return Scene(COMMUNITIES[slug], stage, locale)

    async with serving(opened) as served:
        yield served


@pytest.fixture
async def played(tmp_path: Path) -> AsyncIterator[Served]:
    """A site whose scenes were played, as visitors find it."""
    async with serving(partial(opened_scene, tmp_path)) as served:
        yield served
