"""Requests to the homeserver through nio's client, their pace, and safe reading of its JSON.

nio's own calls retry without end and hide what was refused; see `docs/decisions/0004-matrix.md`.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import getproxies

import aiohttp
from nio import AsyncClient

from bot.core.messages.ports import FileTooBig
from bot.transports.matrix.homeserver_errors import NoAnswer, Refused, Unreachable

Json = dict[str, Any]
# Anything else that is taken for one could not be asked for, or would be read as something else.
_EVENT_ID = re.compile(r"\$[!-~]{1,254}")
_ROOM_ID = re.compile(r"![!-.0-~]{1,254}")
CLIENT = "/_matrix/client/v3"
PASSWORD = "m.login.password"  # noqa: S105 - the name of a way to log in
SECONDS = 30.0
_PAGE = 64 * 1024


def begin_session(client: AsyncClient) -> None:
    """Go through the proxy that the environment names, if any: nio's own session would not."""
    if client.client_session is None and getproxies():
        timeout = aiohttp.ClientTimeout(total=client.config.request_timeout)
        client.client_session = aiohttp.ClientSession(trust_env=True, timeout=timeout)


class CallPace:
    """Paces calls, in the order in which they are made."""

    def __init__(self, calls_per_second: float) -> None:
        """Limit the calls that begin within a second; 0 sets no limit."""
        self._step = 1 / calls_per_second if calls_per_second else 0.0
        self._free_at = 0.0
        self._order = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for the turn of one call."""
        if not self._step:
            return
        loop = asyncio.get_running_loop()
        async with self._order:
            await asyncio.sleep(self._free_at - loop.time())
            self._free_at = loop.time() + self._step


async def keep_token() -> None:
    """Leave the access token as it is: it does not end by itself."""


class Client(AsyncClient):  # type: ignore[misc] # nio has no types
    """nio's client, told of what failed: it looks at bodies alone.

    A proxy's page instead of an answer, or a refusal without words, would pass for a success.
    """

    pace = CallPace(0)
    renew_token: Callable[[], Awaitable[None]] = staticmethod(keep_token)
    """Awaited before each call: an access token that is about to end is replaced."""

    async def send(
        self,
        method: str,
        path: str,
        data: Any = None,  # noqa: ANN401 - nio has no types
        headers: dict[str, str] | None = None,
        *others: Any,  # noqa: ANN401 - likewise
    ) -> Any:  # noqa: ANN401 - likewise
        """Send a question of nio's own when its turn has come, with the token of that moment."""
        await self.pace.turn()
        await self.renew_token()
        if headers and "Authorization" in headers:
            headers["Authorization"] = f"Bearer {self.access_token}"
        begin_session(self)
        return await super().send(method, path, data, headers, *others)

    async def create_matrix_response(
        self,
        response_class: type,
        transport_response: aiohttp.ClientResponse,
        data: tuple[Any, ...] | None = None,
        save_to: Path | None = None,
    ) -> Any:  # noqa: ANN401 - nio has no types
        """Read what was answered to a question of nio's own."""
        is_json = transport_response.content_type == "application/json"
        if transport_response.status >= 400 or not is_json:  # noqa: PLR2004 - HTTP
            raise NoAnswer(f"{transport_response.status}")
        return await super().create_matrix_response(
            response_class, transport_response, data, save_to
        )


class Api:
    """The client-server API of one account."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def request(
        self,
        method: str,
        path: str,
        body: Json | bytes | None = None,
        *,
        seconds: float = SECONDS,
        kind: str = "application/json",
        query: Mapping[str, str] | None = None,
    ) -> Json:
        """Ask one thing, once; gives what was answered.

        Raises `Refused`, `Unreachable` or `NoAnswer`.
        """
        where = f"{path}?{urlencode(query)}" if query else path
        # Raw bytes, when many, would go out in one go while nothing else is done.
        data = BytesIO(body) if isinstance(body, bytes) else json.dumps(body or {})
        async with self._answer_to(method, where, data, kind=kind, seconds=seconds) as answer:
            return _json_of(answer, await answer.read())

    async def download(self, path: str, most: int, *, seconds: float) -> bytes:
        """Get a file; raises `FileTooBig` as soon as it is larger than `most`."""
        async with self._answer_to("GET", path, None, kind="", seconds=seconds) as answer:
            if answer.status != 200:  # noqa: PLR2004 - HTTP
                _json_of(answer, await answer.content.read(_PAGE))
                raise NoAnswer(f"{answer.status}")
            got = bytearray()
            async for part in answer.content.iter_chunked(_PAGE):
                got += part
                if len(got) > most:
                    raise FileTooBig
            return bytes(got)

    @asynccontextmanager
    async def _answer_to(
        self, method: str, where: str, data: str | BytesIO | None, *, kind: str, seconds: float
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer, within a number of seconds."""
        headers = {"Content-Type": kind} if kind else {}
        body = None if method == "GET" else data
        await self._client.pace.turn()
        await self._client.renew_token()
        if self._client.access_token:
            headers["Authorization"] = f"Bearer {self._client.access_token}"
        begin_session(self._client)
        try:
            async with asyncio.timeout(seconds):
                answer = await AsyncClient.send(self._client, method, where, body, headers, None, 0)
                async with answer:
                    yield answer
        except (Unreachable, NoAnswer):
            raise
        except aiohttp.ClientConnectorError as error:
            raise Unreachable(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__) from None

    async def room(
        self,
        method: str,
        room: str,
        *parts: str,
        body: Json | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Json:
        """Ask something about a room: `room("PUT", room, "send", type, txn, body=content)`."""
        path = "/".join(quote(part, safe="") for part in (room, *parts))
        return await self.request(method, f"{CLIENT}/rooms/{path}", body, query=query)

    async def state(self, room: str) -> list[Json]:
        """All state events of a room as they are now."""
        answer = await self.room("GET", room, "state")
        if "chunk" not in answer:
            raise NoAnswer("no list of state events")
        return list(answer["chunk"])


def _json_of(answer: aiohttp.ClientResponse, raw: bytes) -> Json:
    """The answer's JSON, a list as `chunk`; raises `Refused` for any answer but a success.

    What is not JSON is said by something on the way, which knows nothing of the homeserver's will:
    its "404 page not found" only means that the homeserver did not answer.
    """
    try:
        read = json.loads(raw)
    except ValueError:
        read = None
    body: Json = read if isinstance(read, dict) else {}
    if isinstance(read, list):
        body = {"chunk": read}
    if answer.status >= 400 and (body or answer.status == 429):  # noqa: PLR2004 - HTTP
        body.setdefault("retry_after", answer.headers.get("Retry-After", ""))
        raise Refused(answer.status, str(body.get("errcode", "")), body)
    if read is None or answer.status >= 400:  # noqa: PLR2004 - HTTP
        raise NoAnswer(f"{answer.status}, and no JSON")
    return body


async def related(api: Api, room: str, event_id: str, *relation: str) -> AsyncGenerator[Json, None]:
    """The events that stand in a relation to one, of a kind if that is named too.

    See "Relationships API" in the client-server specification.
    """
    parts = [quote(each, safe="") for each in (room, "relations", event_id, *relation)]
    path, query = f"/_matrix/client/v1/rooms/{'/'.join(parts)}", {"limit": "100"}
    while True:
        page = await api.request("GET", path, query=query)
        for each in list_at(page, "chunk"):
            yield each
        query["from"] = text_at(page, "next_batch")
        if not query["from"]:
            return


def found(thing: object, *path: str) -> object:
    """The value at a path; None if there is none."""
    for step in path:
        if not isinstance(thing, dict):
            return None
        thing = thing.get(step)
    return thing


def text_at(thing: object, *path: str) -> str:
    """The text at a path; empty where there is none."""
    there = found(thing, *path)
    return there if isinstance(there, str) else ""


def event_at(thing: object, *path: str) -> str:
    """The event id at a path; empty where there is none."""
    there = text_at(thing, *path)
    return there if _EVENT_ID.fullmatch(there) else ""


def room_at(thing: object, *path: str) -> str:
    """The room id at a path; empty where there is none."""
    there = text_at(thing, *path)
    return there if _ROOM_ID.fullmatch(there) else ""


def list_at(thing: object, *path: str) -> list[Any]:
    """The list at a path; empty where there is none."""
    there = found(thing, *path)
    return there if isinstance(there, list) else []
