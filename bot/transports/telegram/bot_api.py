"""The Bot API over aiohttp: addresses, requests, the meaning of refusals, and its health.

Two faults are told apart, for a message must not go out twice: `Unreachable`, where nothing was
carried out, and `Unanswered`, where it may have been. Of what Telegram's own side answers when it
is unwell, only 503 says that the request was not taken. A 500 is what a Bot API server says to the
requests in its hands when it restarts, a 502 or 504 what stands before it says when it got no
answer: these may have been carried out.

Nothing that `Request` raises names the address, which holds the token, or repeats what was sent.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from typing import Any, NamedTuple
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
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.core.messages.ports import (
    FateUnknown,
    FileTooBig,
    NotSent,
    Rejected,
    RoomGone,
    RoomMoved,
    SendError,
    TryLater,
)
from bot.core.outbound.health import NetworkHealth
from bot.core.tasks import SHORTEST_BACKOFF

CONNECT_SECONDS = 5.0
DOWNLOAD_SECONDS = 120.0
_PAGE = 64 * 1024
_NEVER_CONNECTED = (ClientConnectorError, ClientHttpProxyError, ConnectionTimeoutError, InvalidURL)
# Of the refusals called "Bad Request", those that speak of the room and not of the message.
_OF_THE_ROOM = (
    "chat not found",
    "chat_write_forbidden",
    "group chat was deactivated",
    "group is deactivated",
    "have no rights to send a message",
    "message thread not found",
    "need administrator rights in the channel chat",
    "not enough rights to send text messages",
    "peer_id_invalid",
    "topic_deleted",
    "user not found",
)


def bot_at(token: str, api_base: str, calls: BaseRequest, polls: BaseRequest, *, test: bool) -> Bot:
    """The bot of a token; in Telegram's test environment, which has accounts of its own."""
    base, below = api_base.rstrip("/"), "/test" if test else ""
    return Bot(
        token,
        base_url=f"{base}/bot{{token}}{below}",
        base_file_url=f"{base}/file/bot{{token}}{below}",
        request=calls,
        get_updates_request=polls,
    )


class Place(NamedTuple):
    """The place of a message, as the Bot API wants it."""

    chat_id: int
    thread: int | None = None


def address(network: str, number: int, thread: int | None = None) -> str:
    """The address of a person, a chat or a topic."""
    return f"{network}:{number}" if thread is None else f"{network}:{number}/{thread}"


def room_of(network: str, message: Mapping[str, Any]) -> str:
    """The room in which a message stands; topics inside a direct room are one room."""
    chat = message["chat"]
    in_topic = message.get("is_topic_message") and chat["type"] != "private"
    return address(network, chat["id"], message["message_thread_id"] if in_topic else None)


def place(room: str) -> Place:
    chat, _, thread = room.partition(":")[2].partition("/")
    return Place(int(chat), int(thread) if thread else None)


class Unreachable(NetworkError):
    """The request was not carried out."""


class Unanswered(NetworkError):
    """The request left, and may have been carried out."""


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
        with _without_address():
            body = None if request_data is None else _body(request_data)
            async with self._send(method, url, patience, body) as answer:
                self.heard_at = answer.headers.get("Date", "")
                return _checked_answer(answer.status, answer.headers, await answer.read())

    async def download(self, url: str, most: int) -> bytes:
        """Get a file; raises `FileTooBig` as soon as it is larger than `most`."""
        with _without_address():
            async with self._send("GET", url, DOWNLOAD_SECONDS, None) as answer:
                if answer.status != HTTPStatus.OK:
                    _checked_answer(answer.status, answer.headers, await answer.content.read(_PAGE))
                    raise BadRequest("file not found")
                got = bytearray()
                async for part in answer.content.iter_chunked(_PAGE):
                    got += part
                    if len(got) > most:
                        raise FileTooBig
                return bytes(got)

    def _send(
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
def _without_address() -> Iterator[None]:
    """Turn a failure into one that names no address, by its kind."""
    try:
        yield
    except (TelegramError, FileTooBig):
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


def _checked_answer(status: int, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """Pass on answers of Telegram; a page from something on the way says nothing of a room."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise RetryAfter(_retry_after(headers, body))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        raise Unreachable(f"HTTP {status}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unanswered(f"HTTP {status}")
    if status >= HTTPStatus.MULTIPLE_CHOICES and not isinstance(_json_of(body), dict):
        raise Unreachable(f"HTTP {status}")
    return status, body


def _retry_after(headers: Mapping[str, str], body: bytes) -> int:
    """The wait that a 429 asks for, in its body or only in its header."""
    match _json_of(body):
        case {"parameters": {"retry_after": int(seconds)}}:
            return seconds
    header = headers.get("Retry-After", "")
    return int(header) if header.isdecimal() else 1


def _json_of(body: bytes) -> Any:  # noqa: ANN401 - anything may come back
    try:
        return json.loads(body)
    except ValueError:
        return None


class TokenRefused(PermissionError):
    """Telegram does not know this token."""


@contextmanager
def as_send_errors(network: str) -> Iterator[None]:
    """Turn every failure into a `SendError`."""
    try:
        yield
    except TelegramError as error:
        raise send_error(error, network) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # Telegram did as it was asked, and python-telegram-bot could not read what it answered.
        raise FateUnknown(f"unreadable answer: {type(error).__name__}") from None


def send_error(error: TelegramError, network: str) -> SendError:
    """Say what became of a message, or of its room."""
    match error:
        case ChatMigrated():
            return RoomMoved(f"{network}:{error.new_chat_id}")
        case RetryAfter():
            return TryLater(waiting(error))
        case Forbidden():
            return RoomGone(str(error))
        case BadRequest():
            refusal = RoomGone if mentions(error, *_OF_THE_ROOM) else Rejected
            return refusal(str(error))
        case Unreachable() | InvalidToken() | Conflict():
            return NotSent(str(error))
        case _:
            return FateUnknown(str(error))


def waiting(error: RetryAfter) -> timedelta:
    """The wait that a 429 asks for."""
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)


def mentions(error: TelegramError, *words: str) -> bool:
    """True if a refusal contains one of these; Telegram's capitals come and go."""
    message = error.message.lower()
    return any(word in message for word in words)


class Health(NetworkHealth):
    """Results of the last requests."""

    def failed(self, error: Exception, overdue: float = 0.0) -> None:
        """Remember a failure; it began when the answer was due, `overdue` seconds ago."""
        silent = isinstance(error, Unreachable)
        self._note_failure(cause_of(error), silent=silent, overdue=overdue)
        if isinstance(error, RetryAfter):
            self.pause = max(self.pause, waiting(error).total_seconds())
        # Telegram has hiccups: only a second refusal is believed.
        is_refused = isinstance(error, InvalidToken) and self._failures > 1
        if is_refused and self._note_refusal():
            self._log.error("token refused: ask @BotFather for a valid one")

    def answered(self) -> None:
        """One request went well; while others may fail, the next one keeps its distance."""
        self.pause = SHORTEST_BACKOFF if self._failures else 0.0

    def well(self) -> None:
        """Remember that all is well; after failures, the next request keeps its distance."""
        self.answered()
        pause = self.pause
        super().well()
        self.pause = pause


def cause_of(error: Exception) -> str:
    """The error in words that may be logged."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, TelegramError | SendError) else name
