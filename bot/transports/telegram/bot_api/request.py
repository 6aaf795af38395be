"""HTTP for python-telegram-bot, over aiohttp.

Two faults are told apart, for a message must not go out twice: `Unreachable`, where nothing was
carried out, and `Unanswered`, where it may have been. Of what Telegram's own side answers when it
is unwell, only 503 says that the request was not taken. A 500 is what a Bot API server says to the
requests in its hands when it restarts, a 502 or 504 what stands before it says when it got no
answer: these may have been carried out.

Nothing raised here names the address, which holds the token, or repeats what was sent.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from urllib.request import getproxies

from aiohttp import (
    BytesPayload,
    ClientConnectorError,
    ClientHttpProxyError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    InvalidURL,
)
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData
from yarl import URL

CONNECT_SECONDS = 5.0
DOWNLOAD_SECONDS = 120.0
_PAGE = 64 * 1024
_NEVER_CONNECTED = (
    ClientConnectorError,
    ClientHttpProxyError,
    ConnectionTimeoutError,
    InvalidURL,
)


class Unreachable(NetworkError):
    """The request was not carried out."""


class Unanswered(NetworkError):
    """The request left, and may have been carried out."""


class TooMuch(ValueError):
    """A download is larger than its limit."""


class Request(BaseRequest):
    """One pool of connections."""

    def __init__(self, patience: float = 20.0) -> None:
        """Wait `patience` seconds for an answer, where the caller does not say."""
        self.heard_at = ""
        """When the last answer was given by its sender's clock, as the header `Date` says it."""
        self._patience = patience
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._patience

    async def initialize(self) -> None:
        """Nothing to do: connections are made when they are needed."""

    async def shutdown(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913, PLR0917 - the signature is python-telegram-bot's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - see above
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - see above
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - see above
    ) -> tuple[int, bytes]:
        """Ask, and give the answer's code and body where Telegram itself answered."""
        patience = read_timeout if isinstance(read_timeout, int | float) else self._patience
        with _as_told():
            body = None if request_data is None else _body(request_data)
            async with self._asking(method, url, patience, body) as answer:
                self.heard_at = answer.headers.get("Date", "")
                return _answered(answer.status, answer.headers, await answer.read())

    async def download(self, url: str, most: int) -> bytes:
        """Get a file; raises `TooMuch` as soon as it is larger than `most`."""
        with _as_told():
            async with self._asking("GET", url, DOWNLOAD_SECONDS, None) as answer:
                if answer.status != HTTPStatus.OK:
                    _answered(answer.status, answer.headers, await answer.content.read(_PAGE))
                    raise BadRequest("file not found")
                got = bytearray()
                async for part in answer.content.iter_chunked(_PAGE):
                    got += part
                    if len(got) > most:
                        raise TooMuch
                return bytes(got)

    def _asking(
        self, method: str, url: str, patience: float, body: FormData | BytesPayload | None
    ) -> AbstractAsyncContextManager[ClientResponse]:
        if self._session is None:
            # With a proxy in the environment only: aiohttp looks for it in a thread, each time.
            self._session = ClientSession(trust_env=bool(getproxies()))
        return self._session.request(
            method,
            URL(url, encoded=True),
            data=body,
            timeout=ClientTimeout(total=CONNECT_SECONDS + patience, connect=CONNECT_SECONDS),
            allow_redirects=False,
        )

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; one that is no answer is not repeated in the logs."""
        try:
            answer = json.loads(payload)
        except ValueError:
            raise Unanswered("garbage") from None
        if not isinstance(answer, dict) or (answer.get("ok") and "result" not in answer):
            raise Unanswered("garbage")
        return answer


@contextmanager
def _as_told() -> Iterator[None]:
    """Turn a failure into one that names no address, by its kind."""
    try:
        yield
    except (TelegramError, TooMuch):
        raise
    except _NEVER_CONNECTED as error:
        raise Unreachable(type(error).__name__) from None
    except UnicodeError:
        raise BadRequest("text is not Unicode") from None
    except Exception as error:  # noqa: BLE001 - whatever it is, it may name the address
        raise Unanswered(type(error).__name__) from None


def _body(request_data: RequestData) -> FormData | BytesPayload:
    if not request_data.contains_files:
        words = urlencode(request_data.json_parameters).encode()
        return BytesPayload(words, content_type="application/x-www-form-urlencoded")
    # Telegram shows a name as it came: percent signs too.
    form = FormData(request_data.json_parameters, quote_fields=False)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        # Raw bytes, when many, would go out in one go while nobody else is served.
        body = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, body, filename=filename, content_type=kind)
    return form


def _answered(status: int, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """Pass on answers of Telegram; a page from something on the way says nothing of a room."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise RetryAfter(_seconds(headers, body))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        raise Unreachable(f"HTTP {status}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unanswered(f"HTTP {status}")
    if status >= HTTPStatus.MULTIPLE_CHOICES and not isinstance(_read(body), dict):
        raise Unreachable(f"HTTP {status}")
    return status, body


def _seconds(headers: Mapping[str, str], body: bytes) -> int:
    """The wait that a 429 asks for, in its body or only in its header."""
    match _read(body):
        case {"parameters": {"retry_after": int(seconds)}}:
            return seconds
    header = headers.get("Retry-After", "")
    return int(header) if header.isdecimal() else 1


def _read(body: bytes) -> Any:  # noqa: ANN401 - anything may come back
    try:
        return json.loads(body)
    except ValueError:
        return None
