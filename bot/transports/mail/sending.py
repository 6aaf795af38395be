"""Letters on their way: one SMTP connection, and the meaning of what the server answers.

Until the letter itself was given away, nothing happened. Once it is on its way and no answer comes,
nobody knows: `FateUnknown`. Codes that begin with 4 ask for another try, those with 5 refuse.
"""

import asyncio
import re
import ssl
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from time import monotonic

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPResponseException,
)

from bot.core.messages.ports import (
    FateUnknown,
    NotSent,
    Rejected,
    RoomGone,
    SendError,
    TryLater,
)
from bot.transports.mail.account import Server

GREYLISTED = timedelta(minutes=5)
"""The wait after a refusal for now: servers that refuse strangers once expect them again then."""
PATIENCE_SECONDS = 2 * 24 * 3600.0
"""So long, a letter that is refused for now is tried."""
_MOST_REMEMBERED = 1000
_IDLE_SECONDS = 20.0
_MOST_LETTERS = 50
_CLOSING = 421
_WIRE = SMTP_POLICY.clone(max_line_length=990)
"""Python would break long addresses in heads, and what they lead to with them."""
_FATAL = 500
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_DEAD = {("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")}
"""Enhanced codes (RFC 3463) of addresses that are none: unknown, moved, closed, without mail."""
_NO_SUCH_MAILBOX = {550, 551, 553}
"""Codes for an unknown mailbox from servers without enhanced status codes."""


class AccountRefused(NotSent):
    """The server refuses our name and password, or our address."""


class CertificateRefused(NotSent):
    """The server's certificate is not valid here."""


class Sender:
    """One connection at a time, kept for the letters that follow soon."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lock = asyncio.Lock()
        self._client: SMTP | None = None
        self._used_at = 0.0
        self._letters = 0
        self._put_off: OrderedDict[str, float] = OrderedDict()

    async def send(self, letter: EmailMessage, sender: str, recipient: str) -> None:
        """Send one letter; raises a `SendError`."""
        async with self._lock:
            try:
                await self._send(letter.as_bytes(policy=_WIRE), sender, recipient)
            except TryLater:
                self._check_patience(str(letter["Message-ID"]))
                raise
            except SendError:
                raise
            except BaseException:
                await self._drop()
                raise
            self._put_off.pop(str(letter["Message-ID"]), None)

    async def greet(self, sender: str) -> None:
        """Begin a letter and send none, to see whether the server lets us; raises a `SendError`."""
        async with self._lock:
            await self._forget_letter(await self._introduced(sender, 0))

    async def close(self) -> None:
        async with self._lock:
            await self._drop()

    async def _send(self, letter: bytes, sender: str, recipient: str) -> None:
        client = await self._introduced(sender, len(letter))
        try:
            await client.rcpt(recipient)
        except SMTPResponseException as error:
            await self._forget_letter(client)
            raise _refused_mailbox(error) from None
        except (SMTPException, OSError) as error:
            await self._drop()
            raise NotSent(_cause(error)) from None
        try:
            await client.data(letter)
        except SMTPDataError as error:
            await self._forget_letter(client)
            raise _refused_letter(error) from None
        except (SMTPException, OSError) as error:
            await self._drop()
            raise FateUnknown(_cause(error)) from None
        self._letters += 1
        self._used_at = monotonic()

    async def _introduced(self, sender: str, size: int) -> SMTP:
        """A connection on which we said who writes; one that was closed meanwhile is made again."""
        for is_last in (False, True):
            kept, client = self._client, await self._connected()
            options = [f"SIZE={size}"] if size and client.supports_extension("size") else []
            try:
                await client.mail(sender, options=options)
            except SMTPResponseException as error:
                await self._drop()
                raise _refused_sender(error) from None
            except (SMTPException, OSError) as error:
                await self._drop()
                if is_last or kept is not client:
                    raise NotSent(_cause(error)) from None
            else:
                return client
        raise AssertionError(sender)

    async def _connected(self) -> SMTP:
        is_old = monotonic() - self._used_at > _IDLE_SECONDS or self._letters >= _MOST_LETTERS
        if self._client is not None and not is_old and self._client.is_connected:
            return self._client
        await self._drop()
        server = self._server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls,
            start_tls=None if server.is_here else not server.tls,
            timeout=server.patience,
            tls_context=ssl.create_default_context(),
            validate_certs=True,
        )
        with _connecting():
            await client.connect()
            self._client = client
            if server.user:
                await client.login(server.user, server.password)
        self._letters, self._used_at = 0, monotonic()
        return client

    async def _forget_letter(self, client: SMTP) -> None:
        """Have the server forget a letter that it refused."""
        self._used_at = monotonic()
        try:
            await client.rset()
        except (SMTPException, OSError):
            await self._drop()

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                client.close()

    def _check_patience(self, message_id: str) -> None:
        """Give up a letter that was refused for now for days."""
        since = self._put_off.setdefault(message_id, monotonic())
        if len(self._put_off) > _MOST_REMEMBERED:
            self._put_off.popitem(last=False)
        if monotonic() - since > PATIENCE_SECONDS:
            del self._put_off[message_id]
            raise Rejected("refused for days")


@contextmanager
def _connecting() -> Iterator[None]:
    """Whatever fails before a letter is begun: nothing was sent."""
    try:
        yield
    except SMTPAuthenticationError as error:
        refusal = AccountRefused if error.code >= _FATAL else NotSent
        raise refusal(_answer(error)) from None
    except (SMTPException, OSError) as error:
        refusal = CertificateRefused if _is_of_certificate(error) else NotSent
        raise refusal(_cause(error)) from None


def _is_of_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _refused_sender(error: SMTPResponseException) -> SendError:
    """The server does not want to begin: its trouble for now, or our account's for good."""
    if error.code >= _FATAL:
        return AccountRefused(_answer(error))
    return NotSent(_answer(error))


def _refused_mailbox(error: SMTPResponseException) -> SendError:
    if error.code == _CLOSING:
        return NotSent(_answer(error))
    if error.code < _FATAL:
        return TryLater(GREYLISTED)
    if is_dead(error.code, error.message):
        return RoomGone(_answer(error))
    return Rejected(_answer(error))


def _refused_letter(error: SMTPDataError) -> SendError:
    if error.code == _CLOSING:
        return NotSent(_answer(error))
    return TryLater(GREYLISTED) if error.code < _FATAL else Rejected(_answer(error))


def is_dead(code: int, words: str) -> bool:
    """True if an answer says that there is no such mailbox, or no longer."""
    status = _STATUS.search(words)
    if status is None:
        return code in _NO_SUCH_MAILBOX
    return status[1] == "5" and (status[2], status[3]) in _DEAD


def _answer(error: SMTPResponseException) -> str:
    """A server's answer without its words, which name the person: `550 5.1.1`."""
    status = _STATUS.search(error.message)
    return f"{error.code}" if status is None else f"{error.code} {status[0]}"


def _cause(error: BaseException) -> str:
    """The kind of a failure; a server's answer where there was one."""
    if _is_of_certificate(error):
        return "CertificateError"
    if isinstance(error, SMTPResponseException):
        return _answer(error)
    return type(error).__name__
