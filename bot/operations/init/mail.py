"""E-mail: a mailbox for the bot, tried by an e-mail to itself, and its section of the file."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import Any

from authres import AuthenticationResultsHeader
from authres.core import AuthResError
from pydantic import TypeAdapter, ValidationError

from bot.config import kinds, load
from bot.core.messages.content import Text, text
from bot.core.messages.i18n import Reader
from bot.core.messages.ports import SendError
from bot.domain.mail_tags import TagKind
from bot.domain.words import on_one_line
from bot.operations.check import untrusted
from bot.operations.check.mail import look_at_domain
from bot.operations.init.answers import Given
from bot.operations.init.asking import Asker, Stopped, Wrong
from bot.operations.init.configuration_file import SECRET, add_section, check_there, quoted
from bot.operations.instance import typed_command
from bot.transports.mail.account import MailAccount, Server
from bot.transports.mail.mailbox import REFUSALS, TROUBLE, connect
from bot.transports.mail.sending import CertificateRefused, Sender

ARRIVES_WITHIN = 60.0
_LOOK_EVERY = 2.0


@dataclass(frozen=True, slots=True)
class OnMail:
    """The answers of the section."""

    address: str
    smtp: str
    imap: str
    user: str
    password: str
    authserv_id: str


def add_mail(asker: Asker, given: Given, path: Path) -> None:
    """Ask for the bot's mailbox, try it, and add its section to the file."""
    check_there(path)
    if load(path, {}).mail is not None:
        raise Stopped(text("{file} already has a [mail] section.", file=path))
    with asyncio.Runner() as runner:
        chosen = _ask(asker, runner, given)
        findings = runner.run(look_at_domain(chosen.address.rpartition("@")[2], ""))
    for each in findings:
        asker.say(text("{subject}: {words}", subject=each.subject, words=each.words))
    add_section(asker, path, _section(chosen, asker.reader))
    asker.say(text("Next: {check}", check=typed_command("check", path)))


def _ask(asker: Asker, runner: asyncio.Runner, given: Given) -> OnMail:
    asker.say(
        text(
            "The bot needs a mailbox of its own, in which nothing else arrives, and which takes "
            "addresses with a “+” too."
        )
    )
    address = asker.ask(
        text("The bot's address:"), option="--address", read=_valid(kinds.MailAddress)
    )
    host = f"mail.{address.rpartition('@')[2]}"
    smtp = asker.ask(
        text("The server that sends:"),
        option="--smtp",
        default=f"smtps://{host}",
        read=_valid(kinds.SmtpServer),
    )
    imap = asker.ask(
        text("The server with the mailbox:"),
        option="--imap",
        default=f"imaps://{host}",
        read=_valid(kinds.ImapServer),
    )
    user = asker.ask(text("The name for both:"), option="--user", given=given.user, default=address)
    tried: list[MailAccount] = []

    def try_password(password: str) -> str:
        account = MailAccount(
            address=address,
            name="Terreau",
            smtp=Server.at(smtp, user, password),
            imap=Server.at(imap, user, password),
            authserv_id="",
            key=token_hex().encode(),
        )
        runner.run(_try(account))
        tried.append(account)
        return password

    password = asker.ask(
        text("The password:"),
        option="--password",
        given=given.password,
        read=try_password,
        hidden=True,
    )
    asker.say(text("Both servers let the bot in. I send it an e-mail, and wait for it…"))
    stated = runner.run(send_to_itself(tried[-1]))
    authserv_id = asker.ask(
        text("Under which name does your mail server state what it checked (authserv-id)?"),
        option="--authserv-id",
        default=stated or Server.at(imap).host,
    )
    return OnMail(address, smtp, imap, user, password, authserv_id)


def _valid(kind: Any) -> Callable[[str], str]:  # noqa: ANN401 - a type of `bot.config.kinds`
    adapter: TypeAdapter[str] = TypeAdapter(kind)

    def read(answer: str) -> str:
        try:
            return adapter.validate_python(answer.strip())
        except ValidationError:
            raise Wrong(text("This is none. Type it like in config.example.toml.")) from None

    return read


async def _try(account: MailAccount) -> None:
    """Log in to both servers; raises `Wrong`."""
    sender = Sender(account.smtp)
    try:
        await sender.greet(account.address)
        client, _, _ = await asyncio.to_thread(connect, account.imap, account.folder, readonly=True)
        await asyncio.to_thread(client.logout)
    except REFUSALS:
        raise Wrong(text("The mail server refuses this name and password.")) from None
    except CertificateRefused:
        raise Wrong(untrusted(account.smtp.host)) from None
    except (SendError, *TROUBLE):
        words = text(
            "{smtp} or {imap} does not answer: check this machine's network, then give the "
            "password again.",
            smtp=account.smtp.host,
            imap=account.imap.host,
        )
        raise Wrong(words) from None
    finally:
        await sender.close()


async def send_to_itself(account: MailAccount) -> str:
    """Send an e-mail to an address with a “+”; the name under which our server states its checks.

    Raises `Stopped` where it does not come: then no answer would.
    """
    mark = token_hex(16)
    recipient = account.address.replace("@", f"+{TagKind.REPLY}test@", 1)
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = account.address, recipient, f"Terreau {mark}"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mark)
    sender = Sender(account.smtp)
    try:
        await sender.send(made, account.address, recipient)
    except SendError as error:
        raise Stopped(
            text(
                "The server that sends does not take e-mails from {address}: {why}",
                address=account.address,
                why=str(error),
            )
        ) from None
    finally:
        await sender.close()
    until = monotonic() + ARRIVES_WITHIN
    while monotonic() < until:
        found = await asyncio.to_thread(_taken, account, mark)
        if found is not None:
            return found
        await asyncio.sleep(_LOOK_EVERY)
    raise Stopped(
        text(
            "The e-mail to {address} did not arrive. Have your mail server put addresses with a "
            "“+” into the same mailbox (in Postfix: recipient_delimiter = +), then start again.",
            address=recipient,
        )
    )


def _taken(account: MailAccount, mark: str) -> str | None:
    """Take the e-mail out of the mailbox: the authserv-id in it, empty if none; None: not there."""
    client, _, _ = connect(account.imap, account.folder)
    try:
        found = client.search(["SUBJECT", mark])
        if not found:
            return None
        part = "BODY[HEADER.FIELDS (AUTHENTICATION-RESULTS)]"
        heads = client.fetch(found, [part.replace("BODY", "BODY.PEEK")])
        client.delete_messages(found)
        client.expunge()
    finally:
        client.logout()
    head = next(iter(heads.values())).get(part.encode(), b"").decode("utf-8", "replace")
    name, _, rest = head.strip().partition(":")
    try:
        read = AuthenticationResultsHeader.parse(f"{name}: {on_one_line(rest)}")
    except AuthResError:
        return ""
    return str(read.authserv_id)


def _section(chosen: OnMail, reader: Reader) -> list[str]:
    def remark(words: Text) -> str:
        return f"# {reader.say(words)}"

    user = [] if chosen.user == chosen.address else [f"user = {quoted(chosen.user)}"]
    return [
        "[mail]",
        f"address = {quoted(chosen.address)}",
        f"smtp = {quoted(chosen.smtp)}",
        f"imap = {quoted(chosen.imap)}",
        *user,
        remark(SECRET),
        f"password = {quoted(chosen.password)}",
        remark(text("The name under which your mail server states whether a sender is forged.")),
        f"authserv_id = {quoted(chosen.authserv_id)}",
    ]
