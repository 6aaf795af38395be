"""Connections that ask nothing, or read nothing, or are too many: real sockets."""

import asyncio
import os
import resource
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.web.server import ASK_SECONDS, Limits, serve, usual_limits
from tests.emulator import BotApi
from tests.patience import HANG, patient
from tests.running.programs import ended, free_port, read_until, written
from tests.transports.contract import until

LARGE = b"0" * 16_000_000
SECONDS = 1.0
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class Waiting:
    """Requests that wait for the test, and those of all pages that are done with."""

    count: int = 0
    done: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)


WAITING = Waiting()
FEW = Limits(4, per_address=2, slow_seconds=0)
ASKED = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
ON_LOOPBACK = ip_network("127.0.0.0/8")


@asynccontextmanager
async def served(
    read_seconds: float = SECONDS,
    limits: Limits | None = None,
    *,
    ask_seconds: float = SECONDS,
    trusted: bool = False,
) -> AsyncIterator[tuple[str, int]]:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=b"here")

    async def large(_request: web.Request) -> web.Response:
        count_when_done()
        return web.Response(body=LARGE)

    async def slow(_request: web.Request) -> web.Response:
        count_when_done()
        WAITING.count += 1
        await WAITING.over.wait()
        return web.Response(body=LARGE)

    async def waits(_request: web.Request) -> web.Response:
        WAITING.count += 1
        await WAITING.over.wait()
        return web.Response(body=b"here")

    WAITING.count, WAITING.done, WAITING.over = 0, 0, asyncio.Event()
    page = web.Application()
    page.router.add_get("/waits", waits)
    page.router.add_route("*", "/", answer)
    page.router.add_get("/large", large)
    page.router.add_get("/slow", slow)
    usual = Limits(9, per_address=9, ask_seconds=ask_seconds, read_seconds=read_seconds)
    believed = [ON_LOOPBACK] if trusted else []
    runner = await serve(page, "127.0.0.1", 0, trusted=believed, limits=limits or usual)
    yield runner.addresses[0]
    await runner.cleanup()


def count_when_done() -> None:
    """Count this request when its answer is sent, or given up."""

    def count(_task: object) -> None:
        WAITING.done += 1

    task = asyncio.current_task()
    assert task is not None
    task.add_done_callback(count)


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a letter of a header every tenth of a second, as long as the server listens."""
    writer.write(b"GET / HTTP/1.1\r\nX: ")
    while not (reader.at_eof() or writer.is_closing()):
        writer.write(b"x")
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
        async with patient():
            said = await reader.read()
        writer.close()

    assert said.count(b"HTTP/1.1 200 OK") == words.count(b"\r\n\r\n")


async def test_a_connection_that_asks_nothing_is_given_its_time() -> None:
    async with served() as where, served(ask_seconds=600) as elsewhere:
        longer, shorter = await opened(elsewhere), await opened(where)
        async with patient():
            assert await shorter[0].read() == b""
        assert await is_answered(longer)
        await closed(longer, shorter)


async def test_headers_that_come_a_letter_at_a_time_gain_nothing() -> None:
    async with served() as where:
        reader, writer = await opened(where)
        dripping = asyncio.create_task(drip(reader, writer))
        async with patient():
            with suppress(ConnectionResetError):  # a letter may meet the closed connection
                assert await reader.read() == b""
            await dripping
        again = await opened(where)
        assert await is_answered(again)
        await closed((reader, writer), again)


@pytest.mark.slow
async def test_a_client_that_does_not_read_the_answer_is_cut() -> None:
    async with served() as where:
        with socket.socket() as idle:
            idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            idle.settimeout(0)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(idle, where)
            await loop.sock_sendall(idle, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            await until(lambda: WAITING.done == 1)
            async with patient():
                assert await _read(idle) < len(LARGE)


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
            asked = WAITING.count
            writer.write(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            await until(lambda: WAITING.count > asked)  # noqa: B023 - awaited here
            writer.transport.abort()
        WAITING.over.set()
        await until(lambda: WAITING.done >= WAITING.count)
        last = await opened(where)
        assert await is_answered(last)
        await closed(last)

    assert WAITING.count == 3
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
    async with served(read_seconds=600, ask_seconds=6) as where:
        reader, writer = await asyncio.open_connection(*where)
        for _ in range(4):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b"here")).startswith(b"HTTP/1.1 200 OK")
            await asyncio.sleep(2)
        writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert len(await reader.read()) > len(LARGE)
        writer.close()


async def opened(where: tuple[str, int], address: str = "127.0.0.1") -> Connection:
    return await asyncio.open_connection(*where, local_addr=(address, 0))


async def is_answered(connection: Connection, more: bytes = b"") -> bool:
    """True if a request is answered; False if the connection is closed before."""
    reader, writer = connection
    async with patient():
        try:
            writer.write(ASKED.replace(b"\r\n\r\n", b"\r\n" + more + b"\r\n"))
            await writer.drain()
            return (await reader.readuntil(b"here")).startswith(b"HTTP/1.1 200 OK")
        except (ConnectionError, asyncio.IncompleteReadError):
            return False


async def answers(connections: Sequence[Connection]) -> list[bool]:
    return [await is_answered(each) for each in connections]


async def closed(*connections: Connection) -> None:
    for _, writer in connections:
        writer.close()


async def test_who_is_new_takes_the_place_of_who_is_idle_for_longest() -> None:
    async with served(limits=FEW) as where:
        first, second = [await opened(where, f"127.0.0.{nth}") for nth in (1, 2)]
        third, fourth = [await opened(where, f"127.0.0.{nth}") for nth in (3, 4)]
        assert await answers([second, third, fourth, first]) == [True] * 4
        fifth = await opened(where, "127.0.0.5")
        assert await is_answered(fifth)
        assert await answers([second, first, third, fourth]) == [False, True, True, True]
        await closed(first, second, third, fourth, fifth)


async def test_one_address_takes_the_place_of_nobody_else() -> None:
    async with served(limits=FEW) as where:
        others = [await opened(where, f"127.0.0.{nth}") for nth in (2, 3)]
        many = [await opened(where) for _ in range(20)]
        assert await is_answered(many[-1])
        assert await answers(others) == [True, True]
        assert await answers(many[:-2]) == [False] * 18
        await closed(*others, *many)


async def test_a_trusted_proxy_may_have_all_connections_and_its_clients_some() -> None:
    limits = replace(FEW, slow_seconds=60)
    async with served(limits=limits, trusted=True) as where:
        many = [await opened(where) for _ in range(4)]
        assert await answers(many) == [True] * 4
        for _, writer in many[:2]:
            writer.write(b"GET /waits HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")
        await until(lambda: WAITING.count == 2)
        assert await is_answered(many[2], b"X-Forwarded-For: 192.0.2.2\r\n")
        reader, writer = many[3]
        writer.write(ASKED.replace(b"x\r\n\r\n", b"x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n"))
        async with patient():
            refused = await reader.readuntil(b"429: Too Many Requests")
        assert b"Retry-After: 60\r\n" in refused
        WAITING.over.set()
        async with patient():
            assert all([await reader.readuntil(b"here") for reader, _ in many[:2]])
        assert await is_answered(many[3], b"X-Forwarded-For: 192.0.2.1\r\n")
        await closed(*many)


async def test_while_all_are_busy_who_is_new_has_to_wait() -> None:
    async with served(limits=replace(FEW, slow_seconds=60)) as where:
        many = [await opened(where, f"127.0.0.{nth}") for nth in range(1, 5)]
        for _, writer in many:
            writer.write(b"GET /waits HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: WAITING.count == 4)
        refused = await opened(where, "127.0.0.5")
        assert not await is_answered(refused)
        WAITING.over.set()
        async with patient():
            assert all([await reader.readuntil(b"here") for reader, _ in many])
        new = await opened(where, "127.0.0.5")
        assert await is_answered(new)
        await closed(refused, new, *many)


async def test_who_reads_too_slowly_is_cut_where_others_find_no_room() -> None:
    async with served(read_seconds=600, limits=replace(FEW, read_seconds=600)) as where:
        slow = [await opened(where, f"127.0.0.{nth}") for nth in (1, 2, 3, 4)]
        for _, writer in slow:
            writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            await writer.drain()
        new = await opened(where, "127.0.0.5")
        assert await is_answered(new)
        await closed(new, *slow)


async def test_an_address_that_was_used_is_free_again() -> None:
    async with served(limits=FEW) as where:
        one = await opened(where)
        assert await is_answered(one)
        with pytest.raises(OSError, match="in use"):
            await serve(web.Application(), *where)
        await closed(one)
    runner = await serve(web.Application(), *where)
    await runner.cleanup()


@pytest.mark.parametrize(("files", "connections"), [(64, 16), (8, 4), (1024, 256), (10**6, 256)])
def test_most_of_the_files_that_may_be_open_are_the_bots_own(
    monkeypatch: pytest.MonkeyPatch, files: int, connections: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))

    assert usual_limits() == Limits(connections, per_address=connections // 2)


@pytest.mark.slow
async def test_the_bot_goes_on_while_idle_connections_fill_its_pages(tmp_path: Path) -> None:
    async with BotApi(limits=False) as api:
        ana = api.person("Ana", language="fr")
        where = ("127.0.0.1", free_port())
        bot = await asyncio.create_subprocess_exec(
            "/bin/sh",
            *(
                "-c",
                'ulimit -n 64; exec "$@"',
                "sh",
                sys.executable,
                "-m",
                "bot",
                "run",
                "--config",
            ),
            str(written(tmp_path, api.url, where[1])),
            stderr=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            await read_until(bot, "ready")
            idle = [await opened(where, f"127.0.1.{nth % 20 + 1}") for nth in range(200)]
            healthy = f"http://{where[0]}:{where[1]}/healthz"
            async with patient(), aiohttp.request("GET", healthy) as healthz:
                assert healthz.status == 200
            ana.says("/start")
            await ana.private.expect(lambda message: "Bonjour" in message.text)
            await closed(*idle)
            assert "Too many open files" not in await ended(bot)
        finally:
            if bot.returncode is None:
                bot.kill()
                await bot.wait()


def test_the_time_is_short() -> None:
    assert ASK_SECONDS <= 30
