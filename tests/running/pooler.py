"""A pooler in transaction mode: between two transactions a session is anybody's."""

import asyncio
import contextlib

_SSL, _GSS = 80877103, 80877104
_IDLE = b"Z\x00\x00\x00\x05I"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Pooler:
    """Speaks PostgreSQL's protocol (version 3) with clients, over as few sessions as they need."""

    def __init__(self, socket: str, *, in_turn: bool = False) -> None:
        """Lend the session that came back last, or all in turn."""
        self._socket = socket
        self._next = 0 if in_turn else -1
        self._idle: list[Streams] = []
        self._greeting = b""
        self._all: list[Streams] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client until it goes."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            startup = await self._startup(reader, writer)
            if not self._greeting:
                session, self._greeting = await self._opened(startup)
                self._idle.append(session)
            writer.write(self._greeting)
            while True:
                first = await _message(reader)
                if first[:1] == b"X":
                    break
                session = await self._lent(startup)
                await self._transaction(first, reader, writer, session)
                self._idle.append(session)  # before the client is told, and asks again
                writer.write(_IDLE)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def _startup(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        while True:
            length = await reader.readexactly(4)
            rest = await reader.readexactly(int.from_bytes(length) - 4)
            if int.from_bytes(rest[:4]) not in (_SSL, _GSS):
                return length + rest
            writer.write(b"N")

    async def _lent(self, startup: bytes) -> Streams:
        if self._idle:
            return self._idle.pop(self._next)
        return (await self._opened(startup))[0]

    async def _opened(self, startup: bytes) -> tuple[Streams, bytes]:
        """A session of the server's, and its greeting to a client."""
        session = await asyncio.open_unix_connection(self._socket)
        self._all.append(session)
        session[1].write(startup)
        said = b""
        while not said.endswith(_IDLE):
            said += await _message(session[0])
        return session, said

    async def _transaction(
        self,
        first: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        session: Streams,
    ) -> None:
        """Pass on until the server is out of a transaction; all but its word of that."""
        session[1].write(first)
        asking = asyncio.create_task(_message(reader))
        answering = asyncio.create_task(_message(session[0]))
        try:
            while True:
                await asyncio.wait([asking, answering], return_when=asyncio.FIRST_COMPLETED)
                if answering.done():
                    said = answering.result()
                    if said == _IDLE:
                        return
                    writer.write(said)
                    answering = asyncio.create_task(_message(session[0]))
                elif asking.done():
                    session[1].write(asking.result())
                    asking = asyncio.create_task(_message(reader))
        finally:
            for task in (asking, answering):
                task.cancel()
            await asyncio.gather(asking, answering, return_exceptions=True)

    async def close(self) -> None:
        for _, writer in self._all:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(5)
    return head + await reader.readexactly(int.from_bytes(head[1:]) - 4)
