"""A mail server of our own: it takes letters by SMTP, and has a mailbox that is read by IMAP."""
# ruff: noqa: ARG002 - the hooks are aiosmtpd's

import asyncio
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.backend.dict.mailbox import MailboxData
from pymap.imap import IMAPServer, IMAPService
from pymap.parsing.message import AppendMessage

from bot.core.context.clock import MovableClock
from bot.domain.mail_tags import TagKind
from bot.transports.mail import MailAccount, MailTransport, Server

OURS = "terreau@region.example"
JEANNE = "jeanne@example.org"
RELAY = "mx.region.example"
PASSWORD = "hush-hush"
KEY = bytes(range(32))
PATIENCE = 60.0
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Sent:
    """A letter as the server took it."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def letter(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=SMTP_POLICY)


@dataclass(slots=True)
class Relay:
    """The handler of the SMTP server; what it answers can be told beforehand."""

    sent: list[Sent] = field(default_factory=list)
    to_sender: str = ""
    """The answer to MAIL FROM, instead of yes."""
    to_recipient: str = ""
    to_letter: str = ""
    cuts_at: str = ""
    """“mail”, “rcpt” or “data”: there the connection is cut without an answer."""
    connections: int = 0
    deliver: Callable[[bytes], Awaitable[None]] | None = None
    """Takes what is sent to us, if anything does."""

    async def handle_EHLO(  # noqa: N802 - a name of aiosmtpd's, and what it gives
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802 - likewise
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        self._cut(server, "mail")
        if self.to_sender:
            return self.to_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - likewise
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        self._cut(server, "rcpt")
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - likewise
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.to_letter:
            return self.to_letter
        content = envelope.content
        assert isinstance(content, bytes)
        for each in envelope.rcpt_tos:
            self.sent.append(Sent(envelope.mail_from or "", each, content))
            if self.deliver is not None and each.startswith("terreau"):
                await self.deliver(f"Delivered-To: {each}\r\n".encode() + content)
        self._cut(server, "data")
        return "250 OK"

    def _cut(self, server: SMTP, at: str) -> None:
        if self.cuts_at == at:
            self.cuts_at = ""
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()


class _SmtpServer(SMTP):
    local_part_limit = 64  # RFC 5321


def _authenticated(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    """Let in who knows our password; who says none may send all the same, as in the own house."""
    knows = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=knows, handled=False)


@dataclass(slots=True)
class MailGround:
    """Both servers, and our account there."""

    relay: Relay
    account: MailAccount
    clock: MovableClock
    backend: DictBackend

    def transport(self) -> MailTransport:
        return MailTransport(self.account, clock=self.clock)

    async def inbox(self) -> MailboxData:
        async with self.backend.login.demo_user_identity.new_session() as session:
            return await session.mailbox_set.get_mailbox("INBOX")

    async def delivers(self, letter: EmailMessage | bytes) -> None:
        """Put a letter into the mailbox."""
        raw = letter if isinstance(letter, bytes) else letter.as_bytes(policy=SMTP_POLICY)
        inbox = await self.inbox()
        await inbox.append(AppendMessage(raw, self.clock.now(), frozenset()))

    async def flags(self) -> list[set[str]]:
        """The flags of the letters that are in the mailbox, in their order."""
        inbox = await self.inbox()
        return [
            {flag.value.decode() for flag in message.permanent_flags}
            async for message in inbox.messages()
        ]

    def reply_address(self, letter: str = "0" * 32, mailbox: str = JEANNE) -> str:
        today = self.clock.now().date()
        return self.account.address_for(TagKind.REPLY, letter, mailbox, today)


def letter_from(
    mailbox: str = JEANNE,
    words: str = "Bonjour",
    *,
    to: str = OURS,
    subject: str = "Bonjour",
    dmarc: str = "pass",
    **headers: str,
) -> EmailMessage:
    """A letter as our relay delivers it: with what it states of the sender."""
    made = EmailMessage(policy=SMTP_POLICY)
    if dmarc:
        domain = mailbox.partition("@")[2]
        made["Authentication-Results"] = f"{RELAY}; dmarc={dmarc} header.from={domain}"
    made["Delivered-To"] = to
    made["From"] = f"Jeanne Martin <{mailbox}>"
    made["To"] = to
    made["Subject"] = subject
    made["Message-ID"] = f"<{abs(hash((mailbox, words, to, subject)))}@example.org>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(words)
    return made


@asynccontextmanager
async def mail_ground(public_url: str = "") -> AsyncIterator[MailGround]:
    """Both servers on ports of their own, as long as the block lasts."""
    loop, relay = asyncio.get_running_loop(), Relay()
    async with AsyncExitStack() as stack:
        smtp = await loop.create_server(
            lambda: _SmtpServer(
                relay,
                hostname="relay",
                auth_require_tls=False,
                authenticator=_authenticated,
                loop=loop,
            ),
            "127.0.0.1",
            0,
        )
        await stack.enter_async_context(smtp)
        backend, imap = await _imap_server()
        await stack.enter_async_context(imap)
        made = MailAccount(
            address=OURS,
            name="Pionniers de l'énergie",
            smtp=Server("127.0.0.1", _port(smtp), tls=False, patience=PATIENCE),
            imap=Server(
                "127.0.0.1",
                _port(imap),
                tls=False,
                user=OURS,
                password=PASSWORD,
                patience=PATIENCE,
            ),
            authserv_id=RELAY,
            key=KEY,
            public_url=public_url,
        )
        yield MailGround(relay, made, MovableClock(NOW), backend)


async def _imap_server() -> tuple[DictBackend, asyncio.Server]:
    parser = ArgumentParser()
    parser.set_defaults(debug=False, passlib_cfg=None)
    DictBackend.add_subparser("dict", parser.add_subparsers(dest="backend"))
    IMAPService.add_arguments(parser)
    words = ["--no-tls", "dict", "--demo-user", OURS, "--demo-password", PASSWORD]
    backend, config = await DictBackend.init(parser.parse_args(words))
    config.apply_context()
    serve = ProxyProtocolReader(config.proxy_protocol).get_callback(
        IMAPServer(backend.login, config)
    )
    return backend, await asyncio.start_server(serve, "127.0.0.1", 0)


def _port(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])
