"""Real servers on this host: `127.0.0.2` plays the internet, `127.0.0.1` an inner network."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from socket import EAI_NONAME, gaierror

import aiohttp
from aiohttp import web
from yarl import URL

from bot.web.internet_addresses import Address
from bot.web.safe_fetch import (
    FetchedPage,
    SafeFetcher,
)
from tests.patience import HANG

OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.1"
MOST = 100_000
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """A server that keeps what it was asked."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.asked: list[web.Request] = []

    def url(self, path: str = "/", name: str = "") -> str:
        return f"http://{name or self.host}:{self.port}{path}"


@asynccontextmanager
async def site(
    handler: Handler, host: str = OUTSIDE, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Site]:
    found = Site(host, 0)

    async def handle(request: web.Request) -> web.StreamResponse:
        found.asked.append(request)
        return await handler(request)

    page = web.Application()
    page.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(page, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, host, 0, ssl_context=tls).start()
    found.port = runner.addresses[0][1]
    try:
        yield found
    finally:
        await runner.cleanup()


def leading_to(url: str) -> Handler:
    """A proxy that leads all names to one server."""

    async def forward(request: web.Request) -> web.StreamResponse:
        kept = {"Authorization", "Content-Type"} & request.headers.keys()
        headers = {name: request.headers[name] for name in kept}
        body = await request.read()
        address = URL(f"{url}{request.rel_url.raw_path}", encoded=True)
        async with (
            aiohttp.ClientSession() as http,
            http.request(request.method, address, data=body, headers=headers) as answer,
        ):
            content = await answer.read()
            return web.Response(
                status=answer.status, body=content, content_type=answer.content_type
            )

    return forward


@asynccontextmanager
async def raw(answer: bytes, *, then: float = 0.0) -> AsyncIterator[Site]:
    """A server that sends these very bytes to any request."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await asyncio.sleep(then)
        writer.close()

    server = await asyncio.start_server(serve, OUTSIDE, 0)
    async with server:
        yield Site(OUTSIDE, server.sockets[0].getsockname()[1])


def pretended(address: Address) -> bool:
    return str(address) == OUTSIDE


def leading(**names: Sequence[str]) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    async def resolve(host: str, port: int) -> Sequence[str]:
        known = names.get(host.partition(".")[0])
        if known is None:
            raise gaierror(EAI_NONAME, "no such name")
        return known

    return resolve


def safe_fetcher(
    *ports: int,
    resolve: Callable[[str, int], Awaitable[Sequence[str]]] | None = None,
    seconds: float = HANG,
) -> SafeFetcher:
    return SafeFetcher(
        public=pretended,
        resolve=resolve or leading(site=[OUTSIDE]),
        ports=ports,
        seconds=seconds,
    )


async def fetched(fetcher: SafeFetcher, url: str, **asked: str) -> FetchedPage:
    page = await fetcher.fetch(url, MOST, **asked)
    assert isinstance(page, FetchedPage)
    return page


async def says(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"BEGIN:VCALENDAR")


def sends_to(*urls: str) -> Handler:
    """Each page leads to the next."""
    left = list(urls)

    async def redirect(_request: web.Request) -> web.StreamResponse:
        return (
            web.Response(status=302, headers={"Location": left.pop(0)})
            if left
            else await says(_request)
        )

    return redirect
