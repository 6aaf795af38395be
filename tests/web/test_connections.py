"""Connections that ask nothing, or read nothing: real sockets, closed after their time."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web

from bot.web.health import ASK_SECONDS, serve
from tests.patience import HANG, patient

LARGE = b"0" * 16_000_000
SECONDS = 1.0
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def served(
    read_seconds: float = SECONDS, ask_seconds: float = SECONDS, cut: asyncio.Event | None = None
) -> AsyncIterator[tuple[str, int]]:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=b"here")

    async def large(_request: web.Request) -> web.Response:
        task = asyncio.current_task()
        if cut is not None and task is not None:
            task.add_done_callback(lambda _: cut.set())
        return web.Response(body=LARGE)

    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(0.5)
        return web.Response(body=LARGE)

    page = web.Application()
    page.router.add_route("*", "/", answer)
    page.router.add_get("/large", large)
    page.router.add_get("/slow", slow)
    runner = await serve(page, "127.0.0.1", 0, ask_seconds=ask_seconds, read_seconds=read_seconds)
    yield runner.addresses[0]
    await runner.cleanup()


async def dripped(words: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a letter every tenth of a second, as long as the server listens."""
    for letter in words:
        if reader.at_eof() or writer.is_closing():
            return
        writer.write(bytes([letter]))
        await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n", id="unfinished headers"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", id="nothing more"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n", id="half of a second request"
        ),
    ],
)
async def test_a_connection_that_asks_nothing_is_closed(words: bytes) -> None:
    async with served() as where:
        reader, writer = await asyncio.open_connection(*where)
        writer.write(words)
        said = await asyncio.wait_for(reader.read(), HANG)
        writer.close()

    assert said.count(b"HTTP/1.1 200 OK") == words.count(b"\r\n\r\n")


async def test_headers_that_come_a_letter_at_a_time_gain_nothing() -> None:
    async with served() as where:
        reader, writer = await asyncio.open_connection(*where)
        words = b"GET / HTTP/1.1\r\nX: " + b"x" * 500
        dripping = asyncio.create_task(dripped(words, reader, writer))
        assert await asyncio.wait_for(reader.read(), HANG) == b""
        dripping.cancel()
        writer.close()


@pytest.mark.slow
async def test_a_client_that_does_not_read_the_answer_is_cut() -> None:
    cut = asyncio.Event()
    async with served(cut=cut) as where:
        with socket.socket() as idle:
            idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            idle.settimeout(0)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(idle, where)
            await loop.sock_sendall(idle, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            async with patient():
                await cut.wait()
            assert await asyncio.wait_for(_read(idle), HANG) < len(LARGE)


async def _read(from_: socket.socket) -> int:
    """The number of bytes before the end, or before the connection is found cut."""
    loop, count = asyncio.get_running_loop(), 0
    with suppress(ConnectionResetError):
        while read := await loop.sock_recv(from_, 2**16):
            count += len(read)
    return count


@pytest.mark.slow
async def test_a_client_that_goes_before_the_answer_is_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with served() as where:
        for _ in range(3):
            _, writer = await asyncio.open_connection(*where)
            writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            await writer.drain()
            writer.transport.abort()
        for _ in range(3):
            _, writer = await asyncio.open_connection(*where)
            writer.write(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.sleep(0.1)
            writer.transport.abort()
        await asyncio.sleep(1)

    assert caplog.records == []


async def test_a_packed_request_is_not_unpacked(caplog: pytest.LogCaptureFixture) -> None:
    async with served() as where:
        reader, writer = await asyncio.open_connection(*where)
        writer.write(
            b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Encoding: gzip\r\n"
            b"Content-Length: 4\r\n\r\nabcd"
        )
        assert (await asyncio.wait_for(reader.read(), HANG)).startswith(b"HTTP/1.1 200 OK")
        writer.close()

    assert caplog.records == []


@pytest.mark.slow
async def test_a_client_that_asks_and_reads_is_not_hindered() -> None:
    async with served(read_seconds=HANG, ask_seconds=6) as where:
        reader, writer = await asyncio.open_connection(*where)
        for _ in range(4):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b"here")).startswith(b"HTTP/1.1 200 OK")
            await asyncio.sleep(2)
        writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert len(await reader.read()) > len(LARGE)
        writer.close()


def test_the_time_is_short() -> None:
    assert ASK_SECONDS <= 30
