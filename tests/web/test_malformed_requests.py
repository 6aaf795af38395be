"""Malformed requests are answered plainly: raw bytes over a socket, to every kind of server."""

import asyncio
from collections.abc import AsyncIterator
from random import Random

import pytest
from aiohttp import web

from bot.web.pages import HEADERS
from bot.web.server import Limits, health_page, serve
from tests.patience import patient

CANARY = b"canary"
CLOSE = b"Host: x\r\nConnection: close\r\n"
GOOD = b"GET / HTTP/1.1\r\n" + CLOSE + b"\r\n"
BAD = {
    "no line": b"canary\r\n\r\n",
    "no version": b"GET /canary\r\n\r\n",
    "another version": b"GET /canary HTTP/9.9\r\n\r\n",
    "another protocol": b"GET / CANARY/1.1\r\n\r\n",
    "the second one": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\ncanary",
    "a method with signs": b"CANA<b>RY / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a bad address": b"GET http://[canary/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a port of words": b"GET http://x:canary/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a port too large": b"GET http://x:99999999/canary HTTP/1.1\r\nHost: x\r\n\r\n",
    "a bad host": b"GET /canary HTTP/1.1\r\nHost: [canary\r\nConnection: close\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\n: canary\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\ncanary\r\n\r\n",
    "a header with a NUL": b"GET / HTTP/1.1\r\nX: canary\x00\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\nX: a\r\n canary\r\n" + CLOSE + b"\r\n",
    "a long line": b"GET /canary" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nX: canary" + b"a" * 100_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + b"X: canary\r\n" * 1000 + b"\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\ncanary",
    "a length of words": b"POST / HTTP/1.1\r\nContent-Length: canary\r\n\r\n",
    "a length and chunks": (
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\ncanary"
    ),
    "an unknown encoding": b"POST / HTTP/1.1\r\nTransfer-Encoding: canary\r\n\r\n",
    "bad chunks": b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + CLOSE + b"\r\ncanary\r\n",
    "a bad chunk later": (
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + CLOSE + b"\r\n1\r\na\r\ncanary\r\n"
    ),
    "a long chunk": (
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + CLOSE + b"\r\n" + b"F" * 99 + b"\r\n"
    ),
    "TLS": bytes.fromhex("16030100dc010000d80303") + b"canary" * 30,
    "SSH": b"SSH-2.0-canary\r\n",
    "noise": Random(7).randbytes(500),
}
REFUSED = {
    "an expectation": (417, b"GET / HTTP/1.1\r\nExpect: canary\r\n" + CLOSE + b"\r\n"),
    "a page that is not there": (404, b"GET /canary HTTP/1.1\r\n" + CLOSE + b"\r\n"),
    "a method that is not meant": (405, b"DELETE / HTTP/1.1\r\n" + CLOSE + b"\r\n"),
    "an unknown method": (400, b"CANARY / HTTP/1.1\r\n" + CLOSE + b"\r\n"),
    "a tunnel": (404, b"CONNECT canary:443 HTTP/1.1\r\n" + CLOSE + b"\r\n"),
    "too much": (413, b"POST /read HTTP/1.1\r\nContent-Length: 9\r\n" + CLOSE + b"\r\ncanary..."),
    "a page that fails": (500, b"GET /fails HTTP/1.1\r\n" + CLOSE + b"\r\n"),
    "a page that takes too long": (504, b"GET /late HTTP/1.1\r\n" + CLOSE + b"\r\n"),
    "a page without an answer": (500, b"GET /nothing HTTP/1.1\r\n" + CLOSE + b"\r\n"),
}
Where = tuple[str, int]


@pytest.fixture
async def where() -> AsyncIterator[Where]:
    """A server whose pages fail in every way."""

    async def here(_request: web.Request) -> web.Response:
        return web.Response(text="here")

    async def read(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async def fails(_request: web.Request) -> web.Response:
        raise RuntimeError(CANARY.decode())

    async def late(_request: web.Request) -> web.Response:
        raise TimeoutError(CANARY.decode())

    async def nothing(_request: web.Request) -> None:
        return None

    page = web.Application(client_max_size=3)
    page.router.add_get("/", here)
    page.router.add_post("/", here)
    page.router.add_post("/read", read)
    page.router.add_get("/fails", fails)
    page.router.add_get("/late", late)
    page.router.add_get("/nothing", nothing)  # type: ignore[arg-type]
    runner = await serve(page, "127.0.0.1", 0, limits=Limits(50, per_address=50, ask_seconds=2))
    yield runner.addresses[0]
    await runner.cleanup()


async def said_to(where: Where, *parts: bytes) -> bytes:
    """All that the server answers until it closes the connection."""
    async with patient():
        reader, writer = await asyncio.open_connection(*where)
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0)
            return await reader.read()
        except (ConnectionError, OSError):
            return b""
        finally:
            writer.close()


def check_plain(said: bytes) -> None:
    """An answer of ours tells nothing of what was sent, or of what runs here."""
    head, _, body = said.partition(b"\r\n\r\n")
    lowered = said.lower()
    assert CANARY not in lowered
    assert b"aiohttp" not in lowered
    assert b"python" not in lowered
    assert b"Server: Terreau\r\n" in head
    for name, value in HEADERS.items():
        assert f"{name}: {value}".encode() in head
    assert len(body) < 60


@pytest.mark.parametrize("name", BAD)
async def test_what_is_no_request_is_answered_plainly(
    where: Where, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = await said_to(where, BAD[name])

    if said:  # the rest may be there when the connection is closed: then the system drops both
        assert said.startswith(b"HTTP/")
        check_plain(said)
    assert (await said_to(where, GOOD)).endswith(b"here")
    assert caplog.records == []


@pytest.mark.parametrize("name", ["no line", "a header without a colon", "TLS", "two lengths"])
async def test_it_is_told_that_it_is_none(where: Where, name: str) -> None:
    said = await said_to(where, BAD[name])

    assert said.startswith(b"HTTP/1.0 400 Bad Request\r\n")
    assert said.endswith(b"\r\n\r\n400: Bad Request")


async def test_a_bad_request_behind_a_good_one_is_answered_plainly(where: Where) -> None:
    good = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    for parts in ((good + BAD["no line"],), (good, BAD["no line"]), (good, BAD["TLS"])):
        said = await said_to(where, *parts)
        assert b"400 Bad Request" in said
        check_plain(said[said.index(b"HTTP/1.0 400") :])


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.crashes("a page failed")] if status == 500 else [])
        for name, (status, _) in REFUSED.items()
    ],
)
async def test_refusals_of_the_library_are_ours(where: Where, name: str) -> None:
    status, request = REFUSED[name]

    said = await said_to(where, request)

    assert said.split()[1] == str(status).encode()
    check_plain(said)


async def test_who_asks_with_a_wrong_method_is_told_the_right_ones(where: Where) -> None:
    assert b"Allow: GET,HEAD,POST" in await said_to(where, REFUSED["a method that is not meant"][1])


@pytest.mark.slow
@pytest.mark.crashes("a page failed")  # the noise reaches that which fails
async def test_noise_of_all_kinds_is_borne(where: Where, caplog: pytest.LogCaptureFixture) -> None:
    """Requests with some bytes changed: nothing is told of them, and nothing breaks."""
    dice = Random(2026)
    known = [*BAD.values(), *(request for _, request in REFUSED.values())]
    for _ in range(200):
        noise = bytearray(dice.choice(known)[:2000])
        for _ in range(dice.randrange(1, 6)):
            noise[dice.randrange(len(noise))] = dice.randrange(256)
        for answer in (await said_to(where, bytes(noise))).split(b"HTTP/")[1:]:
            if not answer.endswith(b"here"):
                assert b"aiohttp" not in answer
                assert b"canary" not in answer.lower()
        assert (await said_to(where, GOOD)).endswith(b"here")
    assert [each for each in caplog.records if "data_received" in each.getMessage()] == []


async def test_a_server_without_other_pages_has_the_headers_too() -> None:
    """As where nobody sees files: `/healthz` alone."""

    async def look() -> None:
        raise TimeoutError

    runner = await serve(health_page(look), "127.0.0.1", 0)  # type: ignore[arg-type]
    try:
        for path in (b"/healthz", b"/canary"):
            check_plain(
                await said_to(
                    runner.addresses[0], b"GET " + path + b" HTTP/1.1\r\n" + CLOSE + b"\r\n"
                )
            )
    finally:
        await runner.cleanup()
