"""A gardener in a town with pages, and our pages of calendars."""

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web

from bot.core.files import FileDrawer, FileLinks
from bot.web.files import add_file_pages
from bot.web.pages import add_declared_pages
from bot.web.server import serve
from handlers.calendars.addresses import router as pages
from tests.core.engine import CONTACT, Engine
from tests.databases import Fresh
from tests.handlers.calendars.pages import Site
from tests.town import Neighbour, Town
from tests.web.file_pages import PROXIES
from tests.web.own_pages import with_pages


@pytest.fixture
def ana(town: Town) -> Neighbour:
    with_pages(town)
    return town.gardener("territory")


@pytest.fixture
async def site(fresh_database: Fresh) -> AsyncIterator[Site]:
    engine = Engine(fresh_database("sqlite"), pages)
    engine.member("Zoé", "telegram:7")
    contact = replace(CONTACT, public_url="https://terreau.example/bot")
    page = web.Application()
    drawing = FileDrawer(engine.lanes, engine.declared, contact)
    add_file_pages(page, FileLinks(engine.lanes, drawing, engine.clock), contact, engine.clock)
    add_declared_pages(page, engine.declared, engine.lanes, contact, engine.clock, trusted=PROXIES)
    runner = await serve(page, "127.0.0.1", 0)
    async with aiohttp.ClientSession() as session:
        yield Site(engine, f"http://127.0.0.1:{runner.addresses[0][1]}", session)
    await runner.cleanup()
    engine.close()
