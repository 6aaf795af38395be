"""Letters over Debian's Postfix and Dovecot: out, an answer back, a bounce, a kill in between."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bot.core.context.clock import Clock
from bot.core.messages.content import Card, button
from bot.core.messages.incoming import Kind
from bot.core.messages.rendering import Place, render
from bot.operations.init.mail import send_to_itself
from bot.transports.mail import MailTransport
from bot.transports.mail.mailbox import connect
from tests.transports.contract import Shelf, eventually, running, until
from tests.transports.contracts.networks import READER
from tests.transports.mail.ground import JEANNE, OURS
from tests.transports.mail.real_server import RealServer, can_run, real_server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_run(), reason="needs Postfix and Dovecot, and root"),
]

POLL = render(
    Card("Quelle date ?", ("mardi ou jeudi",), ((button("jeudi", "vote", 2, 2),),)),
    READER,
    Place(buttons=False, deep_links=False, direct=True),
)


@pytest.fixture
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RealServer]:
    async with real_server(tmp_path_factory.mktemp("mail")) as made:
        yield made


async def letters_of(server: RealServer, address: str) -> list[EmailMessage]:
    """The letters in a person's mailbox."""

    def read() -> list[EmailMessage]:
        client, _, _ = connect(server.account(address).imap, "INBOX", readonly=True)
        found = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
        client.logout()
        raw = (each[b"BODY[]"] for each in found.values())
        return [message_from_bytes(each, policy=SMTP) for each in raw]

    return await asyncio.to_thread(read)


def answer_to(letter: EmailMessage, words: str) -> EmailMessage:
    """An answer as a mail program composes it."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = f"Jeanne <{JEANNE}>", letter["Reply-To"]
    made["Subject"], made["In-Reply-To"] = f"Re: {letter['Subject']}", letter["Message-ID"]
    made["Message-ID"] = f"<{len(words)}@example.org>"
    made.set_content(f"{words}\n\nLe mar. 1 déc. 2026, Terreau a écrit :\n\n> Quelle date ?\n")
    return made


async def test_a_letter_out_and_its_answer_back(server: RealServer, shelf: Shelf) -> None:
    transport = MailTransport(server.account(), clock=Clock())
    async with running(transport, shelf):
        sent = await transport.send(f"mail:{JEANNE}", POLL, txn=f"{'0a' * 16}-0", reply_to=None)
        [letter] = await eventually(lambda: letters_of(server, JEANNE))
        good = answer_to(letter, "1")
        forged = answer_to(letter, "22")
        del forged["From"]
        forged["From"] = "luc@region.example"
        await server.delivers(good.as_bytes(), JEANNE, good["To"].addresses[0].addr_spec)
        await server.delivers(
            forged.as_bytes(), "luc@region.example", good["To"].addresses[0].addr_spec
        )
        first, second = await shelf.has(2)
        await eventually(lambda: letters_of(server, OURS), lambda left: not left)
    await transport.close()

    assert (first.words, first.about, first.unproven) == ("1", sent, False)
    assert (second.words, second.about, second.unproven) == ("22", None, True)


async def test_a_bounce_of_a_mailbox_that_is_none(server: RealServer, shelf: Shelf) -> None:
    transport = MailTransport(server.account(), clock=Clock())
    async with running(transport, shelf):
        await transport.send("mail:gone@example.org", POLL, txn=f"{'0b' * 16}-0", reply_to=None)
        [gone] = await shelf.has(1, Kind.WENT)
        await eventually(lambda: letters_of(server, OURS), lambda left: not left)
    await transport.close()

    assert gone.room == "mail:gone@example.org"
    assert gone.words.startswith("5.1.1")


async def test_what_came_while_we_were_away_is_read_once(server: RealServer, shelf: Shelf) -> None:
    transport = MailTransport(server.account(), clock=Clock())
    async with running(transport, shelf):
        await until(lambda: shelf.told is not None)
    await transport.close()
    plain = EmailMessage(policy=SMTP)
    plain["From"], plain["To"], plain["Subject"] = JEANNE, OURS, "Bonjour"
    plain.set_content("Bonjour")
    await server.delivers(plain.as_bytes(), JEANNE, OURS)
    await eventually(lambda: letters_of(server, OURS))

    for _ in range(2):
        transport = MailTransport(server.account(), clock=Clock())
        async with running(transport, shelf):
            await shelf.has(1)
        await transport.close()

    assert shelf.words() == ["Bonjour"]


async def test_init_learns_that_addresses_with_a_plus_arrive(server: RealServer) -> None:
    stated = await send_to_itself(server.account())

    assert (stated, await letters_of(server, OURS)) == ("", [])
    assert (server.folder / "dovecot" / "log").read_text().count("saved mail to INBOX") == 1
