"""The mailbox: each letter once, kept before it is taken away; what is not for us stays."""

import asyncio
from datetime import timedelta

import pytest
from imapclient import IMAPClient
from prometheus_client import generate_latest

from bot.core.messages.incoming import Kind
from bot.core.messages.ports import FileGone
from bot.core.outbound.health import Measures, StoredMeasures
from bot.transports.mail.mailbox import Mailbox, Position
from bot.web.metrics import figures
from tests.transports.contract import Shelf, eventually, running, until
from tests.transports.mail.ground import JEANNE, MailGround, letter_from


async def test_letters_come_while_we_listen_and_leave_the_mailbox(
    ground: MailGround, shelf: Shelf
) -> None:
    transport = ground.transport()
    async with running(transport, shelf):
        await ground.delivers(letter_from(words="Bonjour", to=ground.reply_address()))
        await ground.delivers(letter_from(words="Deux fois", to=ground.reply_address()))
        first, second = await shelf.has(2)
        await eventually(ground.flags, lambda flags: not flags)
    await transport.close()

    assert (first.words, second.words) == ("Bonjour", "Deux fois")
    assert first.sender == f"mail:{JEANNE}"
    assert shelf.is_caught_up


async def test_letters_from_before_the_first_start_are_left_alone(
    ground: MailGround, shelf: Shelf
) -> None:
    await ground.delivers(letter_from(words="Ancien", to=ground.reply_address()))
    transport = ground.transport()
    async with running(transport, shelf):
        await ground.delivers(letter_from(words="Nouveau", to=ground.reply_address()))
        await shelf.has(1)
        await eventually(ground.flags, lambda flags: flags == [set()])
    await transport.close()

    assert shelf.words() == ["Nouveau"]


async def test_what_waits_while_we_are_away_comes_in_order(
    ground: MailGround, shelf: Shelf
) -> None:
    transport = ground.transport()
    async with running(transport, shelf):
        await until(lambda: shelf.told is not None)
    await transport.close()
    for nth in range(45):
        await ground.delivers(letter_from(words=f"Lettre {nth}", to=ground.reply_address()))

    transport = ground.transport()
    async with running(transport, shelf):
        await shelf.has(45)
    await transport.close()

    assert shelf.words() == [f"Lettre {nth}" for nth in range(45)]


async def test_a_letter_that_another_answer_announces_is_read_at_once(
    ground: MailGround, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, forget_files = asyncio.get_running_loop(), Mailbox._forget_files

    def has_one_come(mailbox: Mailbox, client: IMAPClient, position: Position) -> None:
        """Have a letter come in while it is looked for others, just before a long IDLE."""
        monkeypatch.setattr("bot.transports.mail.mailbox._IDLE_ROUNDS", 1_000_000)
        monkeypatch.setattr(Mailbox, "_forget_files", forget_files)
        letter = letter_from(words="Bonjour", to=ground.reply_address())
        asyncio.run_coroutine_threadsafe(ground.delivers(letter), loop).result()
        forget_files(mailbox, client, position)

    monkeypatch.setattr(Mailbox, "_forget_files", has_one_come)
    transport = ground.transport()
    async with running(transport, shelf):
        await shelf.has(1)
    await transport.close()

    assert shelf.words() == ["Bonjour"]


@pytest.mark.crashes("not committed")
async def test_nothing_is_removed_before_it_is_kept(ground: MailGround, shelf: Shelf) -> None:
    transport = ground.transport()
    async with running(transport, shelf):
        shelf.refusals = many = 1_000_000
        await ground.delivers(letter_from(words="Bonjour", to=ground.reply_address()))
        await until(lambda: shelf.refusals < many)
        assert await ground.flags() == [set()]
        shelf.refusals = 0
        await shelf.has(1)
        await eventually(ground.flags, lambda flags: not flags)
    await transport.close()

    assert shelf.words() == ["Bonjour"]


async def test_what_was_kept_but_not_removed_before_the_end_is_removed_and_not_read_twice(
    ground: MailGround, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("bot.transports.mail.mailbox._settle", lambda *_: None)
        transport = ground.transport()
        async with running(transport, shelf):
            await ground.delivers(letter_from(words="Bonjour", to=ground.reply_address()))
            await shelf.has(1)
        await transport.close()
    assert len(await ground.flags()) == 1

    transport = ground.transport()
    async with running(transport, shelf):
        await eventually(ground.flags, lambda flags: not flags)
    await transport.close()

    assert shelf.words() == ["Bonjour"]


async def test_a_mailbox_that_counts_anew_has_no_letter_read_twice(
    ground: MailGround, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = ground.transport()
    with monkeypatch.context() as patched:
        patched.setattr("bot.transports.mail.mailbox._settle", lambda *_: None)
        async with running(transport, shelf):
            await ground.delivers(letter_from(words="Bonjour", to=ground.reply_address()))
            await shelf.has(1)
    await transport.close()
    assert shelf.told is not None
    validity, _, rest = shelf.told.partition(":")
    shelf.told = f"{int(validity) + 1}:{rest}"  # as if that had been another numbering

    await ground.delivers(letter_from(words="Pendant ce temps", to=ground.reply_address()))
    transport = ground.transport()
    async with running(transport, shelf):
        await shelf.has(2)
        await eventually(ground.flags, lambda flags: not flags)
    await transport.close()

    assert shelf.words() == ["Bonjour", "Pendant ce temps"]


async def test_what_is_not_for_us_stays_and_is_marked_as_seen(
    ground: MailGround, shelf: Shelf
) -> None:
    transport = ground.transport()
    async with running(transport, shelf):
        await ground.delivers(letter_from(words="Infolettre", List_Id="<x.example.org>"))
        await ground.delivers(letter_from(words="Faux", dmarc="fail"))
        await ground.delivers(b"\xff\x00 nothing")
        await ground.delivers(letter_from(words="Bonjour", to=ground.reply_address()))
        await shelf.has(1)
        await eventually(ground.flags, lambda flags: flags == [{r"\Seen"}] * 3)
    await transport.close()

    assert shelf.words() == ["Bonjour"]


async def test_who_writes_more_than_people_do_is_a_program(
    ground: MailGround, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.transports.mail.mailbox.MOST_AN_HOUR", 2)
    transport = ground.transport()
    async with running(transport, shelf):
        for nth in range(4):
            await ground.delivers(letter_from(words=f"Absente {nth}", to=ground.reply_address()))
        await ground.delivers(letter_from("luc@example.org", "Bonjour"))
        await shelf.has(3)
        await eventually(ground.flags, lambda flags: flags == [{r"\Seen"}] * 2)
    await transport.close()

    assert shelf.words() == ["Absente 0", "Absente 1", "Bonjour"]


async def test_a_letter_stays_until_its_file_had_time_to_be_fetched(
    ground: MailGround, shelf: Shelf
) -> None:
    transport = ground.transport()
    letter = letter_from(words="Voici la liste", to=ground.reply_address())
    letter.add_attachment(b"a;b", maintype="text", subtype="csv", filename="liste.csv")
    async with running(transport, shelf):
        await ground.delivers(letter)
        [came] = await shelf.has(1)
        assert came.file is not None
        assert await transport.fetch(came.file, 100) == b"a;b"
        ground.clock.move(timedelta(days=8))
        await ground.delivers(letter_from(words="Plus tard", to=ground.reply_address()))
        await eventually(ground.flags, lambda flags: not flags)
        with pytest.raises(FileGone):
            await transport.fetch(came.file, 100)
    await transport.close()


async def test_a_connection_that_ends_is_made_again(ground: MailGround, shelf: Shelf) -> None:
    transport = ground.transport()
    async with running(transport, shelf):
        transport._mailbox._hang_up()
        await ground.delivers(letter_from(words="Bonjour", to=ground.reply_address()))
        await shelf.has(1)
        await until(lambda: transport.ailing_since() is None)
    await transport.close()

    assert shelf.of(Kind.WORDS)[0].words == "Bonjour"


async def test_the_metrics_count_e_mails_by_what_became_of_them(
    ground: MailGround, shelf: Shelf
) -> None:
    transport = ground.transport()
    async with running(transport, shelf):
        await until(lambda: shelf.told is not None)
        await ground.delivers(letter_from(words="Forgé", dmarc="fail"))
        await ground.delivers(letter_from(words="Bonjour", to=ground.reply_address()))
        await ground.delivers(letter_from(words="Qui ?", subject="Qui ?"))
        await shelf.has(2)
    await transport.close()
    stored = StoredMeasures(ground.clock.now(), 0, None, 0, 0, (), {}, 0, None)
    mails = {transport.network: transport.mails_read}

    shown = generate_latest(figures(Measures(stored, {}, mails, {}, {}, 0))).decode()

    for fate in ("proven", "unproven", "forged"):
        assert f'terreau_mails_total{{fate="{fate}",network="mail"}} 1.0' in shown
