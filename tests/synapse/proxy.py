"""A reverse proxy in front of a homeserver, where things go wrong as planned."""

import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web
from yarl import URL

from tests.synapse.faults import Faults, When

_HOST = "127.0.0.1"
_UPLOADS = 64 * 1024 * 1024
# Headers of one connection, and not of the request that goes through it.
_HOP_BY_HOP = {"connection", "content-encoding", "content-length", "host", "transfer-encoding"}


@dataclass(slots=True)
class Asked:
    """A request that came: when (monotonic), what, and how it was answered (0: not yet or not)."""

    at: float
    method: str
    path: str
    status: int = 0
    errcode: str = ""


class Proxy:
    """While entered, `url` leads to `target`, as far as `faults` let it.

    `asked` has all requests that came, in order. What is named in `leaves_out` is taken out of
    every answer, at any depth: not every homeserver tells what Synapse does. What is named in
    `claims` is told otherwise: homeservers may state anything. Answers to paths like those of
    `rewrites` are changed by a function. Paths like those of `diverts` are answered by another
    server.
    """

    def __init__(self, target: str) -> None:
        self.faults = Faults()
        self.asked: list[Asked] = []
        self.leaves_out: frozenset[str] = frozenset()
        self.claims: dict[str, object] = {}
        self.rewrites: dict[str, Callable[[Any], object]] = {}
        self.diverts: dict[str, str] = {}
        self._target = target
        self._port = 0
        application = web.Application(client_max_size=_UPLOADS)
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.01)
        self._site: web.TCPSite | None = None
        self._behind: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        return f"http://{_HOST}:{self._port}"

    async def __aenter__(self) -> Self:
        # Long polls are many, and each holds a connection.
        connector = aiohttp.TCPConnector(limit=0)
        self._behind = aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar()
        )
        await self._runner.setup()
        await self._listen()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._behind is not None
        self.cut()
        await self._runner.cleanup()
        await self._behind.close()

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """While entered, connections are refused; those that stand are reset at its begin."""
        assert self._site is not None
        await self._site.stop()
        self.cut()
        try:
            yield
        finally:
            await self._listen()

    def cut(self) -> None:
        """Reset every open connection."""
        assert self._runner.server is not None
        for connection in self._runner.server.connections:
            if connection.transport is not None:
                connection.transport.abort()

    def asked_for(self, pattern: str) -> list[Asked]:
        """The requests whose path is like this: `asked_for("*/sync")`."""
        return [it for it in self.asked if fnmatchcase(it.path, pattern)]

    def most_within(self, seconds: float, pattern: str = "*") -> int:
        """The most requests that came within so many seconds."""
        times = [it.at for it in self.asked_for(pattern)]
        return max((sum(0 <= it - start < seconds for it in times) for start in times), default=0)

    async def _listen(self) -> None:
        self._site = web.TCPSite(self._runner, _HOST, self._port)
        await self._site.start()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(time.monotonic(), request.method, request.path)
        self.asked.append(asked)
        body = await request.read()
        answer = await self._strike(request, "before")
        if answer is None:
            answer = await self._forward(request, body)
            answer = await self._strike(request, "after") or answer
        asked.status = answer.status
        asked.errcode = _errcode(answer)
        return answer

    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        assert self._behind is not None
        targets = (to for each, to in self.diverts.items() if fnmatchcase(request.path, each))
        url = URL(next(targets, self._target) + request.raw_path, encoded=True)
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _HOP_BY_HOP}
        try:
            async with self._behind.request(
                request.method, url, data=body, headers=headers, allow_redirects=False
            ) as response:
                content = await response.read()
        except aiohttp.ClientError:
            return web.Response(status=502, text="<html>Bad Gateway</html>")
        rewrites = [it for each, it in self.rewrites.items() if fnmatchcase(request.path, each)]
        changes = self.leaves_out or self.claims or rewrites
        if changes and response.content_type == "application/json":
            told = _changed(json.loads(content), self.leaves_out, self.claims)
            for rewrite in rewrites:
                rewrite(told)
            content = json.dumps(told).encode()
        kept = {k: v for k, v in response.headers.items() if k.lower() not in _HOP_BY_HOP}
        return web.Response(status=response.status, body=content, headers=kept)

    async def _strike(self, request: web.Request, when: When) -> web.Response | None:
        await self.faults.delay(request.path, when)
        fault = self.faults.take(request.path, when)
        if fault is None:
            return None
        if not fault.status:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=499)
        kind = "text/html" if fault.body.startswith("<") else "application/json"
        return web.Response(
            status=fault.status, text=fault.body, content_type=kind, headers=fault.headers
        )


def _errcode(answer: web.Response) -> str:
    if answer.status < 400 or not isinstance(answer.body, bytes):
        return ""
    with suppress(ValueError):
        return str(json.loads(answer.body).get("errcode", ""))
    return ""


def _changed(told: object, without: frozenset[str], claims: Mapping[str, object]) -> object:
    if isinstance(told, list):
        return [_changed(each, without, claims) for each in told]
    if isinstance(told, dict):
        return {
            key: claims[key] if key in claims else _changed(it, without, claims)
            for key, it in told.items()
            if key not in without
        }
    return told
