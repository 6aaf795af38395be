"""The check that the address of our pages leads to this machine, with the bot running or not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from bot.config.settings import Http
from bot.operations.check.findings import lines
from bot.operations.check.machine import look_at_pages
from bot.web.files import add_here
from bot.web.server import serve
from tests.running.programs import free_port


@asynccontextmanager
async def proxy(target: str, below: str = "/", **headers: str) -> AsyncIterator[str]:
    """A web server in front of ours, as an operator has one; gives its address."""

    async def forward(request: web.Request) -> web.Response:
        if not request.path.startswith(below):
            raise web.HTTPNotFound
        url = target + request.path
        async with aiohttp.request(request.method, url, headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read())

    page = web.Application()
    page.router.add_route("*", "/{path:.*}", forward)
    runner = await serve(page, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@asynccontextmanager
async def elsewhere() -> AsyncIterator[str]:
    """Another bot's pages."""
    page = web.Application()
    add_here(page, "another", ())
    runner = await serve(page, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def seen(listen: str, url: str, *trusted: str) -> list[str]:
    named = {"listen": listen, "public_url": url, "trusted_proxies": trusted}
    found = await look_at_pages(Http.model_validate(named), ["/f", "/c"])
    return list(lines(found, "en"))


async def test_pages_without_an_address_are_not_checked() -> None:
    assert await seen("127.0.0.1:1", "") == []
    assert len(await seen("127.0.0.1:1", "http://127.0.0.1:1")) == 1


async def test_an_address_that_leads_here_is_fine_while_no_bot_runs() -> None:
    listen = f"127.0.0.1:{free_port()}"
    async with proxy(f"http://{listen}") as url:
        assert await seen(listen, url) == [f"OK     Pages: {url} leads here"]
        assert await seen(listen, f"{url}/terreau/bot") == [
            f"OK     Pages: {url}/terreau/bot leads here"
        ]


async def test_an_address_that_leads_here_is_fine_while_the_bot_runs() -> None:
    page = web.Application()
    add_here(page, "ours", ())
    runner = await serve(page, "0.0.0.0", port := free_port())  # noqa: S104 - as in a container
    async with proxy(f"http://127.0.0.1:{port}") as url:
        assert await seen(f"0.0.0.0:{port}", url) == [f"OK     Pages: {url} leads here"]
    await runner.cleanup()


async def test_a_web_server_that_is_not_named_is_told() -> None:
    listen = f"127.0.0.1:{free_port()}"
    async with proxy(f"http://{listen}", **{"X-Forwarded-For": "203.0.113.7"}) as url:
        [told] = await seen(listen, url)
        assert told == (
            "TO DO  Pages: your web server is not declared, so one person trying wrong links "
            "makes everyone wait: write its address under [http], as trusted_proxies"
        )
        assert await seen(listen, url, "127.0.0.0/8") == [f"OK     Pages: {url} leads here"]


async def test_an_address_that_leads_elsewhere_is_told() -> None:
    listen = f"127.0.0.1:{free_port()}"
    async with elsewhere() as url:
        [told] = await seen(listen, url)

    assert told == (
        f"WRONG  Pages: {url} leads elsewhere; make your web server forward /f/ to http://{listen}"
    )


async def test_a_web_server_that_passes_on_half_of_the_pages_is_told() -> None:
    """So it is where files were given before there were calendars."""
    listen = f"127.0.0.1:{free_port()}"
    async with proxy(f"http://{listen}", "/f/") as url:
        [told] = await seen(listen, url)

    assert told == (
        f"WRONG  Pages: {url} leads elsewhere; make your web server forward /c/ to http://{listen}"
    )


async def test_an_address_that_leads_nowhere_is_told() -> None:
    listen, nowhere = f"127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}/bot"

    [told] = await seen(listen, nowhere)

    assert told == (
        f"WRONG  Pages: {nowhere} does not answer from here; make your web server forward /bot/f/ "
        f"to http://{listen}"
    )


async def test_a_port_that_another_program_has_is_told() -> None:
    async with elsewhere() as url:
        nobody = web.Application()
        runner = await serve(nobody, "127.0.0.1", port := free_port())
        [told] = await seen(f"127.0.0.1:{port}", url)
        await runner.cleanup()

    assert told == (
        f"WRONG  Pages: 127.0.0.1:{port} is used by another program: choose another port"
    )
