"""The web server: its limits on connections, and our health at `/healthz`.

Open connections use file descriptors, which the database and the networks need too. So their
number is limited, and a new connection takes the place of an idle one.
"""

import asyncio
import socket
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

from bot.config.kinds import Network
from bot.core.outbound.health import Health
from bot.web.internet_addresses import address_of, home_of, is_trusted
from bot.web.pages import HEADERS

if sys.platform != "win32":
    import resource

ASK_SECONDS = 20.0
"""The time for which a connection may be open without a whole request."""
READ_SECONDS = 300.0
"""The time that an answer may take to be read: 20 MB at 0.5 Mbit/s."""
SLOW_SECONDS = 10.0
"""After this time, an unfinished answer may be aborted to make room for others."""
SHUTDOWN_SECONDS = 0.9
"""The time for which aiohttp waits, twice, for requests under way when the server stops."""
_SHARE = 4
_FEWEST, _MOST = 4, 256
_BACKLOG = 128
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the connections to one server."""

    connections: int
    """Open at a time."""
    per_address: int
    """From one address that is no trusted proxy; also the concurrent requests of one client."""
    ask_seconds: float = ASK_SECONDS
    read_seconds: float = READ_SECONDS
    slow_seconds: float = SLOW_SECONDS


def usual_limits() -> Limits:
    """A quarter of the files that this process may have open: the rest is the bot's own."""
    connections = _MOST
    if sys.platform != "win32":
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if files != resource.RLIM_INFINITY:
            connections = max(_FEWEST, min(_MOST, files // _SHARE))
    return Limits(connections, per_address=connections // 2)


async def serve(
    page: web.Application,
    host: str,
    port: int,
    *,
    trusted: Collection[Network] = (),
    limits: Limits | None = None,
) -> web.AppRunner:
    """Serve a page until the runner given back is cleaned up; raises `OSError` if it cannot.

    A connection that asks for nothing in time, or does not read what it asked for, is closed.
    """
    limits = limits or usual_limits()
    page.middlewares.append(_limiting_middleware(trusted, limits))
    runner = web.AppRunner(page, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await _Site(runner, host, port, _Connections(trusted, limits)).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


def health_page(look: Callable[[], Awaitable[Health]]) -> web.Application:
    """A page that answers 200 while all is well, else 503 with the unwell parts and counts.

    `told` has sentences on what to do, if that is known, and on what has to wait for long.
    """

    async def answer(_request: web.Request) -> web.Response:
        health = await look()
        return web.json_response(
            {
                "status": "unwell" if health.unwell else "ok",
                "unwell": health.unwell,
                "told": list(health.told),
                "waiting_in": health.waiting_in,
                "waiting_out": health.waiting_out,
                "set_aside": health.set_aside,
                "uncertain": health.uncertain,
                "sealed": health.undecrypted,
                "held": health.held,
            },
            status=503 if health.unwell else 200,
            headers={"Cache-Control": "no-store"},
        )

    page = web.Application()
    page.router.add_get("/healthz", answer)
    return page


def _limiting_middleware(trusted: Collection[Network], limits: Limits) -> Any:  # noqa: ANN401 - a middleware
    """Limit the requests of one client at a time, and abort answers that are not read."""
    in_hand: Counter[str] = Counter()

    @web.middleware
    async def sent_in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
        client, connection = address_of(request, trusted), request.protocol
        in_hand[client] += 1
        if isinstance(connection, _Connection):
            connection.begins(busy=True)
        try:
            if in_hand[client] > limits.per_address:
                answer: web.StreamResponse = _plain_answer(HTTPStatus.TOO_MANY_REQUESTS)
                answer.headers["Retry-After"] = str(int(limits.slow_seconds))
            else:
                answer = await _answer(request, handler)
            with suppress(ConnectionError):  # nobody is there any more
                await _send(request, answer, limits.read_seconds)
            return answer
        finally:
            in_hand[client] -= 1
            if not in_hand[client]:
                del in_hand[client]
            if isinstance(connection, _Connection):
                connection.begins(busy=False)

    return sent_in_time


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        return _plain_refusal(refusal)


async def _send(request: web.Request, answer: web.StreamResponse, seconds: float) -> None:
    _add_headers(answer)
    try:
        async with asyncio.timeout(seconds):
            await answer.prepare(request)
            await answer.write_eof()
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()


def _plain_answer(status: int) -> web.Response:
    """An answer in the standard's words, which reveals nothing of the request or the server."""
    return web.Response(status=status, text=f"{status}: {HTTPStatus(status).phrase}")


def _plain_refusal(refusal: web.HTTPException) -> web.Response:
    """The library's refusal, in plain words."""
    answer = _plain_answer(refusal.status)
    if "Allow" in refusal.headers:
        answer.headers["Allow"] = refusal.headers["Allow"]
    return answer


def _add_headers(answer: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers["Server"] = "Terreau"


class _Connection(web.RequestHandler):
    """One connection; a malformed request gets a plain answer."""

    def __init__(self, server: web.Server, all_: "_Connections", address: str) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # as `AppRunner` takes it
            keepalive_timeout=all_.limits.ask_seconds,
            auto_decompress=False,
        )
        self._all = all_
        self.address = address
        self.begins(busy=False)

    def begins(self, *, busy: bool) -> None:
        """Note that a request begins, or has ended."""
        self.is_busy = busy
        self.since = asyncio.get_running_loop().time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._all.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._all.open.discard(self)
        super().connection_lost(exc)

    def cut(self) -> None:
        """Close it at once: another one needs its place."""
        self._all.open.discard(self)
        if self.transport is not None:
            self.transport.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it has what was sent in it
    ) -> web.StreamResponse:
        """Answer a malformed or failed request without the library's own words."""
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log_exception("a page failed", exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError
        answer = _plain_answer(status)
        answer.force_close()
        return answer

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send an answer that no page made, with the usual headers."""
        answer = _plain_refusal(resp) if isinstance(resp, web.HTTPException) else resp
        if not answer.prepared:
            _add_headers(answer)
        return await super().finish_response(request, answer, start_time)

    def log_exception(self, *args: Any, **kw: Any) -> None:  # noqa: ANN401 - the library's
        """Log our own failures; what a client sends wrong is not ours."""
        is_of_client = (HttpProcessingError, web.RequestPayloadError, web.PayloadAccessError)
        if not isinstance(kw.get("exc_info"), is_of_client):
            super().log_exception(*args, **kw)


class _Connections:
    def __init__(self, trusted: Collection[Network], limits: Limits) -> None:
        self._trusted = trusted
        self.limits = limits
        self.open: set[_Connection] = set()

    def find_room(self, peer: str) -> bool:
        """True if this peer may open one more; others are closed for it where needed."""
        own = [each for each in self.open if each.address == home_of(peer)]
        if not is_trusted(peer, self._trusted) and len(own) >= self.limits.per_address:
            return self._cut_one(own)
        return len(self.open) < self.limits.connections or self._cut_one(self.open)

    def cut_idle(self) -> None:
        """Close an idle one: the process has run out of file descriptors."""
        self._cut_one([each for each in self.open if not each.is_busy])

    def _cut_one(self, those: Iterable[_Connection]) -> bool:
        """Close the one that is idle for longest, or else slowest to read its answer."""
        long_ago = asyncio.get_running_loop().time() - self.limits.slow_seconds
        useless = [each for each in those if not each.is_busy or each.since <= long_ago]
        if not useless:
            return False
        min(useless, key=lambda each: (each.is_busy, each.since)).cut()
        return True


class _Listening:
    """Listening sockets, from each of which one connection after the other is taken."""

    def __init__(
        self, sockets: list[socket.socket], server: web.Server, all_: _Connections
    ) -> None:
        self.sockets = sockets
        self._server = server
        self._all = all_
        self._accepting = [asyncio.create_task(self._accept(each)) for each in sockets]

    def close(self) -> None:
        for task in self._accepting:
            task.cancel()

    async def wait_closed(self) -> None:
        await asyncio.wait(self._accepting)
        for each in self.sockets:
            each.close()

    async def _accept(self, listening: socket.socket) -> None:
        """Take one connection at a time: a burst of them opens no more than there may be."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                connected, peer = await loop.sock_accept(listening)
            except OSError:
                self._all.cut_idle()
                await asyncio.sleep(_PAUSE)
                continue
            try:
                await self._take(connected, str(peer[0]))
            except OSError:
                connected.close()
            await asyncio.sleep(0)  # who was cut for it is closed now

    async def _take(self, connected: socket.socket, peer: str) -> None:
        if not self._all.find_room(peer):
            connected.close()
            return
        await asyncio.get_running_loop().connect_accepted_socket(
            lambda: _Connection(self._server, self._all, home_of(peer)), connected
        )


class _Site(web.BaseSite):
    def __init__(self, runner: web.AppRunner, host: str, port: int, all_: _Connections) -> None:
        super().__init__(runner)
        self._host, self._port, self._all = host, port, all_

    @property
    def name(self) -> str:
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen at every address of the host; raises `OSError`."""
        await super().start()
        server = self._runner.server
        assert server is not None  # noqa: S101 - it was set up before
        sockets = await _listening_sockets(self._host, self._port)
        self._server = _Listening(sockets, server, self._all)  # type: ignore[assignment]

    async def stop(self) -> None:
        await super().stop()
        if self._server is not None:
            await self._server.wait_closed()


async def _listening_sockets(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at a host's addresses, all of them or none."""
    found = await asyncio.get_running_loop().getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    bound: list[socket.socket] = []
    try:
        for family, address in dict.fromkeys((each[0], each[4][:2]) for each in found):
            bound.append(socket.create_server(address, family=family, backlog=_BACKLOG))
            bound[-1].settimeout(0)
    except OSError:
        for each in bound:
            each.close()
        raise
    return bound
