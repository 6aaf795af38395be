"""The check of our ports and of the address of our pages, with the bot running or not."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.config.settings import Http
from bot.operations.check import lines
from bot.operations.check.web_server import look_at_web
from bot.web.files import add_here
from bot.web.server import serve
from tests.emulator import BotApi
from tests.operations.check.checking import TOKEN
from tests.patience import HANG
from tests.running.programs import ENGLISH, Start, ended, free_port, read_until, written

PATHS = ["/f", "/c"]


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
    add_here(page, PATHS)
    runner = await serve(page, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def seen(
    listen: str, url: str, *trusted: str, metrics: str = "", runs: bool = False
) -> list[str]:
    named = {
        "listen": listen,
        "public_url": url,
        "trusted_proxies": trusted,
        "metrics": metrics,
    }
    found = await look_at_web(Http.model_validate(named), PATHS, runs=runs)
    return list(lines(found, "en"))


async def test_pages_without_an_address_are_not_checked() -> None:
    assert await seen(f"127.0.0.1:{free_port()}", "") == []
    assert len(await seen(f"127.0.0.1:{free_port()}", "http://127.0.0.1:1")) == 1


async def test_an_address_that_leads_here_is_fine_while_no_bot_runs() -> None:
    listen = f"127.0.0.1:{free_port()}"
    async with proxy(f"http://{listen}") as url:
        assert await seen(listen, url) == [f"OK     Pages: {url} leads here"]
        assert await seen(listen, f"{url}/terreau/bot") == [
            f"OK     Pages: {url}/terreau/bot leads here"
        ]


@pytest.mark.parametrize("below", ["", "/terreau/bot"])
async def test_an_address_that_leads_here_is_fine_while_the_bot_runs(below: str) -> None:
    page, port = web.Application(), free_port()
    async with proxy(f"http://127.0.0.1:{port}") as url:
        add_here(page, PATHS, f"{url}{below}")
        runner = await serve(page, "0.0.0.0", port)  # noqa: S104 - as in a container
        shown = await seen(f"0.0.0.0:{port}", f"{url}{below}", runs=True)
        await runner.cleanup()

    assert shown == [f"OK     Pages: {url}{below} leads here"]


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


TAKEN = "is used by another program: stop it, or choose another port under [http]"


@pytest.mark.parametrize("runs", [True, False])
@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1"])
async def test_a_port_that_another_program_has_is_told(url: str, *, runs: bool) -> None:
    nobody = web.Application()
    runner = await serve(nobody, "127.0.0.1", port := free_port())
    listen = f"127.0.0.1:{port}"
    shown = await seen(listen, url, metrics=listen, runs=runs)
    await runner.cleanup()

    assert shown == [
        f"WRONG  Port: {listen} {TAKEN} metrics",
        f"WRONG  Port: {listen} {TAKEN} listen",
    ]


async def test_a_port_that_another_terreau_has_is_told_while_ours_does_not_run() -> None:
    async with elsewhere() as url:
        listen = url.removeprefix("http://")

        assert await seen(listen, "") == [f"WRONG  Port: {listen} {TAKEN} listen"]
        assert await seen(listen, "", runs=True) == []


async def test_an_address_of_another_machine_is_told() -> None:
    [told] = await seen("192.0.2.1:8080", "")

    assert told.startswith("WRONG  Port: 192.0.2.1:8080 cannot be used (")
    assert told.endswith("): correct [http] listen")


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_the_whole_bot_is_recognised_by_its_check(
    tmp_path: Path, start: Start, api: BotApi
) -> None:
    """With web pages, without, and with figures: what runs is what is checked."""
    port, metrics = free_port(), free_port()
    async with proxy(f"http://127.0.0.1:{port}") as url:
        for keys in (f'public_url = "{url}"', f'metrics = "127.0.0.1:{metrics}"'):
            config = written(tmp_path, api.url, port)
            text = config.read_text().replace("123:abc", TOKEN)
            config.write_text(text.replace("[http]", f"[http]\n{keys}"))
            config.chmod(0o600)
            child = await start(config)
            await read_until(child, "ready")

            done = await asyncio.to_thread(checked, config)

            assert done.returncode == 0, done.stdout
            assert "The bot is running." in done.stdout
            assert (f"Pages: {url} leads here" in done.stdout) == ("public_url" in keys)
            await ended(child)


def checked(config: Path) -> subprocess.CompletedProcess[str]:
    """`terreau check`, as a person types it beside the running bot."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "check", "--config", str(config)],
        capture_output=True,
        text=True,
        env={**os.environ, **ENGLISH},
        timeout=HANG,
        check=False,
    )
