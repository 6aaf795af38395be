"""The HTTP side: tokens, faults, one answer per call."""

import asyncio
import json
import re
import socket
import struct
from collections.abc import Awaitable

from aiohttp import web

from tests.emulator.methods import ENDPOINTS
from tests.emulator.world import Call, TooMany, World

from .decoding import checked, raw_parameters
from .errors import ApiError, Json, MisuseError
from .faults import Fault, Faults, When
from .limits import PaceError

_PATH = re.compile(r"/(?P<file>file/)?bot(?P<token>[^/]*)(?P<test>/test)?/(?P<rest>.+)")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_AT_ONCE = struct.pack("ii", 1, 0)
_UPLOADS = 64 * 1024 * 1024


class Server:
    """Answers as api.telegram.org would, at `url`."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.faults = Faults(world.updates, world.limits, self)
        self.app = web.Application(client_max_size=_UPLOADS)
        self.host, self.port = "127.0.0.1", 0
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def start(self, port: int = 0) -> None:
        self.app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        self.port = port
        await self.listen()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        assert self._runner is not None
        self.world.updates.release()
        await self._runner.cleanup()

    async def listen(self) -> None:
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, self.host, self.port)
        await self._site.start()

    async def hang_up(self) -> None:
        assert self._site is not None
        await self._site.stop()

    def cut(self) -> None:
        assert self._runner is not None
        assert self._runner.server is not None
        for connection in self._runner.server.connections:
            _reset(connection.transport)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self.faults.down:
            _reset(request.transport)
            return web.Response()
        path = _PATH.fullmatch(request.path)
        if path is None or not _TOKEN.fullmatch(path["token"]):
            return self._refuse(ApiError(404), f"malformed address {request.path}")
        if path["token"] != self.token:
            return self._refuse(ApiError(401), "wrong token")
        if bool(path["test"]) != self.world.is_test:
            return self._refuse(ApiError(401), "token of another environment")
        if path["file"]:
            return await self._download(path["rest"])
        return await self._call(request, path["rest"])

    async def _call(self, request: web.Request, name: str) -> web.StreamResponse:
        call = self.world.record(name)
        try:
            call.params = await raw_parameters(request)
            if struck := await self._strike(request, call, "before"):
                return struck
            response = _json(200, {"ok": True, "result": await self._run(call)})
            call.status = 200
        except ApiError as error:
            response = self._error_answer(call, error)
        except ConnectionResetError:  # the bot was killed while it spoke
            return web.Response()
        self.world.watch.changed()
        return await self._strike(request, call, "after") or response

    async def _run(self, call: Call) -> object:
        endpoint = ENDPOINTS.get(call.method.lower())
        if endpoint is None:
            raise MisuseError(404, "method not found")
        call.params = checked(call.params, endpoint.parameters)
        result = endpoint.run(self.world, call.params)
        return await result if isinstance(result, Awaitable) else result

    async def _strike(
        self, request: web.Request, call: Call, when: When
    ) -> web.StreamResponse | None:
        if not self.faults.planned:
            return None
        await self.faults.delay(call.method, when)
        fault = self.faults.take(call.method, when)
        if fault is None:
            return None
        call.status = fault.status
        return _misfortune(request, fault)

    def _error_answer(self, call: Call, error: ApiError) -> web.Response:
        call.status, call.description = error.code, error.description
        if isinstance(error, MisuseError):
            self.world.violations.append(f"{call.method}: {error.description}")
        if isinstance(error, PaceError):
            self.world.too_many.append(
                TooMany(call.method, error.chat_id, error.seconds, error.early, call.at)
            )
        return _json(error.code, error.as_json())

    def _refuse(self, error: ApiError, violation: str) -> web.Response:
        self.world.violations.append(violation)
        return _json(error.code, error.as_json())

    async def _download(self, path: str) -> web.Response:
        await self.faults.delay("download", "before")
        kept = self.world.files.at(path)
        if kept is None:
            return _json(404, ApiError(404).as_json())
        return web.Response(body=kept.content, content_type=kept.mime)


def _json(status: int, told: Json) -> web.Response:
    body = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
    seconds = told.get("parameters", {}).get("retry_after")
    headers = {"Retry-After": str(seconds)} if seconds else None
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")


def _misfortune(request: web.Request, fault: Fault) -> web.Response:
    if fault.body is None:
        _reset(request.transport)
        return web.Response()
    kind = "text/html" if fault.body.startswith("<") else "application/json"
    return web.Response(body=fault.body.encode(), status=fault.status, content_type=kind)


def _reset(transport: asyncio.BaseTransport | None) -> None:
    """Close a connection as a crashed machine would: RST, nothing flushed."""
    if isinstance(transport, asyncio.Transport):
        wire = transport.get_extra_info("socket")
        if wire is not None:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()
