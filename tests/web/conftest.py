"""Our pages of files, over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web

from bot.core.files import FileDrawer, FileLinks
from bot.web.files import add_file_pages
from bot.web.html import add_assets
from bot.web.server import serve
from tests.core.engine import CONTACT, Engine
from tests.databases import Fresh
from tests.web.file_pages import PROXIES, Site, listing


@pytest.fixture
async def site(fresh_database: Fresh) -> AsyncIterator[Site]:
    trouble: list[str] = []
    engine = Engine(fresh_database("sqlite"), listing(trouble))
    engine.member("Zoé", "telegram:7")
    contact = replace(CONTACT, public_url="https://terreau.example/bot")
    page = web.Application()
    drawing = FileDrawer(engine.lanes, engine.declared, contact)
    file_links = FileLinks(engine.lanes, drawing, engine.clock)
    add_assets(page, contact.public_url)
    add_file_pages(page, file_links, contact, engine.clock, trusted=PROXIES)
    runner = await serve(page, "127.0.0.1", 0)
    async with aiohttp.ClientSession() as session:
        yield Site(engine, f"http://127.0.0.1:{runner.addresses[0][1]}", trouble, session)
    await runner.cleanup()
    engine.close()
