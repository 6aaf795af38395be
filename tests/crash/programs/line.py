"""A line to a server, which passes on what both sides say, until it is in trouble."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Self, TypeAlias
from urllib.parse import parse_qs, urlsplit

Streams: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """While entered, `port` leads to a server, as far as the line bears it.

    `lag` is for how many seconds each piece is held back; a line that `is_down` refuses who calls;
    `halves` is how many of the next answers are cut in their middle.
    """

    def __init__(self, dial: Callable[[], Awaitable[Streams]]) -> None:
        self._dial = dial
        self._server: asyncio.Server | None = None
        self._open: list[tuple[asyncio.StreamWriter, list[asyncio.Task[None]]]] = []
        self._kept: list[asyncio.StreamWriter] = []
        self.is_down = False
        self.lag = 0.0
        self.halves = 0

    @classmethod
    def to(cls, url: str) -> Self:
        """A line to a server of the Web."""
        return cls.to_port(urlsplit(url).port or 0)

    @classmethod
    def to_port(cls, port: int) -> Self:
        """A line to a server of this machine."""
        return cls(partial(asyncio.open_connection, "127.0.0.1", port))

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        await self.hear_of_it()

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        """The server's address over this line."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break all connections towards the client; the server takes it for alive."""
        for writer, pumps in self._open:
            for pump in pumps:
                pump.cancel()
            writer.transport.abort()
        self._open.clear()

    async def hear_of_it(self) -> None:
        """Have the server hear of it, as it does after a while by its keepalives."""
        for writer in self._kept:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        self._kept.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.is_down:
                raise ConnectionRefusedError
            theirs, towards = await self._dial()
        except OSError:  # the server restarts
            writer.close()
            return
        self._kept.append(towards)
        pumps = [
            asyncio.create_task(self._pump(reader, towards)),
            asyncio.create_task(self._pump(theirs, writer, answers=True)),
        ]
        self._open.append((writer, pumps))
        await asyncio.wait(pumps)

    async def _pump(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, *, answers: bool = False
    ) -> None:
        """Pass on until one of the two goes; then the other one hears of it."""
        with suppress(OSError):
            while heard := await source.read(1 << 16):
                if self.lag:
                    await asyncio.sleep(self.lag)
                if answers and self.halves:
                    self.halves -= 1
                    to.write(heard[: len(heard) // 2])
                    break
                to.write(heard)
                await to.drain()
        to.close()


class PostgreSQLLine(Line):
    """A line to a PostgreSQL, which listens on a socket of its machine."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        socket = f"{parse_qs(self._parts.query)['host'][0]}/.s.PGSQL.5432"
        super().__init__(partial(asyncio.open_unix_connection, socket))

    @property
    def url(self) -> str:
        """The database's address over this line."""
        parts = self._parts
        return f"{parts.scheme}://{parts.username}@127.0.0.1:{self.port}{parts.path}"
