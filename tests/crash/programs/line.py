"""A line to a PostgreSQL that can be cut without its hearing of it."""

import asyncio
from contextlib import suppress
from typing import Self
from urllib.parse import parse_qs, urlsplit


class Line:
    """Passes on what a client and the server's socket say to each other."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._socket = f"{parse_qs(self._parts.query)['host'][0]}/.s.PGSQL.5432"
        self._server: asyncio.Server | None = None
        self._open: list[tuple[asyncio.StreamWriter, list[asyncio.Task[None]]]] = []
        self._kept: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        for writer in self._kept:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    @property
    def url(self) -> str:
        """The database's address over this line."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        parts = self._parts
        return f"{parts.scheme}://{parts.username}@127.0.0.1:{port}{parts.path}"

    def cut(self) -> None:
        """Break all connections towards the client; the server takes it for alive."""
        for writer, pumps in self._open:
            for pump in pumps:
                pump.cancel()
            writer.transport.abort()
        self._open.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            theirs, towards = await asyncio.open_unix_connection(self._socket)
        except OSError:  # the server restarts
            writer.close()
            return
        self._kept.append(towards)
        pumps = [
            asyncio.create_task(_pump(reader, towards)),
            asyncio.create_task(_pump(theirs, writer)),
        ]
        self._open.append((writer, pumps))
        await asyncio.wait(pumps)


async def _pump(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    """Pass on until one of the two goes; then the other one hears of it."""
    with suppress(OSError):
        while heard := await source.read(1 << 16):
            to.write(heard)
            await to.drain()
    to.close()
