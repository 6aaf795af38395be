"""Servers that answer too slowly, too much, or nothing."""

import asyncio
import gzip
from collections.abc import Sequence

import pytest
from aiohttp import web

from bot.core.messages.ports import FileTooBig, Rejected, SendError
from bot.web.safe_fetch import FetchedPage, Unreachable
from tests.patience import HANG
from tests.web.safe_fetch.sites import MOST, raw, safe_fetcher, sends_to, site


async def test_a_redirect_in_a_circle_ends() -> None:
    async with site(sends_to(*["/again"] * 50)) as here:
        with pytest.raises(Unreachable):
            await safe_fetcher(here.port).fetch(here.url(), MOST)

    assert len(here.asked) == 6


@pytest.mark.parametrize("declared", [True, False])
async def test_too_large_a_page_is_left(declared: bool) -> None:  # noqa: FBT001 - a case
    async def handle(request: web.Request) -> web.StreamResponse:
        if declared:
            return web.Response(body=b"a" * (MOST + 1))
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(1000):
            await answer.write(b"a" * 1000)
        return answer

    async with site(handle) as here:
        with pytest.raises(FileTooBig):
            await safe_fetcher(here.port).fetch(here.url(), MOST)


@pytest.mark.slow
async def test_a_small_parcel_that_holds_very_much_is_left() -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        bomb = gzip.compress(b"\0" * 100_000_000)
        assert len(bomb) < MOST
        return web.Response(body=bomb, headers={"Content-Encoding": "gzip"})

    async with site(handle) as here:
        with pytest.raises(FileTooBig):
            await safe_fetcher(here.port).fetch(here.url(), MOST)


async def test_nothing_is_read_after_the_end_of_a_parcel() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Encoding": "gzip"})
        await answer.prepare(request)
        await answer.write(gzip.compress(b"all"))
        while True:
            await answer.write(b"a" * MOST)

    async with site(handle) as here:
        read = await safe_fetcher(here.port, seconds=HANG).fetch(here.url(), MOST)

    assert isinstance(read, FetchedPage)
    assert read.content == b"all"


@pytest.mark.parametrize("packing", ["br", "gzip, gzip", "zstd"])
async def test_packings_that_we_did_not_ask_for_are_not_unpacked(packing: str) -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"??", headers={"Content-Encoding": packing})

    async with site(handle) as here:
        with pytest.raises(Rejected):
            await safe_fetcher(here.port).fetch(here.url(), MOST)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip", id="no gzip"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"abc")[:-6],
            id="half a gzip",
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", id="cut"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 50_000 + b"\r\n\r\nx", id="huge header"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000 + b"\r\n", id="many headers"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another protocol"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", id="odd redirect"),
    ],
)
async def test_an_odd_server_is_told_in_a_word(answer: bytes) -> None:
    async with raw(answer) as here:
        with pytest.raises(SendError) as raised:
            await safe_fetcher(here.port).fetch(here.url(), MOST)

    assert raised.value.word in ("unreachable", "address")


async def test_a_page_that_drips_for_ever_is_left() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"a")
            await asyncio.sleep(0.05)

    async with site(handle) as here:
        with pytest.raises(Unreachable):
            await safe_fetcher(here.port, seconds=0.5).fetch(here.url(), MOST)


async def test_redirects_share_the_time() -> None:
    asked = []

    async def handle(request: web.Request) -> web.StreamResponse:
        asked.append(request)
        await asyncio.sleep(0.45)
        return web.Response(status=302, headers={"Location": "/again"})

    async with site(handle) as here:
        with pytest.raises(Unreachable):
            await safe_fetcher(here.port, seconds=0.5).fetch(here.url(), MOST)

    assert len(asked) <= 2, "each of them has its answer in time"


async def test_a_name_that_takes_for_ever_is_left() -> None:
    async def slow(_host: str, _port: int) -> Sequence[str]:
        await asyncio.sleep(HANG)
        return []

    with pytest.raises(Unreachable):
        await safe_fetcher(80, resolve=slow, seconds=0.2).fetch("http://site.example/", MOST)
